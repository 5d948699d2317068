"""packaging/container/Dockerfile and .dockerignore."""

import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from containers.program import USER, Program, loose_tag, ports, version
from lib import process
from lib.process import ROOT, ScriptError
from lib.report import Report

DOCKERFILE = ROOT / "packaging" / "container" / "Dockerfile"
IGNORED = ROOT / ".dockerignore"
SECRETS = re.compile(r"(\.env|secrets|\.git|\.db|\.key|\.pem|target|node_modules)(/|$)")
"""What must not be in the context."""
INCLUDED = re.compile(r'include_(?:str|bytes)!\(\s*"([^"]+)"')


@dataclass(frozen=True)
class Stage:
    """One stage of a Dockerfile."""

    image: str
    instructions: tuple[tuple[str, str], ...]

    def all(self, keyword: str) -> list[str]:
        """What stands after each of these instructions."""
        return [rest for word, rest in self.instructions if word == keyword]

    def environment(self) -> dict[str, str]:
        """The variables that it sets."""
        words = (word for rest in self.all("ENV") for word in shlex.split(rest))
        return dict(word.split("=", 1) for word in words)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile, in order."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    instructions = re.sub(r"\\\n", " ", "\n".join(lines)).splitlines()
    split = [(word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in instructions if line)]
    found: list[Stage] = []
    for word, rest in split:
        if word == "FROM":
            found.append(Stage(rest.split()[0], ()))
        elif found:
            found[-1] = Stage(found[-1].image, (*found[-1].instructions, (word, rest)))
    return found


def context() -> list[Path]:
    """The files that a builder gets: those that .dockerignore lets through, of those that Git knows or would add."""
    lines = [line.strip() for line in IGNORED.read_text(encoding="utf-8").splitlines()]
    rules = [line for line in lines if line and not line.startswith("#")]
    if rules[0] != "*" or any("/" in rule or "*" in rule for rule in rules if rule.startswith("!")):
        raise ScriptError(".dockerignore: expected `*` first, and `!NAME` for what is let through")
    names = {rule[1:] for rule in rules if rule.startswith("!")}
    listed = process.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"]).splitlines()
    return [path for path in map(Path, listed) if path.parts[0] in names and (ROOT / path).is_file()]


def _missing(files: list[Path]) -> Iterator[str]:
    """What the build would lack."""
    known = set(files)
    for file in known:
        if file.suffix == ".rs" and file.parts[0] in ("src", "crates") and "tests" not in file.parts:
            for name in INCLUDED.findall((ROOT / file).read_text(encoding="utf-8")):
                path = (ROOT / file.parent / name).resolve().relative_to(ROOT)
                if path not in known:
                    yield f"{file} includes {path}"
    with tempfile.TemporaryDirectory() as created:
        for path in known:
            copy = Path(created) / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, copy)
        try:
            process.run(["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"], folder=Path(created))
        except ScriptError as error:
            yield str(error)


def check(program: Program, tools: Path, report: Report) -> None:
    """Makes all checks of the image."""
    report.begin("Container image")
    name = str(DOCKERFILE.relative_to(ROOT))
    try:
        process.run([tools / "hadolint", "--failure-threshold", "style", DOCKERFILE])
        report.check("hadolint finds nothing", [], name)
    except ScriptError as error:
        report.check("hadolint finds nothing", str(error).splitlines())
    found = stages(DOCKERFILE.read_text(encoding="utf-8"))
    last, images = found[-1], [stage.image for stage in found]
    report.check("every image has a version", (it for image in images for it in loose_tag(image)), ", ".join(images))
    users = last.all("USER")
    report.check("it runs as a number that is not root", [] if users == [f"{USER}:{USER}"] else [f"USER is {users}"])
    shell = [rest for word in ("RUN", "SHELL") for rest in last.all(word)]
    report.check("the final image needs no shell", (f"runs {rest}" for rest in shell))
    environment = last.environment()
    report.check("every variable is a setting", program.unknown_variables(environment), f"{len(environment)} variables")
    exposed, listened = set(last.all("EXPOSE")[0].split()), {str(port) for port in ports(environment).values()}
    differs = [] if exposed == listened else [f"EXPOSE says {exposed}, settings {listened}"]
    report.check("what is exposed is what is listened on", differs, " ".join(sorted(listened)))
    health = last.all("HEALTHCHECK")[0].partition(" CMD ")[2].strip()
    [entry], [command] = last.all("ENTRYPOINT"), last.all("CMD")
    tried = json.loads(health)
    wrong = [] if tried[:1] == json.loads(entry) else [f"HEALTHCHECK runs {tried[0]}, ENTRYPOINT {entry}"]
    wrong += program.unknown_command(tried[1:]) + program.unknown_command(json.loads(command))
    report.check("what it runs are commands of the program", wrong, f"{command} {tried[1:]}")
    known = version()
    label = [f"VERSION is {rest}" for rest in last.all("ARG") if rest.startswith("VERSION=") and rest[8:] != known]
    report.check("its version is that of Cargo.toml", label, known)
    files = context()
    report.check("the context has all that is built", _missing(files), f"{len(files)} files")
    leaked = [str(path) for path in files if SECRETS.search(str(path))]
    report.check("the context has no secrets", (f"{path} is in it" for path in leaked))
