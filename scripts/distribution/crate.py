"""Rust crates."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from lib.process import ScriptError, find_program, run
from distribution.package import EXTRA, LICENCE, Package, replace_section, toml_string

DEADLINE = 300

def build(packages: list[Package], work: Path, out: Path) -> None:
    """Packs all crates. They are compiled where they are used."""
    cargo = find_program("cargo", "https://rustup.rs")
    for package in packages:
        folder = _prepare(package, work)
        target = work / "target"
        command = [cargo, "package", "--quiet", "--no-verify", "--allow-dirty", "--exclude-lockfile"]
        run(
            [*command, "--manifest-path", folder / "Cargo.toml", "--target-dir", target],
            folder=folder,
            deadline=DEADLINE,
        )
        crate = f"{package.name}-{package.version}.crate"
        (target / "package" / crate).rename(out / crate)


def _prepare(package: Package, work: Path) -> Path:
    folder = package.copy_of_source(work)
    shutil.copy(EXTRA / "errors.rs", folder / "src")
    with (folder / "src" / "lib.rs").open("a", encoding="utf-8") as library:
        library.write("pub mod errors;\n")
    _send_texts(package, folder)
    file = folder / "Cargo.toml"
    lines = [
        f"name = {toml_string(package.name)}",
        f"version = {toml_string(package.version)}",
        f"description = {toml_string(package.description)}",
        f"license = {toml_string(LICENCE)}",
        'edition = "2021"',
        'readme = "README.md"',
        'exclude = ["/docs"]',
    ]
    manifest = replace_section(file.read_text(encoding="utf-8"), "package", lines)
    # Otherwise it would belong to the workspace of the folder that it lies in.
    file.write_text(f"{manifest}\n[workspace]\n", encoding="utf-8")
    return folder


def _send_texts(package: Package, folder: Path) -> None:
    """Sends a body that is a text, such as NDJSON, as it is. The generator makes JSON of each."""
    sources = sorted((folder / "src" / "apis").glob("*_api.rs"))
    for operation, content_type in _texts(json.loads(package.client.document.read_text(encoding="utf-8"))):
        name = re.sub("([A-Z])", r"_\1", operation).lower()
        function = re.compile(rf"(?ms)(^pub async fn {name}\(.*?req_builder)\.json\(&(\w+)\);(.*?^\}}$)")
        as_it_is = rf'\1.header("Content-Type", "{content_type}").body(\2.to_owned());\3'
        count = 0
        for source in sources:
            text, replaced = function.subn(as_it_is, source.read_text(encoding="utf-8"))
            count += replaced
            if replaced:
                source.write_text(text, encoding="utf-8")
        if count != 1:
            raise ScriptError(f"{package.name}: the body of {name} was found {count} times, and should be sent as text")


def _texts(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The operations whose body is a text, and its type."""
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    return [
        (operation["operationId"], content_type)
        for operation in operations
        for content_type, content in operation.get("requestBody", {}).get("content", {}).items()
        if content["schema"].get("type") == "string"
    ]
