"""Logins, which should cost a password hash and little else."""

from collections.abc import Callable
from functools import partial

from benchmark.accounting import cpu_seconds_by_thread
from benchmark.environment import ACCOUNTS, IN_FLIGHT, Environment
from benchmark.figures import Goal, Row, Spread, at_least, at_most, in_turns
from benchmark.load import queue, run_plan
from benchmark.measured_server import MeasuredServer, Running
from benchmark.programs import hash_bound
from benchmark.workload import Workload
from lib.process import ScriptError

LOGINS_A_SECOND, HASHES_A_SECOND, LONE_A_SECOND = 64, 8, 4
"""Requests per second of load: about what one or two cores can do."""
WARM_UP = 100
"""Logins after which the write-ahead log of a new database is as long as it gets, and is written from its beginning."""
HASHING = "hash-"
"""The prefix of the names of the server's hashing threads."""
PEERS = {"better-auth": 2.2, "Django": 2.5}
"""How many times as many logins as a peer is the goal."""
Pair = tuple[float, float]


def _many(environment: Environment, server: MeasuredServer, running: Running) -> Pair:
    """Many logins, 16 in flight: logins per second, and per CPU second."""
    count = LOGINS_A_SECOND * environment.seconds
    requests = [server.login(ACCOUNTS[number % len(ACCOUNTS)]) for number in range(count)]
    outcome, cpu = run_plan(running, queue(running, requests, IN_FLIGHT))
    return outcome["rate"], 1 / cpu


def _bound(name: str, environment: Environment) -> Callable[[], Pair]:
    def measure() -> Pair:
        found = hash_bound(name, len(environment.cores), HASHES_A_SECOND * environment.seconds)
        return found.rate, 1 / found.cpu

    return measure


def _login(environment: Environment) -> list[Row]:
    with environment.running(environment.latchkey, None) as (running, _):
        bounds = [_bound("libxcrypt", environment), _bound("hash-bound", environment)]
        ours, fast, crate = in_turns(
            environment.rounds, lambda: _many(environment, environment.latchkey, running), *bounds
        )
    return _rows(ours, [("libxcrypt", fast, at_least(2.0)), ("bcrypt crate", crate, None)])


def _beside_peers(environment: Environment) -> list[Row]:
    servers: tuple[MeasuredServer, ...] = (environment.latchkey, *environment.peers)
    with environment.all_running(servers, None) as all_running:
        pairs = zip(servers, all_running, strict=True)
        measures = [partial(_many, environment, server, running) for server, (running, _) in pairs]
        ours, *theirs = in_turns(environment.rounds, *measures)
    names = [peer.name for peer in environment.peers]
    return _rows(ours, [(name, pairs, at_least(PEERS[name])) for name, pairs in zip(names, theirs, strict=True)])


def _rows(ours: list[Pair], others: list[tuple[str, list[Pair], Goal | None]]) -> list[Row]:
    what, efficiency = f"logins, {IN_FLIGHT} in flight, all cores", "logins per CPU second"
    rates = [Row(what, "logins/s", _first(ours), name, _first(pairs), goal) for name, pairs, goal in others]
    return [*rates, *(Row(efficiency, "logins", _second(ours), name, _second(pairs)) for name, pairs, _ in others)]


def _first(pairs: list[Pair]) -> Spread:
    return Spread.of([pair[0] for pair in pairs])


def _second(pairs: list[Pair]) -> Spread:
    return Spread.of([pair[1] for pair in pairs])


def _lone(environment: Environment) -> list[Row]:
    count = LONE_A_SECOND * environment.seconds

    def alone() -> Pair:
        requests = [environment.latchkey.login(ACCOUNTS[number % len(ACCOUNTS)]) for number in range(count)]
        before = cpu_without_hashing(running)
        outcome, _ = run_plan(running, queue(running, requests, 1))
        return outcome["latency_ms"]["p50"], 1000 * (cpu_without_hashing(running) - before) / count

    def hashes() -> Pair:
        bound = hash_bound("libxcrypt", 1, count)
        return 1000 * bound.latency, 1000 * bound.cpu

    with environment.running(environment.latchkey, None) as (running, _):
        warm_up = [environment.latchkey.login(ACCOUNTS[number % len(ACCOUNTS)]) for number in range(WARM_UP)]
        run_plan(running, queue(running, warm_up, 1))
        ours, theirs = in_turns(environment.rounds, alone, hashes)
    hash_name = "one libxcrypt hash"
    return [
        Row("single login", "ms", _first(ours), hash_name, _first(theirs), at_most(1.15)),
        Row("login without the hash, CPU time", "ms", _second(ours), hash_name, _second(theirs), at_most(0.02)),
    ]


def cpu_without_hashing(running: Running) -> float:
    """The CPU seconds of all threads except the hashing threads."""
    by_name = cpu_seconds_by_thread(running.pids[0])
    if not any(name.startswith(HASHING) for name, _ in by_name):
        raise ScriptError(f"the server has no thread whose name begins with {HASHING}")
    return sum(seconds for name, seconds in by_name if not name.startswith(HASHING))


WORKLOADS = (
    Workload(
        "login",
        "Concurrent logins",
        f"A fixed number of logins of {len(ACCOUNTS)} accounts, {IN_FLIGHT} in flight, on all cores.",
        _login,
    ),
    Workload(
        "login-peers",
        "Concurrent logins, compared with other servers",
        "The same logins at each server, with each server's own number of processes and threads.",
        _beside_peers,
        needs_peers=True,
    ),
    Workload(
        "lone",
        "Single login",
        "One login at a time on an idle server, compared with one hash at a time by libxcrypt on one thread. The rest "
        "of the login is the CPU time of all the server's threads except the hashing threads. "
        f"{WARM_UP} logins come first and do not count: until then the write-ahead log of the new database grows.",
        _lone,
    ),
)
