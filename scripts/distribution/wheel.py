"""Python wheels."""

import sys
from pathlib import Path

from lib.process import run
from distribution.package import LICENCE, LICENCES, Package, toml_string

DEADLINE = 300
GENERATED = ("setup.py", "setup.cfg", "requirements.txt")
"""What repeats pyproject.toml."""


def build(packages: list[Package], work: Path, out: Path) -> None:
    """Builds all wheels."""
    folders = [_prepare(package, work) for package in packages]
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-cache-dir")
    run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", out, *folders], deadline=DEADLINE)


def _prepare(package: Package, work: Path) -> Path:
    folder = package.copy_of_source(work)
    for name in GENERATED:
        (folder / name).unlink()
    file = folder / "pyproject.toml"
    generated = file.read_text(encoding="utf-8")
    project = [
        f"name = {toml_string(package.dashed)}",
        f"version = {toml_string(package.version)}",
        f"description = {toml_string(package.description)}",
        f"license = {toml_string(LICENCE)}",
        f"license-files = [{', '.join(map(toml_string, LICENCES))}]",
        'readme = "README.md"',
        *_kept(generated),
    ]
    text = "\n".join(
        [
            "[project]",
            *project,
            "",
            "[build-system]",
            'requires = ["setuptools>=77"]',
            'build-backend = "setuptools.build_meta"',
            "",
            "[tool.setuptools]",
            f"packages = {{ find = {{ include = [{toml_string(package.name + '*')}] }} }}",
            f"package-data = {{ {package.name} = [\"py.typed\"] }}",
            "",
        ]
    )
    file.write_text(text, encoding="utf-8")
    return folder


def _kept(generated: str) -> list[str]:
    """What the generator says of the dependencies."""
    lines = generated.splitlines()
    python = next(line for line in lines if line.startswith("requires-python"))
    first = lines.index("dependencies = [")
    return [python, *lines[first : lines.index("]", first) + 1]]
