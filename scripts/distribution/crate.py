"""Rust crates."""

import shutil
from pathlib import Path

from lib.process import find_program, run
from distribution.package import EXTRA, LICENCE, Package, replace_section, toml_string

DEADLINE = 300


def build(packages: list[Package], work: Path, out: Path) -> None:
    """Packs all crates. They are compiled where they are used."""
    cargo = find_program("cargo", "https://rustup.rs")
    for package in packages:
        folder = _prepare(package, work)
        target = work / "target"
        command = [cargo, "package", "--quiet", "--no-verify", "--allow-dirty", "--exclude-lockfile"]
        run(
            [*command, "--manifest-path", folder / "Cargo.toml", "--target-dir", target],
            folder=folder,
            deadline=DEADLINE,
        )
        crate = f"{package.name}-{package.version}.crate"
        (target / "package" / crate).rename(out / crate)


def _prepare(package: Package, work: Path) -> Path:
    folder = package.copy_of_source(work)
    shutil.copy(EXTRA / "errors.rs", folder / "src")
    with (folder / "src" / "lib.rs").open("a", encoding="utf-8") as library:
        library.write("pub mod errors;\n")
    file = folder / "Cargo.toml"
    lines = [
        f"name = {toml_string(package.name)}",
        f"version = {toml_string(package.version)}",
        f"description = {toml_string(package.description)}",
        f"license = {toml_string(LICENCE)}",
        'edition = "2021"',
        'readme = "README.md"',
        'exclude = ["/docs"]',
    ]
    manifest = replace_section(file.read_text(encoding="utf-8"), "package", lines)
    # Otherwise it would belong to the workspace of the folder that it lies in.
    file.write_text(f"{manifest}\n[workspace]\n", encoding="utf-8")
    return folder
