"""What an old system is: its page, its tables, its accounts, and what becomes of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from migrate.databases import OldDatabase

Line = Mapping[str, Any]
"""A line of the file that is imported."""


class Finding(NamedTuple):
    """A check: its name, what is wrong, and what was seen."""

    name: str
    problems: Sequence[str | None]
    detail: str = ""


@dataclass(frozen=True)
class Person:
    """An account of an old system."""

    line: Line
    """What the page's statement makes of it, without the members that are null."""
    password: str | None
    """The password of the hash in the line; None where it has none."""
    refused: str | None = None
    """A part of the reason why the import refuses it; None if it takes it."""
    is_digest: bool = False
    """Whether the import refuses it until the page's second command says what its hash is."""

    @property
    def is_disabled(self) -> bool:
        """Whether it may not log in."""
        return bool(self.line.get("status") == "disabled")


@dataclass(frozen=True)
class Case:
    """A system. The same accounts are made for each statement of its page."""

    page: str
    realm: str
    """`users` or `subscribers`."""
    fill: Callable[[OldDatabase, str], Sequence[Person]]
    """Makes the tables, but for those that the page prints, and the accounts, for the statement of this name."""
    contracts: Sequence[str]
    """The contracts to log in through; the first is the one of the system's clients."""
    back: str = "$2b$"
    """What bcrypt hashes begin with in what the page's way back writes."""
    check_back: Callable[[str, str], bool] | None = None
    """Whether the system itself finds that a password matches what the way back writes."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings of the server that the page's text names."""

    @property
    def file(self) -> str:
        """The name of the file that the page's statement writes."""
        return f"{self.realm}.ndjson"


def guid(number: int) -> str:
    """A GUID, for a number below ten."""
    return f"5e6f0000-0000-4000-8000-00000000000{number}"
