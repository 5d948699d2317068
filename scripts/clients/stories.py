"""Builds the generated clients with the stories that use them, and runs the stories."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from clients.generator import CLIENTS
from lib.process import ROOT, ScriptError, find_program, run

STORIES = ROOT / "tests" / "sdk"
BUILT = ROOT / "target" / "sdk-test"
PYTHON = ROOT / "target" / "tools" / "python" / "bin" / "python"
COMPILER = ROOT / "scripts" / "node_modules" / "typescript" / "bin" / "tsc"
DEADLINE = 60
"""Seconds that a story may take."""
BUILD_DEADLINE = 1200
"""Seconds that a build may take. It may download and compile the dependencies of the Rust clients."""


@dataclass(frozen=True)
class Language:
    """How the clients in a language are built, and how a story is run."""

    name: str
    build: tuple[str, ...]
    run: tuple[str, ...]
    """Followed by the name of the story and the base URL of the server."""


def languages() -> list[Language]:
    """The languages of the stories."""
    node, cargo = find_program("node", "https://nodejs.org"), find_program("cargo", "https://rustup.rs")
    for tool, kind in ((COMPILER, "node"), (PYTHON, "python")):
        if not tool.exists():
            raise ScriptError(f"{tool.relative_to(ROOT)} was not found; `scripts/tools {kind}` installs it")
    manifest = ROOT / "crates" / "sdk-stories" / "Cargo.toml"
    crates = BUILT / "rust"
    return [
        Language(
            "typescript",
            (node, str(COMPILER), "--project", str(STORIES / "typescript")),
            (node, str(BUILT / "typescript" / "tests" / "sdk" / "typescript" / "main.js")),
        ),
        Language(
            "python",
            # No build is needed, but stories do not import every module of a client.
            (str(PYTHON), "-m", "compileall", "-q", "-f", str(CLIENTS / "python")),
            (str(PYTHON), str(STORIES / "python" / "main.py")),
        ),
        Language(
            "rust",
            (cargo, "build", "--locked", "--manifest-path", str(manifest), "--target-dir", str(crates)),
            (str(crates / "debug" / "sdk-stories"),),
        ),
    ]


def build(language: Language) -> str | None:
    """Builds the clients and the stories of a language, and returns what went wrong."""
    if not any((CLIENTS / language.name).glob("*")):
        raise ScriptError(
            f"there are no clients in {CLIENTS.relative_to(ROOT) / language.name}; `scripts/sdk` generates them"
        )
    if language.name == "typescript":
        # Remove older output.
        shutil.rmtree(BUILT / "typescript", ignore_errors=True)
        (BUILT / "typescript").mkdir(parents=True)
        # These are no ES modules, whatever the folders above say.
        (BUILT / "typescript" / "package.json").write_text('{ "type": "commonjs" }\n', encoding="utf-8")
    return _problem(language.build, BUILD_DEADLINE)


def run_story(language: Language, story: str, server: str) -> str | None:
    """Runs a story, and returns what went wrong."""
    return _problem((*language.run, story, server), DEADLINE)


def _problem(command: Sequence[str], deadline: float) -> str | None:
    """Runs a program, and returns what went wrong."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(path) for path in sorted((CLIENTS / "python").glob("*"))),
        # Ignore the proxy of the environment.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    try:
        run(command, environment=environment, deadline=deadline)
    except ScriptError as error:
        return str(error)
    return None
