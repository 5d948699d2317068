"""The current user, the most frequent request: by token and by API key, on SQLite and on PostgreSQL."""

import contextlib
from collections.abc import Callable
from functools import partial

from benchmark import postgres, programs
from benchmark.environment import Environment, logged_in, send
from benchmark.figures import Row, Spread, at_least, at_most, in_turns
from benchmark.latchkey import Latchkey
from benchmark.load import CONNECTIONS, LoadResult, queue, run_load, run_plan
from benchmark.measured_server import Request, Running
from benchmark.workload import Workload
from lib.process import ScriptError
from lib.settings import DATABASE_URL, NO_SESSION_CACHE

WARM_UP = 1
"""Seconds of load before the measurement."""
FLOOR = "floor"
ALONE, READS = 400, 4000
"""Requests that come one after the other, and rows of the bound, per second of load."""


def _against_floor(
    environment: Environment, latchkey: Latchkey, request: Callable[[str], Request]
) -> tuple[list[LoadResult], list[LoadResult]]:
    with contextlib.ExitStack() as stack:
        ours, token = stack.enter_context(environment.running(latchkey, environment.server))
        floor, known = stack.enter_context(environment.floor(send(ours, latchkey.me(token))))
        pairs = ((ours, request(token)), (floor, latchkey.me(known)))
        for running, asked in pairs:
            run_load(running, asked, WARM_UP, environment.load)
        loads = [partial(run_load, running, asked, environment.seconds, environment.load) for running, asked in pairs]
        mine, bound = in_turns(environment.rounds, *loads)
    return mine, bound


def _cpu(results: list[LoadResult]) -> Spread:
    return Spread.of([one.cpu for one in results])


def _rate(results: list[LoadResult]) -> Spread:
    return Spread.of([one.rate for one in results])


def _me(environment: Environment) -> list[Row]:
    mine, bound = _against_floor(environment, environment.latchkey, environment.latchkey.me)
    return [
        Row("`me`, CPU time per request", "us", _cpu(mine), FLOOR, _cpu(bound), at_most(1.25)),
        Row("`me` on one core", "requests/s", _rate(mine), FLOOR, _rate(bound), at_least(0.8)),
    ]


def _uncached(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey.with_settings("Latchkey without cache", NO_SESSION_CACHE)
    mine, bound = _against_floor(environment, latchkey, latchkey.me)
    what = "`me`, uncached"
    return [
        Row(f"{what}, CPU time per request", "us", _cpu(mine), FLOOR, _cpu(bound)),
        Row(f"{what}, on one core", "requests/s", _rate(mine), FLOOR, _rate(bound), at_least(0.45)),
    ]


def _postgres(environment: Environment) -> list[Row]:
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgres.database())
        latchkey = environment.latchkey.with_settings("Latchkey on PostgreSQL", {DATABASE_URL: database.url})
        ours, token = stack.enter_context(environment.running(latchkey, environment.server))
        floor, known = stack.enter_context(environment.floor(send(ours, latchkey.me(token))))
        # One session for each connection, and others: with one for all, a shared statement would read a single row.
        tokens = environment.folder / "tokens-postgres"
        tokens.write_text("\n".join(logged_in(latchkey, ours, 2 * CONNECTIONS)), encoding="ascii")
        many = partial(run_load, ours, latchkey.me(token), cores=environment.load, tokens=tokens)
        bound = partial(run_load, floor, latchkey.me(known), environment.seconds, environment.load)
        many(seconds=WARM_UP)
        before = database.transactions()
        (counted,) = in_turns(environment.rounds, lambda: many(seconds=environment.seconds))
        # For all rounds together, because the count of a round may arrive in the next one.
        trips = (database.transactions() - before) / sum(one.rate * environment.seconds for one in counted)
        mine, theirs, alone, reads = in_turns(
            environment.rounds,
            lambda: many(seconds=environment.seconds),
            bound,
            lambda: _alone(environment, latchkey, ours, token),
            lambda: 1000 / programs.database_bound("reads", READS * environment.seconds, database.url, environment.server),
        )
    what = "`me` on PostgreSQL"
    return [
        Row(f"{what}, CPU time per request", "us", _cpu(mine), FLOOR, _cpu(theirs)),
        Row(f"{what}, one core", "requests/s", _rate(mine), FLOOR, _rate(theirs), at_least(0.35)),
        Row(f"{what}, one request at a time, p50", "ms", Spread.of(alone), "a row by one client", Spread.of(reads)),
        # The server's own jobs and the requests that the end of the load cut off add a little.
        Row(f"{what}, statements per request", "", Spread.of([trips]), goal=at_most(0.5)),
    ]


def _alone(environment: Environment, latchkey: Latchkey, running: Running, token: str) -> float:
    requests = [latchkey.me(token)] * (ALONE * environment.seconds)
    outcome, _ = run_plan(running, queue(running, requests, 1), environment.load)
    return float(outcome["latency_ms"]["p50"])


def _api_key(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey
    with environment.running(latchkey, None) as (ours, _):
        if problem := latchkey.check_user(send(ours, latchkey.user())):
            raise ScriptError(f"the response to the API key is wrong: {problem}")
    mine, bound = _against_floor(environment, latchkey, lambda _: latchkey.user())
    what = "`GET /v1/auth/user` with an API key"
    return [
        Row(f"{what}, CPU time per request", "us", _cpu(mine), FLOOR, _cpu(bound), at_most(1.5)),
        Row(f"{what}, on one core", "requests/s", _rate(mine), FLOOR, _rate(bound)),
    ]


WORKLOADS = (
    Workload(
        "me",
        "Current user, by token",
        "`GET /api/v1/auth/me` and the floor's response to the same request, by wrk over 32 keep-alive connections. "
        "The server has one core and wrk another.",
        _me,
    ),
    Workload(
        "me-uncached",
        "Current user, uncached",
        "The same with the cache off, so that each request reads the database.",
        _uncached,
    ),
    Workload(
        "me-postgres",
        "Current user, on PostgreSQL",
        "The same on PostgreSQL over a Unix socket, by the tokens of 64 sessions. Each request reads its session and "
        "the version of its user, in a statement that it may share with others that wait; the user is read again every "
        "ten seconds. The CPU time is the server's alone; PostgreSQL counts the statements.",
        _postgres,
    ),
    Workload(
        "api-key",
        "Current user, by API key",
        "`GET /v1/auth/user` with an API key in `x-api-key`, compared with the floor's `me`. The response is four "
        "times as long.",
        _api_key,
    ),
)
