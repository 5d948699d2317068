"""What the packages of a document have in common in all registries: name, version, description, licence, README."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from string import Template

from clients.generator import CONFIGURATIONS, Client
from lib.process import ROOT

DISTRIBUTION = ROOT / "target" / "sdk-dist"
LICENCES = ("LICENSE-APACHE", "LICENSE-MIT")
LICENCE = "MIT OR Apache-2.0"
EXTRA = CONFIGURATIONS / "extra"
"""What is added to the generated code: READMEs, and the typed errors of the languages whose generator has none."""


@dataclass(frozen=True)
class Package:
    """A package of one document in one language."""

    client: Client

    @property
    def name(self) -> str:
        """The name, with underscores."""
        return self.client.package

    @property
    def dashed(self) -> str:
        """The name, with dashes."""
        return self.name.replace("_", "-")

    @property
    def version(self) -> str:
        """The version: that of the document."""
        return str(self._info()["version"])

    @property
    def title(self) -> str:
        """The title of the API."""
        return str(self._info()["title"])

    @property
    def description(self) -> str:
        """A sentence about the package."""
        return f"Client of the API “{self.title}”, generated from its OpenAPI document"

    def copy_of_source(self, parent: Path) -> Path:
        """A fresh copy of the generated code, with README and licences."""
        folder = parent / self.name
        shutil.copytree(self.client.folder, folder, ignore=shutil.ignore_patterns(".openapi-generator*", "__pycache__"))
        for licence in LICENCES:
            shutil.copy(ROOT / licence, folder)
        self.write(EXTRA / f"README.{self.client.language}.md", folder / "README.md")
        return folder

    def write(self, template: Path, file: Path, **values: str) -> None:
        """Writes a file with the names of this package in it."""
        names = {"name": self.name, "dashed": self.dashed, "version": self.version, "title": self.title}
        text = Template(template.read_text(encoding="utf-8"))
        file.write_text(text.substitute({**names, **values}), encoding="utf-8")

    def _info(self) -> dict[str, object]:
        info: dict[str, object] = json.loads(self.client.document.read_text(encoding="utf-8"))["info"]
        return info


def toml_string(text: str) -> str:
    """A string in TOML."""
    return json.dumps(text, ensure_ascii=False)


def replace_section(text: str, section: str, lines: list[str]) -> str:
    """A TOML text with another content of a section."""
    return re.sub(rf"(?ms)^\[{re.escape(section)}\]\n.*?(?=^\[|\Z)", "\n".join([f"[{section}]", *lines, "", ""]), text)
