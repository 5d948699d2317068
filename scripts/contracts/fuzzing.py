"""Runs schemathesis: once for each document and caller, each against a demonstration server of its own, so that nobody
finds what somebody else has left behind."""

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from contracts.callers import CALLERS, EVERYWHERE, Caller
from lib.documents import Json, Operation
from lib.installation import ROOT, Installation, Server

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
KEPT = ROOT / "target" / "contract-test"
"""Where what schemathesis has printed is kept."""
DEADLINE = 300
"""How many seconds one run may take."""

SETTINGS = {
    # Whoever tries hundreds of passwords is held up, and what is behind the limits would stay untested. With these, the
    # highest there are, nobody is: a 429 is a failure here.
    "LATCHKEY_THROTTLE_ACCOUNT_FAILURES": "100",
    "LATCHKEY_THROTTLE_SOURCE_FAILURES": "100",
    "LATCHKEY_THROTTLE_NETWORK_FAILURES": "1000",
}


@dataclass(frozen=True)
class Run:
    """One document and one caller."""

    document: str
    caller: Caller

    def __str__(self) -> str:
        return f"{self.document} as {self.caller.name}"


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    run: Run
    problem: str | None
    """Why it counts as failed; None when it does not."""
    kept: Path
    """What schemathesis has printed."""
    lines: list[Json]
    """What the hooks have taken down."""
    seconds: float

    @property
    def answers(self) -> list[Json]:
        """The answers, each with its operation, status and phase."""
        return [line for line in self.lines if "status" in line]


def runs(operations: list[Operation]) -> list[Run]:
    """All there are: some callers call everywhere, the others where they have what it takes."""
    documents = sorted({operation.contract for operation in operations})
    found = []
    for document in documents:
        schemes = {scheme for one in operations if one.contract == document for scheme in one.schemes}
        callers = [one for one in CALLERS.values() if one.name in EVERYWHERE or one.scheme in schemes]
        found += [Run(document, caller) for caller in callers]
    return found


async def carry_out(binary: Path, run: Run, seed: int) -> Outcome:
    """Starts a server and lets schemathesis at it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{run.document}-{run.caller.name}.txt"
    with Installation(binary, SETTINGS) as installation, installation.serve("--demo") as server:
        began = time.monotonic()
        answers = installation.folder / "answers"
        answers.touch()
        problem = await schemathesis(run, seed, server, answers, kept)
        seconds = time.monotonic() - began
        lines = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
        if "panicked" in server.log() or not server.is_running:
            problem = "the server has panicked"
    return Outcome(run, problem, kept, lines, seconds)


async def schemathesis(run: Run, seed: int, server: Server, answers: Path, kept: Path) -> str | None:
    """Runs it to its end, keeps what it prints, and returns what is wrong."""
    arguments = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION)]
    arguments += ["run", f"{server.url}/openapi/{run.document}.json"]
    arguments += ["--checks", "all", "--seed", str(seed), "--no-color"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Sets in the same order each time.
        "PYTHONHASHSEED": "0",
        # No proxy stands between this machine and itself.
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "COLUMNS": "120",
        "SCHEMATHESIS_HOOKS": "contracts.hooks",
        "CONTRACT_TEST_SERVER": server.url,
        "CONTRACT_TEST_CALLER": run.caller.name,
        "CONTRACT_TEST_ANSWERS": str(answers),
    }
    with kept.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=answers.parent,
            env=environment,
        )
    try:
        code = await asyncio.wait_for(process.wait(), DEADLINE)
    except TimeoutError:
        return f"schemathesis was not done after {DEADLINE} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return None if code == 0 else f"schemathesis has found something, or failed itself, and ended with {code}"
