"""Reads a page of docs/migrate: the blocks below each heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.process import ROOT, ScriptError

HEADINGS = ("Extract", "Map", "Dry run", "Cut-over", "Way back")
"""The sections that a page has, in order."""

DIALECTS = {"SQLite": "sqlite", "PostgreSQL": "postgresql", "MySQL": "mysql", "SQL Server": "sqlserver"}
"""What the heading of a statement begins with, for each database."""

ABOUT_ALL = ("README", "cutover", "recordings")
"""The pages that are about no system in particular."""

RUN = ("sqlite", "postgresql")
"""The databases whose statements are run here."""


@dataclass(frozen=True)
class Block:
    """A fenced block, with the headings that it stands below."""

    section: str
    part: str
    language: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A statement that extracts accounts."""

    name: str
    database: str
    sql: str
    command: str
    """What the page says to run it with; empty where it says nothing."""


class Page:
    """A page."""

    def __init__(self, name: str) -> None:
        self.file = ROOT / "docs" / "migrate" / f"{name}.md"
        self._blocks = list(_blocks(self.file))

    def tables(self) -> str:
        """The tables that it assumes; nothing where it is about real ones."""
        return "\n".join(block.text for block in self._below("Extract", "sql") if not block.part)

    def statements(self) -> list[Statement]:
        """All its statements."""
        found = []
        for block in self._below("Extract", "sql"):
            if block.part:
                database = next((name for start, name in DIALECTS.items() if block.part.startswith(start)), None)
                if database is None:
                    raise ScriptError(f"{self.file.name}: of which database is {block.part!r}?")
                command = "\n".join(one.text for one in self._below("Extract", "sh") if one.part == block.part)
                found.append(Statement(block.part, database, block.text, command))
        return found

    def commands(self, section: str) -> list[str]:
        """The blocks of commands in a section."""
        found = [block.text for block in self._below(section, "sh")]
        if not found:
            raise ScriptError(f"{self.file.name} has no commands in {section!r}")
        return found

    def block(self, section: str, language: str) -> str:
        """The only block of a language in a section."""
        (block,) = self._below(section, language)
        return block.text

    def problems(self) -> list[str]:
        """How it differs from what every page has."""
        headings = re.findall(r"(?m)^## (.+)$", self.file.read_text(encoding="utf-8"))
        return [] if tuple(headings) == HEADINGS else [f"its headings are {', '.join(headings)}"]

    def _below(self, section: str, language: str) -> list[Block]:
        return [block for block in self._blocks if (block.section, block.language) == (section, language)]


def names() -> list[str]:
    """The pages about one system each."""
    return sorted(file.stem for file in (ROOT / "docs" / "migrate").glob("*.md") if file.stem not in ABOUT_ALL)


def _blocks(file: Path) -> Iterator[Block]:
    section = part = ""
    language: str | None = None
    lines: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if language is not None and line == "```":
            yield Block(section, part, language, "\n".join(lines))
            language = None
        elif language is not None:
            lines.append(line)
        elif line.startswith("```"):
            language, lines = line.removeprefix("```"), []
        elif line.startswith("## "):
            section, part = line.removeprefix("## "), ""
        elif line.startswith("### "):
            part = line.removeprefix("### ")
