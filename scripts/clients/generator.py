"""Runs OpenAPI Generator, once for all clients, and takes down what it complains of."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lib.installation import ROOT, Broken

CLIENTS = ROOT / "target" / "sdk"
CONFIGURATIONS = ROOT / "scripts" / "sdk-config"
LANGUAGES = ("typescript", "python", "java", "rust")
DEADLINE = 300
"""How many seconds all of it may take."""
MOST_LINES = 20
"""How many lines of a failure are printed."""

COMPLAINT = re.compile(r"\[(?P<thread>[^]]+)\] (?P<level>WARN|ERROR) (?P<message>.*?)(?: < (?P<callers>\S+ < .*|\S+))?")
BEGINNING = re.compile(r"\[(?P<thread>[^]]+)\] Generating \S+ \(outputs to (?P<folder>.+)\)…")


@dataclass(frozen=True)
class Complaint:
    """A warning or an error of the generator."""

    level: str
    message: str
    callers: tuple[str, ...]
    """The methods that it comes from, the innermost first, such as `ModelUtils.getSimpleRef`."""

    def __str__(self) -> str:
        return f"{self.level} {self.message} ({' < '.join(self.callers[:2])})"


@dataclass
class Client:
    """A client library: one document in one language."""

    language: str
    document: Path
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the document is called."""
        return self.document.stem

    @property
    def folder(self) -> Path:
        """Where it is written to."""
        return CLIENTS / self.language / self.name

    def files(self) -> list[str]:
        """What was written, as the generator has it in its own list."""
        written = self.folder / ".openapi-generator" / "FILES"
        return written.read_text(encoding="utf-8").splitlines() if written.exists() else []

    def settings(self) -> dict[str, str]:
        """What the generator is told beyond the configuration of the language: where from, where to, and names."""
        name = f"latchkey_{self.name}"
        package = f"latchkey.{self.name}"
        names = {
            "typescript": {},
            "python": {"packageName": name},
            "java": {
                "groupId": "latchkey",
                "artifactId": name,
                "invokerPackage": package,
                "apiPackage": f"{package}.api",
                "modelPackage": f"{package}.model",
            },
            # Not the document's version, which the lock file of the stories would have to follow.
            "rust": {"packageName": name, "packageVersion": "0.0.0"},
        }
        return {
            "!include": f"{self.language}.yaml",
            "inputSpec": str(self.document),
            "outputDir": str(self.folder),
            **names[self.language],
        }


def clients(documents: Path) -> list[Client]:
    """All that there are for the documents in a folder."""
    found = sorted(documents.resolve().glob("*.json"))
    if not found:
        raise Broken(f"there are no documents in {documents}")
    return [Client(language, document) for language in LANGUAGES for document in found]


def generate(wanted: list[Client]) -> None:
    """Writes the clients, in place of what was there."""
    java, generator = _programs()
    for language in LANGUAGES:
        shutil.rmtree(CLIENTS / language, ignore_errors=True)
    settings = CLIENTS / "settings"
    shutil.rmtree(settings, ignore_errors=True)
    settings.mkdir(parents=True)
    for client in wanted:
        # JSON is YAML, and only a file of the same ending is included.
        file = settings / f"{client.language}-{client.name}.yaml"
        file.write_text(json.dumps(client.settings(), indent=2), encoding="utf-8")
    command = [
        java,
        # Each warning each time: one that means nothing may be worded like one that does.
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
        telling = [line for line in done.stdout.splitlines() if re.match("[^#[]|.*(ERROR|failed)", line)]
        raise Broken("\n".join(["the generator failed; all that it said is in target/sdk/log", *telling[:MOST_LINES]]))
    _take_down(done.stdout.splitlines(), wanted)


def _programs() -> tuple[str, Path]:
    java = shutil.which("java")
    if java is None:
        raise Broken("java was not found; on Debian: apt-get install default-jre-headless")
    packages = ROOT / "target" / "tools" / "python"
    generator = next(packages.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar"), None)
    if generator is None:
        raise Broken("OpenAPI Generator was not found; `scripts/tools python` installs it")
    return java, generator


def _take_down(lines: list[str], wanted: list[Client]) -> None:
    """Gives each client what was complained of by the thread that was at work on it."""
    by_folder = {str(client.folder): client for client in wanted}
    at_work: dict[str, Client] = {}
    for line in lines:
        if begins := BEGINNING.fullmatch(line):
            at_work[begins["thread"]] = by_folder[begins["folder"]]
        elif complains := COMPLAINT.fullmatch(line.rstrip()):
            client = at_work.get(complains["thread"])
            if client is None:
                raise Broken(f"the generator complains before it begins: {line}")
            callers = tuple(_methods(complains["callers"] or ""))
            client.complaints.append(Complaint(complains["level"], complains["message"], callers))


def _methods(callers: str) -> Iterator[str]:
    """`Class.method` of each frame, without its package and line."""
    for frame in re.findall(r"([\w.$]+)\([^)]*\)", callers):
        yield ".".join(frame.split(".")[-2:])
