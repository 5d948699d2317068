"""Builds the packages to test: one of the program that the tests built, and one of a version after it."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from lib.process import ROOT, find_program, run

FIRST, SECOND = "first.deb", "second.deb"
"""The names of the packages in the folder."""

CONFIGURATION = "etc/latchkey/latchkey.toml"

NEWS = "# A line that the second version has.\n"
"""What differs between the configuration files of both."""


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """An empty folder for everything that is made, until the block is left. What a killed run has left is removed,
    too."""
    made = ROOT / "target" / "package-test"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def build(binary: Path, into: Path) -> None:
    """Builds both."""
    find_program("cargo-deb", "`cargo install --locked cargo-deb@3.8.0` installs it")
    run([ROOT / "scripts" / "package-files", binary])
    # cargo-deb packages release builds, and knows one by its folder. Debug information would take most of the time.
    release = into / "target" / "release"
    release.mkdir(parents=True)
    run(["strip", "-o", release / "latchkey", binary])
    environment = {**os.environ, "CARGO_TARGET_DIR": str(into / "target")}
    run(["cargo", "deb", "--no-build", "--fast", "--quiet", "--output", into / FIRST], environment=environment)
    shutil.rmtree(into / "target")
    _build_second(into)


def _build_second(into: Path) -> None:
    tree = into / "second"
    run(["dpkg-deb", "--raw-extract", into / FIRST, tree])
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"(?m)^(Version: .*)$", r"\1+next", control.read_text()))
    with (tree / CONFIGURATION).open("a") as configuration:
        configuration.write(NEWS)
    run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, into / SECOND])
    shutil.rmtree(tree)
