"""Whether more accounts and sessions make it slower."""

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
from benchmark.measured_server import Account, Request, Running
from benchmark.figures import SHORT_TURNS, Goal, Row, Spread, at_least, at_most, in_short_turns, in_turns
from benchmark.latchkey import Placed
from benchmark.load import Borne, each_once, hit, queue
from benchmark.dataset import Dataset, populated
from benchmark.environment import IN_FLIGHT, Environment, ask
from benchmark.workload import Workload
from benchmark.workloads.footprint import first_answer
from benchmark.workloads.logins import LOGINS_A_SECOND, beside_hashing
from lib.installation import Broken

FEW, MANY = 1_000, 1_000_000
INSERTS_A_SECOND = 200
WORSE, WORSE_INSERT, WORSE_START = 1.15, 1.2, 1.1
"""How many times as long things may take: no slower is to within a tenth, because the clock is no better."""


@dataclass(frozen=True)
class Place:
    """A dataset, and a server's folder with a copy of it."""

    dataset: Dataset
    installation: Placed
    tokens: Path

    def me(self) -> Request:
        """The request that asks who one is; wrk puts the other tokens in."""
        header = "Authorization", f"Bearer {self.dataset.token(1)}"
        return Request("GET", "/api/v1/auth/me", (header,))


@contextlib.contextmanager
def _place(environment: Environment, count: int) -> Iterator[Place]:
    dataset = populated(environment.latchkey.binary, count)
    with Placed(environment.latchkey.binary, {}) as installation:
        dataset.copy_to(installation.database)
        tokens = installation.folder / "tokens"
        dataset.write_tokens(tokens)
        yield Place(dataset, installation, tokens)


def _scale(environment: Environment) -> list[Row]:
    with _place(environment, FEW) as few, _place(environment, MANY) as many:
        places = (few, many)
        starts = in_short_turns(environment.rounds, *(partial(first_answer, place.installation) for place in places))
        rows = [_row("startup", "ms", starts, at_most(WORSE_START))]
        rows += _who(environment, places)
        rows += _logins(environment, places)
        return [*rows, _inserted(environment, places)]


def _row(what: str, unit: str, measured: list[list[float]], goal: Goal | None) -> Row:
    few, many = map(Spread.of, measured)
    return Row(f"{what}, {MANY:,} accounts", unit, many, f"{FEW:,} accounts", few, goal)


def _who(environment: Environment, places: tuple[Place, Place]) -> list[Row]:
    with contextlib.ExitStack() as stack:
        loads: list[Callable[[], Borne]] = []
        for place in places:
            running = stack.enter_context(place.installation.serve_on(environment.server))
            _check(place, running)
            _warm_up(environment, place, running)
            loads.append(partial(hit, running, place.me(), environment.seconds, environment.load, place.tokens))
        borne = in_turns(environment.rounds, *loads)
    cpu = [[one.cpu for one in ours] for ours in borne]
    rates = [[one.rate for one in ours] for ours in borne]
    return [
        _row("`me` by every active session, CPU time per request", "us", cpu, at_most(WORSE)),
        _row("`me` by every active session, one core", "requests/s", rates, at_least(1 / WORSE)),
    ]


def _check(place: Place, running: Running) -> None:
    answer = ask(running, place.me())
    if answer.status != 200 or answer.json() != place.dataset.me(1):
        raise Broken(f"with {place.dataset.count:,} accounts, `me` is answered wrongly: {answer.body!r}")


def _warm_up(environment: Environment, place: Place, running: Running) -> None:
    """Until every active session has been asked for."""
    asked = 0.0
    while asked < len(place.dataset.active):
        asked += (
            hit(running, place.me(), environment.seconds, environment.load, place.tokens).rate * environment.seconds
        )


def _logins(environment: Environment, places: tuple[Place, Place]) -> list[Row]:
    count = LOGINS_A_SECOND * environment.seconds

    def log_in(place: Place, running: Running) -> tuple[float, float]:
        numbers = (1 + number * place.dataset.count // count for number in range(count))
        names = (place.dataset.person(number).email for number in numbers)
        requests = [environment.latchkey.login(Account(name, accounts.PASSWORD)) for name in names]
        before = beside_hashing(running)
        outcome, _ = each_once(running, queue(running, requests, IN_FLIGHT))
        return outcome["rate"], 1000 * (beside_hashing(running) - before) / count

    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(place.installation.serve_on(None)) for place in places]
        pairs = zip(places, servers, strict=True)
        measured = in_turns(environment.rounds, *(partial(log_in, place, running) for place, running in pairs))
    rates = [[one[0] for one in ours] for ours in measured]
    beside = [[one[1] for one in ours] for ours in measured]
    return [
        _row(f"logins, {IN_FLIGHT} in flight, all cores", "logins/s", rates, at_least(1 / WORSE)),
        _row("login without the hash, CPU time per login", "ms", beside, None),
    ]


def _inserted(environment: Environment, places: tuple[Place, Place]) -> Row:
    """Each writer keeps its connection, so that what it leaves for the next checkpoint is paid for in its own turns."""
    count = INSERTS_A_SECOND * environment.seconds // SHORT_TURNS
    with contextlib.ExitStack() as stack:
        seconds = in_short_turns(environment.rounds, *(_inserter(stack, place, count) for place in places))
    rates = [[count / one for one in ours] for ours in seconds]
    return _row("sessions inserted and committed", "rows/s", rates, at_least(1 / WORSE_INSERT))


def _inserter(stack: contextlib.ExitStack, place: Place, count: int) -> Callable[[], float]:
    """Tells in how many seconds so many sessions are inserted, each committed to the disk."""
    database = sqlite3.connect(place.installation.database, isolation_level=None)
    stack.enter_context(closing(database))
    database.execute("PRAGMA synchronous = FULL")
    columns = [name for _, name, *_ in database.execute("PRAGMA table_info(sessions)")]
    model = database.execute(f"SELECT {', '.join(columns)} FROM sessions LIMIT 1").fetchone()
    statement = f"INSERT INTO sessions ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"

    def insert() -> float:
        began = time.monotonic()
        for _ in range(count):
            account = 1 + secrets.randbelow(place.dataset.count)
            new = dict(zip(columns, model, strict=True))
            new |= {"id": _ident(), "token_id": uuid.uuid4().bytes, "account_id": account}
            database.execute(statement, list(new.values()))
        return time.monotonic() - began

    return insert


def _ident() -> bytes:
    """One as the server gives them to sessions: the time in milliseconds, and then at random (version 7)."""
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
