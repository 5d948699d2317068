"""The programs that the benchmark runs besides servers: the bounds in benches/references, wrk and oha."""

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

from benchmark.measured_server import Running
from lib import process
from lib.process import ROOT, Cores, ScriptError, find_program, started

OHA = "1.16.0"
"""The version of oha to install, below target/tools."""
REFERENCES = ROOT / "benches" / "references"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
TOOLS = ROOT / "target" / "tools"
NEEDED = {
    "wrk": "on Debian: apt-get install wrk",
    "cc": "on Debian: apt-get install gcc libc6-dev",
    "cargo": "install the Rust toolchain, https://rustup.rs",
}
"""The programs that must be installed, and where they come from."""
DEADLINE = 600.0
"""Seconds that a program may take."""


@dataclass(frozen=True)
class Finished:
    """The JSON that a program has printed, and the CPU time that it has used."""

    printed: Any
    cpu_seconds: float


def prepare() -> None:
    """Builds the bounds and installs oha, unless that is done."""
    for program, hint in NEEDED.items():
        find_program(program, hint)
    # With the server, so that they share its dependencies: alone, they would have other features, and be built twice. With
    # the flags of `make dist`, so that what is measured is what is published.
    program = str(ROOT / "scripts" / "cargo-release")
    _build([program, "build", "--release", "--locked", "--quiet", "-p", "latchkey", "-p", "references"])
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
    return process.run([str(oha()), "--version"]).split()[-1]


def _reference(name: str) -> Path:
    return TARGET / "release" / name


def _build(command: Sequence[str], hint: str = "") -> None:
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise ScriptError(f"`{' '.join(command)}` failed{f'; {hint}' if hint else ''}")


def run(command: Sequence[object], cores: Cores = None, stdin: Any = None) -> Finished:
    """Runs a program that prints JSON, on these cores, with this JSON on its standard input."""
    before = _children_cpu()
    text = run_for_text(command, cores, json.dumps(stdin))
    return Finished(json.loads(text), _children_cpu() - before)


def run_for_text(command: Sequence[object], cores: Cores = None, stdin: str = "") -> str:
    """The same for a program that prints something else."""
    return process.run(command, stdin=stdin, deadline=DEADLINE, cores=cores)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Hashing:
    """The result of a hash bound."""

    rate: float
    """Hashes per second, on all threads together."""
    cpu: float
    """The CPU time of one hash."""
    latency: float
    """The time of one hash on its thread."""


def hash_bound(name: str, threads: int, each: int) -> Hashing:
    """Verifies `each` passwords of cost 10 on each thread: `hash-bound` with the bcrypt crate, or `libxcrypt`."""
    finished = run([_reference(name), str(threads), str(each), "10"])
    rate = finished.printed["rate"]
    # Each program first creates the hash, which takes as long as a verification.
    return Hashing(rate, finished.cpu_seconds / (threads * each + 1), threads / rate)


def database_bound(kind: str, count: int, address: str, cores: Cores) -> float:
    """Rows read or written per second."""
    return float(run([_reference("database-bound"), kind, str(count), address], cores).printed["rate"])


def stories(plan: Mapping[str, Any], cores: Cores = None) -> Any:
    """Sends the requests of a plan, and returns the results: `rate`, `latency_ms`, and more."""
    return run([_reference("stories")], cores, plan).printed


@contextlib.contextmanager
def stories_meanwhile(plan: Mapping[str, Any], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Sends the requests of a plan until the block is left, which must happen before the plan ends."""
    file, log = folder / "plan.json", folder / "stories.log"
    file.write_text(json.dumps(plan), encoding="utf-8")
    with file.open("rb") as given, log.open("wb") as output:
        sender = subprocess.Popen([_reference("stories")], stdin=given, stdout=output, stderr=output)
        try:
            yield sender
            if sender.poll() is not None:
                raise ScriptError(f"the stories ended too early: {log.read_text(encoding='utf-8').strip()}")
        finally:
            sender.kill()
            sender.wait()


@contextlib.contextmanager
def floor(answer: str, folder: Path, cores: Cores) -> Iterator[tuple[Running, str]]:
    """Runs the floor, which responds with this JSON. Yields a token that it accepts, too."""
    log = folder / "floor.log"
    command = [_reference("floor"), answer]
    with log.open("wb") as output, started(command, cores=cores, log=output, folder=folder) as server:
        while server.poll() is None and not (text := log.read_text(encoding="utf-8")).endswith("\n"):
            os.sched_yield()
        if server.poll() is not None:
            raise ScriptError(f"the floor did not start: {log.read_text(encoding='utf-8').strip()}")
        printed = json.loads(text)
        yield Running([server.pid], printed["address"]), printed["token"]


def versions() -> dict[str, str]:
    """The versions of the programs and libraries."""
    linked = process.run(["ldd", str(_reference("libxcrypt"))])
    library = next(line.split()[2] for line in linked.splitlines() if "libcrypt.so" in line)
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    locked = {package["name"]: package["version"] for package in packages}
    wrk = subprocess.run(["wrk", "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    found = {"rustc": process.run(["rustc", "--version"]).split()[1], "wrk": wrk.stdout.split()[1], "oha": OHA}
    found["libxcrypt"] = _libxcrypt_version(Path(library))
    found["bcrypt crate"] = locked["bcrypt"]
    return {**found, **{name: locked[name] for name in ("poem", "poem-openapi", "jsonwebtoken", "sea-orm")}}


def _libxcrypt_version(library: Path) -> str:
    """The version of Debian's package; elsewhere the name of the library's file."""
    if shutil.which("dpkg-query"):
        query = ["dpkg-query", "-W", "-f", "${Version}", "libcrypt1"]
        found = subprocess.run(query, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout
    return library.resolve().name
