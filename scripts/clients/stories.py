"""Installs the packed clients from their files into empty projects, builds the stories that use them, and runs them."""

import os
import shutil
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from distribution.maven import JDK, class_path
from distribution.package import DISTRIBUTION
from lib.process import ROOT, ScriptError, find_program, run
from lib.venv import FOLDER

STORIES = ROOT / "tests" / "sdk"
INSTALLED = ROOT / "target" / "sdk-test"
"""The projects."""
PYTHON = FOLDER / "bin" / "python"
PACKAGES = INSTALLED / "python" / "packages"
COMPILER = ROOT / "scripts" / "node_modules" / "typescript" / "bin" / "tsc"
DEADLINE = 60
"""Seconds that a story may take."""
BUILD_DEADLINE = 1200
"""Seconds that a step of a build may take. It may download and compile the dependencies of the Rust clients."""

Command = Sequence[object]


@dataclass(frozen=True)
class Language:
    """How the clients in a language are installed and the stories built, and how a story is run."""

    name: str
    install: Callable[[Path], list[Command]]
    """Prepares the project, and returns the commands that install and build in it."""
    run: Command
    """Followed by the name of the story and the base URL of the server."""


def languages() -> list[Language]:
    """The languages of the stories."""
    node, cargo = find_program("node", "https://nodejs.org"), find_program("cargo", "https://rustup.rs")
    java = find_program("java", JDK)
    for tool, kind in ((COMPILER, "node"), (PYTHON, "python")):
        if not tool.exists():
            raise ScriptError(f"{tool.relative_to(ROOT)} was not found; `scripts/tools {kind}` installs it")
    # The target folder of the Rust stories is kept, because its dependencies are compiled once.
    target = INSTALLED / "target"

    def rust(_: Path) -> list[Command]:
        manifest = ROOT / "crates" / "sdk-stories" / "Cargo.toml"
        _unpack_crates(INSTALLED / "crates")
        return [(cargo, "build", "--locked", "--manifest-path", manifest, "--target-dir", target)]

    classes = os.pathsep.join([str(INSTALLED / "java"), *map(str, _files("maven/**/*[0-9].jar")), class_path()])
    return [
        Language("typescript", _typescript, (node, INSTALLED / "typescript" / "out" / "main.js")),
        Language("python", _python, (PYTHON, STORIES / "python" / "main.py")),
        Language("java", _java, (java, "-cp", classes, "Main")),
        Language("rust", rust, (target / "debug" / "sdk-stories",)),
    ]


def build(language: Language) -> str | None:
    """Installs the clients and builds the stories of a language, and returns what went wrong."""
    if not DISTRIBUTION.is_dir():
        raise ScriptError(f"there is no {DISTRIBUTION.relative_to(ROOT)}; `make sdk-dist` packs the clients")
    project = INSTALLED / language.name
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    commands = language.install(project)
    return next(filter(None, (_problem(command, BUILD_DEADLINE, project) for command in commands)), None)


def _files(pattern: str) -> list[Path]:
    """Packed files."""
    return sorted(DISTRIBUTION.glob(pattern))


def _typescript(project: Path) -> list[Command]:
    npm, node = find_program("npm", "https://nodejs.org"), find_program("node", "https://nodejs.org")
    (project / "package.json").write_text('{ "private": true }\n', encoding="utf-8")
    # Imports are looked up from where a file lies.
    shutil.copytree(STORIES / "typescript", project, dirs_exist_ok=True)
    install = (npm, "install", "--offline", "--silent", "--ignore-scripts", *_files("npm/*.tgz"))
    imports = "; ".join(f"await import('{file.name.rpartition('-')[0]}')" for file in _files("npm/*.tgz"))
    # The stories are CommonJS.
    return [install, (node, COMPILER), (node, "--input-type=module", "--eval", imports)]


def _python(_: Path) -> list[Command]:
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--target", PACKAGES)
    # Stories do not import every module of a client.
    return [
        (PYTHON, "-m", "pip", "install", *options, *_files("pypi/*.whl")),
        (PYTHON, "-m", "compileall", "-q", "-f", PACKAGES),
    ]


def _java(project: Path) -> list[Command]:
    path = os.pathsep.join([*map(str, _files("maven/**/*[0-9].jar")), class_path()])
    javac = find_program("javac", JDK)
    return [(javac, "--release", "11", "-Xlint:all,-path", "-Werror", "-proc:none", "-cp", path, "-d", project, *_sources())]


def _sources() -> list[Path]:
    return sorted((STORIES / "java").glob("*.java"))


def _unpack_crates(folder: Path) -> None:
    """Unpacks the crates, each into a folder without the version, which the manifest of the stories names."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in _files("crates/*.crate"):
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        unpacked = (folder / file.stem).rename(folder / file.stem.rpartition("-")[0])
        for source in unpacked.rglob("*"):
            # Cargo compiles what is newer, and a packed file has the same time whatever is in it.
            source.touch()


def run_story(language: Language, story: str, server: str) -> str | None:
    """Runs a story, and returns what went wrong."""
    return _problem((*language.run, story, server), DEADLINE)


def _problem(command: Command, deadline: float, folder: Path = ROOT) -> str | None:
    """Runs a program, and returns what went wrong."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(PACKAGES),
        # Ignore the proxy of the environment.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    try:
        run(command, folder=folder, environment=environment, deadline=deadline)
    except ScriptError as error:
        return str(error)
    return None
