"""Runs schemathesis once for each document and caller. Each run has its own demonstration server, so that no run sees
what another one has changed."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contracts.callers import CALLERS, EVERYWHERE, Caller
from lib.documents import Json, Operation
from lib.installation import Installation, Server
from lib.process import ROOT
from lib.settings import HIGHEST_LIMITS

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
OUTPUT = ROOT / "target" / "contract-test"
"""Where the output of schemathesis is kept."""
DEADLINE = 300
"""Seconds that a run may take."""
PHASES = ("examples", "coverage", "fuzzing", "stateful")
"""The phases of schemathesis."""
READERS = {"admin": "administrator"}
"""The documents whose coverage phase takes long, and the caller for whom it runs. Its thousands of requests test how a
request is read, which is the same for all callers."""

MAX_EXAMPLES = {"admin": 10}
"""The documents with so many operations of a kind that each needs fewer generated requests."""


@dataclass(frozen=True)
class Run:
    """One document and one caller."""

    document: str
    caller: Caller
    phases: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.document} as {self.caller.name}"


@dataclass(frozen=True)
class Outcome:
    """The result of a run."""

    run: Run
    problem: str | None
    """Why it failed; None when it did not."""
    output: Path
    """The output of schemathesis."""
    lines: list[Json]
    """What the hooks have recorded."""
    seconds: float

    @property
    def responses(self) -> list[Json]:
        """The responses, each with its operation, status and phase."""
        return [line for line in self.lines if "status" in line]


def runs(operations: list[Operation], is_allowed: Callable[[Caller, Operation], bool | None]) -> list[Run]:
    """All runs: some callers call every document, the others the documents that accept their credentials. Who may
    call nothing there is refused whatever the request is, so only the examples are sent for them."""
    found = []
    for document in sorted({operation.contract for operation in operations}):
        mine = [operation for operation in operations if operation.contract == document]
        schemes = {scheme for operation in mine for scheme in operation.schemes}
        for caller in CALLERS.values():
            if caller.document not in (None, document):
                continue
            if caller.name not in EVERYWHERE and caller.scheme not in schemes:
                continue
            allowed = any(operation.schemes and is_allowed(caller, operation) for operation in mine)
            phases = PHASES if allowed or caller.scheme is None else PHASES[:1]
            reads = READERS.get(document, caller.name) == caller.name
            found.append(Run(document, caller, tuple(phase for phase in phases if reads or phase != "coverage")))
    return found


async def execute(binary: Path, run: Run, seed: int) -> Outcome:
    """Starts a server and runs schemathesis against it."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    output = OUTPUT / f"{run.document}-{run.caller.name}.txt"
    # A failed login is the normal case here. With the highest limits, a 429 is a failure.
    with Installation(binary, HIGHEST_LIMITS) as installation, installation.serve("--demo") as server:
        began = time.monotonic()
        records = installation.folder / "records"
        records.touch()
        problem = await schemathesis(run, seed, server, records, output)
        seconds = time.monotonic() - began
        lines = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
        if "panicked" in server.log() or not server.is_running:
            problem = "the server has panicked"
    return Outcome(run, problem, output, lines, seconds)


async def schemathesis(run: Run, seed: int, server: Server, records: Path, output: Path) -> str | None:
    """Runs schemathesis to its end, keeps its output, and returns the problem."""
    arguments = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION)]
    arguments += ["run", f"{server.url}/openapi/{run.document}.json"]
    arguments += ["--phases", ",".join(run.phases)]
    arguments += ["--checks", "all", "--seed", str(seed), "--no-color"]
    if run.document in MAX_EXAMPLES:
        arguments += ["--max-examples", str(MAX_EXAMPLES[run.document])]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Sets have the same order in each run.
        "PYTHONHASHSEED": "0",
        # Ignore the proxy of the environment.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "COLUMNS": "120",
        "SCHEMATHESIS_HOOKS": "contracts.hooks",
        "CONTRACT_TEST_SERVER": server.url,
        "CONTRACT_TEST_CALLER": run.caller.name,
        "CONTRACT_TEST_DOCUMENT": run.document,
        "CONTRACT_TEST_RECORDS": str(records),
    }
    with output.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=records.parent,
            env=environment,
        )
    try:
        code = await asyncio.wait_for(process.wait(), DEADLINE)
    except TimeoutError:
        return f"schemathesis was still running after {DEADLINE} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return None if code == 0 else f"schemathesis failed with {code}"
