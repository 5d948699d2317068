"""Whether more accounts and sessions slow the server down."""

import contextlib
import secrets
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmark import accounts
from benchmark.dataset import Dataset, populated
from benchmark.environment import IN_FLIGHT, Environment, send
from benchmark.figures import SHORT_TURNS, Goal, Row, Spread, at_least, at_most, in_short_turns, in_turns
from benchmark.latchkey import serve
from benchmark.load import LoadResult, queue, run_load, run_plan
from benchmark.measured_server import Account, Request, Running
from benchmark.workload import Workload
from benchmark.workloads.footprint import startup
from benchmark.workloads.logins import LOGINS_A_SECOND, cpu_without_hashing
from lib.installation import Installation
from lib.process import ScriptError

FEW, MANY = 1_000, 1_000_000
INSERTS_A_SECOND = 200
WORSE, WORSE_INSERT, WORSE_START = 1.15, 1.2, 1.1
"""How many times as long things may take. A tenth is within the precision of the measurement."""


@dataclass(frozen=True)
class FilledInstallation:
    """A dataset, and an installation with a copy of it."""

    dataset: Dataset
    installation: Installation
    tokens: Path

    def me(self) -> Request:
        """The request for the current user; wrk replaces its token."""
        header = "Authorization", f"Bearer {self.dataset.token(1)}"
        return Request("GET", "/api/v1/auth/me", (header,))


@contextlib.contextmanager
def _filled(environment: Environment, count: int) -> Iterator[FilledInstallation]:
    dataset = populated(environment.latchkey.binary, count)
    with Installation(environment.latchkey.binary) as installation:
        dataset.copy_to(installation.database)
        tokens = installation.folder / "tokens"
        dataset.write_tokens(tokens)
        yield FilledInstallation(dataset, installation, tokens)


def _scale(environment: Environment) -> list[Row]:
    with _filled(environment, FEW) as few, _filled(environment, MANY) as many:
        both = (few, many)
        starts = in_short_turns(environment.rounds, *(partial(startup, filled.installation) for filled in both))
        rows = [_row("startup", "ms", starts, at_most(WORSE_START))]
        rows += _current_user(environment, both)
        rows += _logins(environment, both)
        return [*rows, _inserted(environment, both)]


def _row(what: str, unit: str, measured: list[list[float]], goal: Goal | None) -> Row:
    few, many = map(Spread.of, measured)
    return Row(f"{what}, {MANY:,} accounts", unit, many, f"{FEW:,} accounts", few, goal)


def _current_user(environment: Environment, both: tuple[FilledInstallation, FilledInstallation]) -> list[Row]:
    with contextlib.ExitStack() as stack:
        loads: list[Callable[[], LoadResult]] = []
        for filled in both:
            running = stack.enter_context(serve(filled.installation, environment.server))
            _check(filled, running)
            _warm_up(environment, filled, running)
            loads.append(partial(run_load, running, filled.me(), environment.seconds, environment.load, filled.tokens))
        results = in_turns(environment.rounds, *loads)
    cpu = [[one.cpu for one in ours] for ours in results]
    rates = [[one.rate for one in ours] for ours in results]
    return [
        _row("`me` by every active session, CPU time per request", "us", cpu, at_most(WORSE)),
        _row("`me` by every active session, one core", "requests/s", rates, at_least(1 / WORSE)),
    ]


def _check(filled: FilledInstallation, running: Running) -> None:
    answer = send(running, filled.me())
    if answer.status != 200 or answer.json() != filled.dataset.me(1):
        raise ScriptError(f"with {filled.dataset.count:,} accounts, the response to `me` is wrong: {answer.body!r}")


def _warm_up(environment: Environment, filled: FilledInstallation, running: Running) -> None:
    """Sends requests until every active session was used."""
    sent = 0.0
    while sent < len(filled.dataset.active):
        sent += (
            run_load(running, filled.me(), environment.seconds, environment.load, filled.tokens).rate
            * environment.seconds
        )


def _logins(environment: Environment, both: tuple[FilledInstallation, FilledInstallation]) -> list[Row]:
    count = LOGINS_A_SECOND * environment.seconds

    def log_in(filled: FilledInstallation, running: Running) -> tuple[float, float]:
        numbers = (1 + number * filled.dataset.count // count for number in range(count))
        names = (filled.dataset.profile(number).email for number in numbers)
        requests = [environment.latchkey.login(Account(name, accounts.PASSWORD)) for name in names]
        before = cpu_without_hashing(running)
        outcome, _ = run_plan(running, queue(running, requests, IN_FLIGHT))
        return outcome["rate"], 1000 * (cpu_without_hashing(running) - before) / count

    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(serve(filled.installation, None)) for filled in both]
        pairs = zip(both, servers, strict=True)
        measured = in_turns(environment.rounds, *(partial(log_in, filled, running) for filled, running in pairs))
    rates = [[one[0] for one in ours] for ours in measured]
    cpu = [[one[1] for one in ours] for ours in measured]
    return [
        _row(f"logins, {IN_FLIGHT} in flight, all cores", "logins/s", rates, at_least(1 / WORSE)),
        _row("login without the hash, CPU time per login", "ms", cpu, None),
    ]


def _inserted(environment: Environment, both: tuple[FilledInstallation, FilledInstallation]) -> Row:
    """Each writer keeps its connection, so that it pays for its own checkpoints."""
    count = INSERTS_A_SECOND * environment.seconds // SHORT_TURNS
    with contextlib.ExitStack() as stack:
        seconds = in_short_turns(environment.rounds, *(_inserter(stack, filled, count) for filled in both))
    rates = [[count / one for one in ours] for ours in seconds]
    return _row("sessions inserted and committed", "rows/s", rates, at_least(1 / WORSE_INSERT))


def _inserter(stack: contextlib.ExitStack, filled: FilledInstallation, count: int) -> Callable[[], float]:
    """Returns a measure: the seconds that so many inserted and committed sessions take."""
    database = sqlite3.connect(filled.installation.database, isolation_level=None)
    stack.enter_context(closing(database))
    database.execute("PRAGMA synchronous = FULL")
    columns = [name for _, name, *_ in database.execute("PRAGMA table_info(sessions)")]
    model = database.execute(f"SELECT {', '.join(columns)} FROM sessions LIMIT 1").fetchone()
    statement = f"INSERT INTO sessions ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"

    def insert() -> float:
        began = time.monotonic()
        for _ in range(count):
            account = 1 + secrets.randbelow(filled.dataset.count)
            new = dict(zip(columns, model, strict=True))
            new |= {"id": _session_id(), "token_id": uuid.uuid4().bytes, "account_id": account}
            database.execute(statement, list(new.values()))
        return time.monotonic() - began

    return insert


def _session_id() -> bytes:
    """A UUID of version 7, like the server's session ids."""
    ident = bytearray(int(1000 * time.time()).to_bytes(6, "big") + uuid.uuid4().bytes[6:])
    ident[6] = 0x70 | ident[6] & 0x0F
    return bytes(ident)


WORKLOADS = (
    Workload(
        "scale",
        "A thousand accounts and a million",
        f"Databases of {FEW:,} and of {MANY:,} accounts with as many sessions, of which 50,000 are active (all, where "
        "there are fewer). `me` cycles through the tokens of all active sessions. Logins are spread over all accounts. "
        "Sessions are inserted into the server's table directly. Startups and inserts are short, so each round "
        f"alternates both sides {SHORT_TURNS} times and takes their means.",
        _scale,
    ),
)
