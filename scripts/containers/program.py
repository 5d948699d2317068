"""What the program knows: its settings, and its commands."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lib import process
from lib.process import ROOT

PREFIX, FILE = "LATCHKEY_", "_FILE"
ENDS_WITHIN = 12
"""Seconds from SIGTERM to the end of the process, whatever hangs."""
USER = 65532
"""Whom the image runs as: the number of distroless's `nonroot`."""


@dataclass(frozen=True)
class Program:
    """A binary, asked for what is compared with files."""

    binary: Path

    @cached_property
    def variables(self) -> frozenset[str]:
        """The environment variables of all settings."""
        # No file of the working directory, and nobody's environment.
        printed = process.run([self.binary, "config"], folder=Path("/"), environment={})
        return frozenset(_names(tomllib.loads(printed), PREFIX))

    @cached_property
    def commands(self) -> frozenset[str]:
        """The names of its commands."""
        help_text = process.run([self.binary, "--help"], environment={})
        return frozenset(re.findall(r"^  ([a-z-]+)  ", help_text, re.MULTILINE))

    def unknown_variables(self, environment: Iterable[str]) -> list[str]:
        """What is wrong with the names of these variables, of which other programs have others."""
        return [f"there is no setting for {name}" for name in environment if not self.knows(name)]

    def knows(self, name: str) -> bool:
        """Whether a variable sets something, itself or as the name of a file with the value."""
        return not name.startswith(PREFIX) or bool({name, name.removesuffix(FILE)} & self.variables)

    def unknown_command(self, arguments: list[str]) -> list[str]:
        """What is wrong with these arguments: they begin with a command that there is not."""
        return [] if arguments[:1] and arguments[0] in self.commands else [f"{arguments} is no command of latchkey"]


def _names(settings: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for key, value in settings.items():
        name = f"{prefix}{key.upper()}"
        if isinstance(value, dict):
            yield from _names(value, f"{name}_")
        else:
            yield name


def version() -> str:
    """The version of this source, which is the tag of its images."""
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    return str(manifest["package"]["version"])


def ports(environment: Mapping[str, str]) -> dict[str, int]:
    """The ports that a server with these settings listens on, by name."""
    return {
        "http": _port(environment["LATCHKEY_HTTP_LISTEN"]),
        "admin": _port(environment["LATCHKEY_HTTP_ADMIN_LISTEN"]),
    }


def _port(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def loose_tag(image: str) -> list[str]:
    """What is wrong with how an image is named: it has to have a tag that is a version."""
    name, _, tag = image.rpartition(":")
    is_pinned = bool(name) and "/" not in tag and tag != "latest"
    return [] if is_pinned else [f"{image} has no tag that says which it is"]
