"""Builds the generated clients together with the stories that are told with them, and tells one story at a time."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from clients.generator import CLIENTS
from lib.installation import ROOT, Broken

STORIES = ROOT / "tests" / "sdk"
BUILT = ROOT / "target" / "sdk-test"
PYTHON = ROOT / "target" / "tools" / "python" / "bin" / "python"
COMPILER = ROOT / "scripts" / "node_modules" / "typescript" / "bin" / "tsc"
DEADLINE = 60
"""How many seconds a story may take."""
BUILD_DEADLINE = 1200
"""How many seconds a build may take; a slow machine downloads and compiles what the Rust clients depend on."""


@dataclass(frozen=True)
class Language:
    """How the clients in a language are built, and a story of theirs is told."""

    name: str
    build: tuple[str, ...]
    tell: tuple[str, ...]
    """What the name of the story and the address of the server are added to."""


def languages() -> list[Language]:
    """Those that stories are told in."""
    node, cargo = _program("node", "https://nodejs.org"), _program("cargo", "https://rustup.rs")
    for tool, kind in ((COMPILER, "node"), (PYTHON, "python")):
        if not tool.exists():
            raise Broken(f"{tool.relative_to(ROOT)} was not found; `scripts/tools {kind}` installs it")
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
            # There is nothing to build, but not every module of a client is in a story.
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
    """Builds the clients and the stories, and returns what went wrong."""
    if not any((CLIENTS / language.name).glob("*")):
        raise Broken(f"there are no clients in {CLIENTS.relative_to(ROOT) / language.name}; `scripts/sdk` makes them")
    if language.name == "typescript":
        # What is no longer there must not be found.
        shutil.rmtree(BUILT / "typescript", ignore_errors=True)
        (BUILT / "typescript").mkdir(parents=True)
        # Whatever the folders above say, these are no ES modules.
        (BUILT / "typescript" / "package.json").write_text('{ "type": "commonjs" }\n', encoding="utf-8")
    return _run(language.build, BUILD_DEADLINE)


def tell(language: Language, story: str, server: str) -> str | None:
    """Tells a story, and returns what went wrong."""
    return _run((*language.tell, story, server), DEADLINE)


def _run(command: Sequence[str], deadline: float) -> str | None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(path) for path in sorted((CLIENTS / "python").glob("*"))),
        # No proxy stands between this machine and itself.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            cwd=ROOT,
            env=environment,
            timeout=deadline,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it was not done after {deadline} s"
    return None if done.returncode == 0 else f"it ended with {done.returncode}\n{done.stdout}".rstrip()


def _program(name: str, origin: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Broken(f"{name} was not found; {origin}")
    return found
