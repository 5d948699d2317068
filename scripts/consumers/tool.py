"""What the checks of all tools share: where the tools are, how they run, and what is found out with them."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from consumers.documents import NAMES, served
from lib.installation import Installation
from lib.process import ROOT, ScriptError, find_program, run

BIN = ROOT / "scripts" / "consumers" / "node_modules" / ".bin"
"""The programs that `scripts/tools consumers` installs."""
TESTS = ROOT / "tests" / "consumers"
"""What the tools run, compile and read."""
OUTPUT = ROOT / "target" / "consumers"
DEADLINE = 180
"""Seconds that one run of a tool may take."""
MAX_TEXT = 1_500
"""The number of characters of a problem, from its end."""


@dataclass(frozen=True)
class Finding:
    """One check: its name, what is wrong, and what was seen."""

    name: str
    problems: Sequence[str | None]
    detail: str = ""


@dataclass(frozen=True)
class Workplace:
    """A tool's own folder with the documents, and its own mock."""

    folder: Path
    url: str

    def document(self, name: str) -> Path:
        """The file of a document."""
        return self.folder / "documents" / f"{name}.json"

    def names(self) -> list[str]:
        """The names of the documents. They are those of the project, unless others are given."""
        return [name for name in NAMES if self.document(name).exists()]


@contextlib.contextmanager
def workplace(binary: Path, tool: str, given: Path | None) -> Iterator[Workplace]:
    """Makes the folder of a tool anew, and runs a mock for it."""
    folder = OUTPUT / tool
    shutil.rmtree(folder, ignore_errors=True)
    with Installation(binary) as installation, installation.serve("--demo", "--demo-failures") as server:
        served(server.url, folder / "documents", given)
        yield Workplace(folder, server.url)


def problem(command: Sequence[object], folder: Path, **variables: str) -> str | None:
    """Runs a tool in a folder, and returns what went wrong."""
    try:
        output(command, folder, **variables)
    except ScriptError as error:
        return str(error)[-MAX_TEXT:]
    return None


def output(command: Sequence[object], folder: Path, **variables: str) -> str:
    """Runs a tool in a folder, and returns what it printed."""
    program = Path(str(command[0]))
    if program.is_relative_to(BIN) and not program.exists():
        raise ScriptError(f"{program.name} was not found; `scripts/tools consumers` installs it")
    # Nothing is to be sent to the makers of the tools, and none of them is to ask anything.
    quiet = {
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
        "CI": "true",
        "NO_COLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    return run(command, folder=folder, environment={**os.environ, **quiet, **variables}, deadline=DEADLINE)


def java() -> str:
    """The program that runs Java."""
    return find_program("java", "on Debian: apt-get install default-jre-headless")
