"""Refreshing and logging out: what is committed to the disk before it is answered. It waits for the disk more than for
a core, so nothing is pinned: neither the server, nor what asks it, nor the bound."""

import itertools
from collections.abc import Callable
from functools import partial

from benchmark import postgres, programs
from benchmark.measured_server import Running
from benchmark.figures import Row, Spread, at_least, in_turns
from benchmark.load import chains, each_once, queue
from benchmark.environment import IN_FLIGHT, Environment, ask, logged_in
from benchmark.workload import Workload
from lib.installation import Broken

ALONE_A_SECOND, TOGETHER_A_SECOND, ROWS_A_SECOND = 60, 10, 400
"""How many a client does for each second that a load is to last, alone and of 16; how many rows the bound does."""
WRITES = "committed writes"


def _written(environment: Environment) -> Callable[[], float]:
    """The bound: rows that are written a second, each time to a new file beside the server's."""
    numbers = itertools.count()

    def measure() -> float:
        address = f"sqlite://{environment.folder}/bound-{next(numbers)}.db"
        return programs.database_bound("writes", ROWS_A_SECOND * environment.seconds, address, None)

    return measure


def _rows(what: str, alone: list[float], together: list[float], bound: list[float]) -> list[Row]:
    ours, all_ours, theirs = Spread.of(alone), Spread.of(together), Spread.of(bound)
    return [
        Row(f"{what}, 1 client", "requests/s", ours, WRITES, theirs, at_least(0.6)),
        Row(f"{what}, {IN_FLIGHT} clients", "requests/s", all_ours, WRITES, theirs, at_least(2.0)),
    ]


def _refresh(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey

    def by(clients: int, times: int) -> float:
        tokens = logged_in(latchkey, running, clients)
        return float(each_once(running, chains(running, latchkey.refresh, tokens, times))[0]["rate"])

    with environment.running(latchkey, None) as (running, token):
        latchkey.token(ask(running, latchkey.refresh(token)))
        measured = in_turns(
            environment.rounds,
            lambda: by(1, ALONE_A_SECOND * environment.seconds),
            lambda: by(IN_FLIGHT, TOGETHER_A_SECOND * environment.seconds),
            _written(environment),
        )
    return _rows("refresh", *measured)


def _logout(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey

    def by(clients: int, count: int) -> float:
        requests = [latchkey.log_out(token) for token in logged_in(latchkey, running, count)]
        return float(each_once(running, queue(running, requests, clients))[0]["rate"])

    with environment.running(latchkey, None) as (running, token):
        _check_logout(environment, running, token)
        measured = in_turns(
            environment.rounds,
            lambda: by(1, ALONE_A_SECOND * environment.seconds // 3),
            lambda: by(IN_FLIGHT, IN_FLIGHT * TOGETHER_A_SECOND * environment.seconds // 2),
            _written(environment),
        )
    return _rows("logout", *measured)


def _check_logout(environment: Environment, running: Running, token: str) -> None:
    latchkey = environment.latchkey
    if problem := latchkey.check_log_out(ask(running, latchkey.log_out(token))):
        raise Broken(f"a logout is answered wrongly: {problem}")
    if (after := ask(running, latchkey.me(token))).status != 401:
        raise Broken(f"the token of a session that has ended is answered with {after.status}")


def _database(environment: Environment) -> list[Row]:
    def rows(kind: str, address: str) -> float:
        count = ROWS_A_SECOND * environment.seconds * (10 if kind == "reads" else 1)
        return programs.database_bound(kind, count, address, environment.server)

    with postgres.database() as database:
        places = {"SQLite": f"sqlite://{environment.folder}/bound.db", "PostgreSQL": database.url}
        wanted = [(kind, name) for name in places for kind in ("reads", "writes")]
        measured = in_turns(environment.rounds, *(partial(rows, kind, places[name]) for kind, name in wanted))
    return [
        Row(f"bound of {kind} by one client, {name}", "rows/s", Spread.of(rates))
        for (kind, name), rates in zip(wanted, measured, strict=True)
    ]


WORKLOADS = (
    Workload(
        "database",
        "Database bounds",
        "No server: single rows by one client through the database library, on SQLite (WAL, flushed at each commit) and "
        "on PostgreSQL over a Unix socket.",
        _database,
    ),
    Workload(
        "refresh",
        "Token refresh",
        "Clients that keep refreshing their newest token. A response is sent after the commit. Nothing is pinned.",
        _refresh,
    ),
    Workload(
        "logout",
        "Logout",
        "Each request ends its own session, which a login opened before.",
        _logout,
    ),
)
