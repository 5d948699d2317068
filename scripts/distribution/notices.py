"""The licences of the crates that are compiled into the program, which most of them ask to be passed on with it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lib import process
from lib.process import ROOT

NAMES = ("licen", "copying", "notice", "unlicense", "copyright")
"""How the names of such files begin, in lower case."""
LINE = "-" * 80
HEAD = """\
Latchkey is made with the work of others. Each text below is the licence of the packages named above it. A package that is
named last, without a text, has none in its source; its licence is that of its name.
"""

Json = Any


def made(target: str) -> str:
    """All texts, each once."""
    packages = list(_compiled_in(target))
    by_text: dict[str, list[str]] = defaultdict(list)
    without = []
    for package in packages:
        name = f"{package['name']} {package['version']} ({package['license']})"
        texts = list(_texts(Path(package["manifest_path"]).parent))
        for text in texts:
            by_text[text].append(name)
        if not texts:
            without.append(name)
    parts = [f"{LINE}\n{chr(10).join(names)}\n{LINE}\n\n{text}\n" for text, names in by_text.items()]
    return "\n".join([HEAD, *sorted(parts), LINE, *without, ""])


def _compiled_in(target: str) -> Iterator[Json]:
    """The packages of others that the program depends on, but for tests and for compiling it."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    metadata = json.loads(process.run(command, folder=ROOT))
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    wanted, found = [metadata["resolve"]["root"]], set()
    while wanted:
        if (current := wanted.pop()) not in found:
            found.add(current)
            for dependency in nodes[current]["deps"]:
                if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                    wanted.append(dependency["pkg"])
    yield from (package for package in metadata["packages"] if package["id"] in found and package["source"])


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().startswith(NAMES):
            yield path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()
