"""Runs OpenAPI Generator, once for all clients, and takes down what it message of."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lib import venv
from lib.documents import COMBINED
from lib.process import ROOT, ScriptError, find_program

CLIENTS = ROOT / "target" / "sdk"
CONFIGURATIONS = ROOT / "scripts" / "sdk-config"
LANGUAGES = ("typescript", "python", "java", "rust")
DEADLINE = 300
"""Seconds that the generator may take."""
MAX_LINES = 20
"""The number of printed lines of a failure."""

MESSAGE = re.compile(r"\[(?P<thread>[^]]+)\] (?P<level>WARN|ERROR) (?P<message>.*?)(?: < (?P<callers>\S+ < .*|\S+))?")
BEGIN = re.compile(r"\[(?P<thread>[^]]+)\] Generating \S+ \(outputs to (?P<folder>.+)\)…")


@dataclass(frozen=True)
class Message:
    """A warning or an error of the generator."""

    level: str
    message: str
    callers: tuple[str, ...]
    """The methods of its stack trace, such as `ModelUtils.getSimpleRef`, the innermost first."""

    def __str__(self) -> str:
        return f"{self.level} {self.message} ({' < '.join(self.callers[:2])})"


@dataclass
class Client:
    """A client library: one document in one language."""

    language: str
    document: Path
    messages: list[Message] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the document."""
        return self.document.stem

    @property
    def folder(self) -> Path:
        """The folder of the client."""
        return CLIENTS / self.language / self.name

    @property
    def java(self) -> str:
        """The last part of the Java package. The library of the combined document is the client of everything."""
        return "client" if self.name == COMBINED else self.name

    @property
    def package(self) -> str:
        """The name of the package."""
        return f"latchkey_{self.java}"

    def files(self) -> list[str]:
        """The written files, from the generator's own list."""
        written = self.folder / ".openapi-generator" / "FILES"
        return written.read_text(encoding="utf-8").splitlines() if written.exists() else []

    def settings(self) -> dict[str, str]:
        """The settings besides those of the language: input, output, and names."""
        name = self.package
        package = f"latchkey.{self.java}"
        names = {
            "typescript": {},
            "go": {"packageName": name},
            "python": {"packageName": name},
            "java": {
                "groupId": "latchkey",
                "artifactId": name,
                "invokerPackage": package,
                "apiPackage": f"{package}.api",
                "modelPackage": f"{package}.model",
            },
            "rust": {"packageName": name},
        }
        return {
            "!include": f"{self.language}.yaml",
            "inputSpec": str(self.document),
            "outputDir": str(self.folder),
            **names[self.language],
        }


def clients(documents: Path) -> list[Client]:
    """All clients of the documents in a folder."""
    found = sorted(documents.resolve().glob("*.json"))
    if not found:
        raise ScriptError(f"there are no documents in {documents}")
    return [Client(language, document) for language in LANGUAGES for document in found]


def generate(wanted: list[Client]) -> None:
    """Writes the clients, and removes older ones."""
    java, generator = _programs()
    languages = sorted({client.language for client in wanted})
    for language in languages:
        shutil.rmtree(CLIENTS / language, ignore_errors=True)
    settings = CLIENTS / "-".join(["settings", *languages])
    shutil.rmtree(settings, ignore_errors=True)
    settings.mkdir(parents=True)
    for client in wanted:
        # JSON is YAML, and the included file must have the same extension.
        file = settings / f"{client.language}-{client.name}.yaml"
        file.write_text(json.dumps(client.settings(), indent=2), encoding="utf-8")
    command = [
        java,
        # Log repeated warnings, too: a harmless one may have the same text as another.
        "-Dorg.openapitools.codegen.utils.oncelogger.enabled=false",
        f"-Dlogback.configurationFile={Path(__file__).with_name('logback.xml')}",
        "-Dfile.encoding=UTF-8",
        "-Dstdout.encoding=UTF-8",
        *("-jar", str(generator), "batch", "--fail-fast", "--threads", str(os.cpu_count() or 1)),
        *("--includes-base-dir", str(CONFIGURATIONS), "--"),
        *sorted(str(file) for file in settings.iterdir()),
    ]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        cwd=ROOT,
        timeout=DEADLINE,
        check=False,
    )
    (CLIENTS / "log").write_text(done.stdout, encoding="utf-8")
    if done.returncode != 0:
        relevant = [line for line in done.stdout.splitlines() if re.match("[^#[]|.*(ERROR|failed)", line)]
        raise ScriptError("\n".join(["the generator failed; its output is in target/sdk/log", *relevant[:MAX_LINES]]))
    _collect_messages(done.stdout.splitlines(), wanted)


def _programs() -> tuple[str, Path]:
    java = find_program("java", "on Debian: apt-get install default-jre-headless")
    return java, generator_jar()


def generator_jar() -> Path:
    """The program."""
    jar = next(venv.FOLDER.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar"), None)
    if jar is None:
        raise ScriptError("OpenAPI Generator was not found; `scripts/tools python` installs it")
    return jar


def _collect_messages(lines: list[str], wanted: list[Client]) -> None:
    """Adds the messages of each thread to the client that it generates."""
    by_folder = {str(client.folder): client for client in wanted}
    current: dict[str, Client] = {}
    for line in lines:
        if begins := BEGIN.fullmatch(line):
            current[begins["thread"]] = by_folder[begins["folder"]]
        elif message := MESSAGE.fullmatch(line.rstrip()):
            client = current.get(message["thread"])
            if client is None:
                raise ScriptError(f"the generator message before it begins: {line}")
            callers = tuple(_methods(message["callers"] or ""))
            client.messages.append(Message(message["level"], message["message"], callers))


def _methods(callers: str) -> Iterator[str]:
    """`Class.method` of each frame, without package and line."""
    for frame in re.findall(r"([\w.$]+)\([^)]*\)", callers):
        yield ".".join(frame.split(".")[-2:])
