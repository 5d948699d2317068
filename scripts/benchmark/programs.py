"""The programs that the benchmark runs beside the servers: the bounds out of `references`, wrk and oha."""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark.measured_server import Cores, Running, pinned, started
from lib.installation import ROOT, Broken

OHA = "1.16.0"
"""The version of oha that is installed, below target/tools."""
REFERENCES = ROOT / "benches" / "references"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
TOOLS = ROOT / "target" / "tools"
NEEDED = {
    "wrk": "on Debian: apt-get install wrk",
    "cc": "on Debian: apt-get install gcc libc6-dev",
    "cargo": "install the Rust toolchain, https://rustup.rs",
}
"""What has to be there, and where it comes from."""
LONGEST = 600.0
"""How many seconds a program may take at most. What hits it hangs."""


@dataclass(frozen=True)
class Finished:
    """What a program has printed, as JSON, and the processor time that it has used."""

    printed: Any
    cpu_seconds: float


def prepare() -> None:
    """Builds what is built and installs what is installed, unless that has been done."""
    for program, hint in NEEDED.items():
        if shutil.which(program) is None:
            raise Broken(f"{program} was not found; {hint}")
    _build(["cargo", "build", "--release", "--locked", "--quiet", "-p", "references"])
    source = REFERENCES / "libxcrypt.c"
    command = ["cc", "-O2", "-Wall", "-Wextra", str(source), "-o", str(_reference("libxcrypt")), "-lcrypt", "-pthread"]
    _build(command, "on Debian: apt-get install libcrypt-dev")
    if _oha_version() != OHA:
        install = ["cargo", "install", "--locked", "--quiet", "--root", str(TOOLS), "--version", OHA, "--force", "oha"]
        _build(install)


def oha() -> Path:
    """Where oha is installed."""
    return TOOLS / "bin" / "oha"


def _oha_version() -> str | None:
    if not oha().exists():
        return None
    return _output([str(oha()), "--version"]).split()[-1]


def _reference(name: str) -> Path:
    return TARGET / "release" / name


def _build(command: Sequence[str], hint: str = "") -> None:
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise Broken(f"`{' '.join(command)}` failed{f'; {hint}' if hint else ''}")


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout


def run(command: Sequence[str | Path], cores: Cores = None, given: Any = None) -> Finished:
    """Runs a program that prints JSON to its end, on these cores, with this JSON on its standard input."""
    before = _children_cpu()
    text = run_for_text(command, cores, json.dumps(given))
    return Finished(json.loads(text), _children_cpu() - before)


def run_for_text(command: Sequence[str | Path], cores: Cores = None, given: str = "") -> str:
    """The same for a program that prints something else."""
    try:
        finished = subprocess.run(
            command,
            input=given,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            preexec_fn=pinned(cores),
            check=False,
        )
    except subprocess.TimeoutExpired as hanging:
        raise Broken(f"{Path(command[0]).name} took more than {LONGEST:.0f} seconds") from hanging
    if finished.returncode != 0:
        raise Broken(f"{Path(command[0]).name} failed: {(finished.stderr or finished.stdout).strip()}")
    return finished.stdout


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Hashing:
    """What a hash bound comes to."""

    rate: float
    """Hashes a second, on all threads together."""
    cpu: float
    """The processor time of one."""
    latency: float
    """How long one takes on its thread."""


def hash_bound(name: str, threads: int, each: int) -> Hashing:
    """Verifies so many passwords of cost 10 on each of so many threads: `hash-bound` with the bcrypt crate, or
    `libxcrypt`."""
    finished = run([_reference(name), str(threads), str(each), "10"])
    rate = finished.printed["rate"]
    # Each of the programs has made the hash first, which takes as long as a verification.
    return Hashing(rate, finished.cpu_seconds / (threads * each + 1), threads / rate)


def database_bound(kind: str, count: int, address: str, cores: Cores) -> float:
    """How many rows are read or written a second."""
    return float(run([_reference("database-bound"), kind, str(count), address], cores).printed["rate"])


def stories(plan: Mapping[str, Any], cores: Cores = None) -> Any:
    """Sends what the plan says, and returns what came out: `rate`, `latency_ms`, and more."""
    return run([_reference("stories")], cores, plan).printed


@contextlib.contextmanager
def stories_meanwhile(plan: Mapping[str, Any], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Sends what the plan says while the block lasts, which has to end first."""
    file, log = folder / "plan.json", folder / "stories.log"
    file.write_text(json.dumps(plan), encoding="utf-8")
    with file.open("rb") as given, log.open("wb") as output:
        process = subprocess.Popen([_reference("stories")], stdin=given, stdout=output, stderr=output)
        try:
            yield process
            if process.poll() is not None:
                raise Broken(f"the stories ended too early: {log.read_text(encoding='utf-8').strip()}")
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def floor(answer: str, folder: Path, cores: Cores) -> Iterator[tuple[Running, str]]:
    """Runs the floor, which answers with this JSON; gives a token that it takes as well."""
    log = folder / "floor.log"
    command = [_reference("floor"), answer]
    with log.open("wb") as output, started(command, cores=cores, log=output, folder=folder) as process:
        while process.poll() is None and not (text := log.read_text(encoding="utf-8")).endswith("\n"):
            os.sched_yield()
        if process.poll() is not None:
            raise Broken(f"the floor did not start: {log.read_text(encoding='utf-8').strip()}")
        printed = json.loads(text)
        yield Running([process.pid], printed["address"]), printed["token"]


def versions() -> dict[str, str]:
    """Which ones these are."""
    linked = _output(["ldd", str(_reference("libxcrypt"))])
    library = next(line.split()[2] for line in linked.splitlines() if "libcrypt.so" in line)
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    locked = {package["name"]: package["version"] for package in packages}
    wrk = subprocess.run(["wrk", "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    found = {"rustc": _output(["rustc", "--version"]).split()[1], "wrk": wrk.stdout.split()[1], "oha": OHA}
    found["libxcrypt"] = _libxcrypt_version(Path(library))
    found["bcrypt crate"] = locked["bcrypt"]
    return {**found, **{name: locked[name] for name in ("poem", "poem-openapi", "jsonwebtoken", "sea-orm")}}


def _libxcrypt_version(library: Path) -> str:
    """The version of the distribution's package; where that cannot be asked, the name of the library's file."""
    if shutil.which("dpkg-query"):
        query = ["dpkg-query", "-W", "-f", "${Version}", "libcrypt1"]
        found = subprocess.run(query, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout
    return library.resolve().name
