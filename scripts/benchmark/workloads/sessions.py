"""Token refresh and logout, which respond after a commit. They wait for the disk more than for a core, so nothing is
pinned."""

import itertools
from collections.abc import Callable
from functools import partial

from benchmark import postgres, programs
from benchmark.environment import IN_FLIGHT, Environment, logged_in, send
from benchmark.figures import Row, Spread, at_least, in_turns
from benchmark.load import chains, queue, run_plan
from benchmark.measured_server import Running
from benchmark.workload import Workload
from lib.process import ScriptError

ONE_CLIENT, MANY_CLIENTS, ROWS = 60, 10, 400
"""Requests per second of load of one client and of each of 16, and rows of the bound."""
WRITES = "committed writes"


def _committed_writes(environment: Environment) -> Callable[[], float]:
    """The bound: rows written per second, each time to a new file beside the server's."""
    numbers = itertools.count()

    def measure() -> float:
        address = f"sqlite://{environment.folder}/bound-{next(numbers)}.db"
        return programs.database_bound("writes", ROWS * environment.seconds, address, None)

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
        return float(run_plan(running, chains(running, latchkey.refresh, tokens, times))[0]["rate"])

    with environment.running(latchkey, None) as (running, token):
        latchkey.token(send(running, latchkey.refresh(token)))
        measured = in_turns(
            environment.rounds,
            lambda: by(1, ONE_CLIENT * environment.seconds),
            lambda: by(IN_FLIGHT, MANY_CLIENTS * environment.seconds),
            _committed_writes(environment),
        )
    return _rows("refresh", *measured)


def _logout(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey

    def by(clients: int, count: int) -> float:
        requests = [latchkey.log_out(token) for token in logged_in(latchkey, running, count)]
        return float(run_plan(running, queue(running, requests, clients))[0]["rate"])

    with environment.running(latchkey, None) as (running, token):
        _check_logout(environment, running, token)
        measured = in_turns(
            environment.rounds,
            lambda: by(1, ONE_CLIENT * environment.seconds // 3),
            lambda: by(IN_FLIGHT, IN_FLIGHT * MANY_CLIENTS * environment.seconds // 2),
            _committed_writes(environment),
        )
    return _rows("logout", *measured)


def _check_logout(environment: Environment, running: Running, token: str) -> None:
    latchkey = environment.latchkey
    if problem := latchkey.check_log_out(send(running, latchkey.log_out(token))):
        raise ScriptError(f"the response to a logout is wrong: {problem}")
    if (after := send(running, latchkey.me(token))).status != 401:
        raise ScriptError(f"the token of an ended session gets {after.status}")


def _database(environment: Environment) -> list[Row]:
    def rows(kind: str, address: str) -> float:
        count = ROWS * environment.seconds * (10 if kind == "reads" else 1)
        return programs.database_bound(kind, count, address, environment.server)

    with postgres.database() as database:
        urls = {"SQLite": f"sqlite://{environment.folder}/bound.db", "PostgreSQL": database.url}
        wanted = [(kind, name) for name in urls for kind in ("reads", "writes")]
        measured = in_turns(environment.rounds, *(partial(rows, kind, urls[name]) for kind, name in wanted))
    return [
        Row(f"bound of {kind} by one client, {name}", "rows/s", Spread.of(rates))
        for (kind, name), rates in zip(wanted, measured, strict=True)
    ]


WORKLOADS = (
    Workload(
        "database",
        "Database bounds",
        "No server: single rows by one client through the database library, on SQLite (WAL, flushed at each commit) "
        "and on PostgreSQL over a Unix socket.",
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
