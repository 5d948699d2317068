"""The latency of the slowest responses during a login storm."""

import time

from benchmark.environment import ACCOUNTS, IN_FLIGHT, Environment
from benchmark.figures import Row, Spread, at_most, in_turns
from benchmark.load import Tail, at_a_rate, queue
from benchmark.programs import stories_meanwhile
from benchmark.workload import Workload
from lib.process import ScriptError

RATE = 200
STORM_A_SECOND = 400
"""Logins per second of load: more than the server can do."""
FULL = 0.8
"""The share of all cores that the server must use during a storm."""


def _tail(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey
    # The measured account does not log in: an account with too many sessions loses the oldest.
    others = ACCOUNTS[1:]
    count = STORM_A_SECOND * (environment.seconds + 2)
    storm = [latchkey.login(others[number % len(others)]) for number in range(count)]
    used: list[float] = []

    def idle() -> Tail:
        return at_a_rate(running, latchkey.me(token), RATE, environment.seconds)

    def stormy() -> Tail:
        with stories_meanwhile(queue(running, storm, IN_FLIGHT), environment.folder):
            # Wait until all logins are in flight.
            time.sleep(1)
            began, before = time.monotonic(), running.cpu_seconds()
            tail = at_a_rate(running, latchkey.me(token), RATE, environment.seconds)
            used.append((running.cpu_seconds() - before) / (time.monotonic() - began) / len(environment.cores))
        if used[-1] < FULL:
            raise ScriptError(f"the login storm uses only {100 * used[-1]:.0f} % of the cores")
        return tail

    with environment.running(latchkey, None) as (running, token):
        at_a_rate(running, latchkey.me(token), RATE, 1)
        calm, storming = in_turns(environment.rounds, idle, stormy)
    what = f"`me`, {RATE} a second, {IN_FLIGHT} logins in flight"

    def of(tails: list[Tail], name: str) -> Spread:
        return Spread.of([getattr(tail, name) for tail in tails])

    return [
        Row(f"{what}, median", "ms", of(storming, "p50"), "idle", of(calm, "p50")),
        Row(f"{what}, p99", "ms", of(storming, "p99"), "idle", of(calm, "p99"), at_most(2)),
        Row(f"{what}, p99", "ms", of(storming, "p99"), goal=at_most(5)),
        Row(f"{what}, slowest", "ms", of(storming, "slowest"), "idle", of(calm, "slowest")),
        Row("CPU of the server meanwhile", "%", Spread.of([100 * part for part in used])),
    ]


WORKLOADS = (
    Workload(
        "tail",
        "Latency during a login storm",
        f"`me` at a constant {RATE} requests/s by oha, on an idle server and on one with {IN_FLIGHT} logins in flight. "
        "Nothing is pinned: server, logins and oha share all cores. Latency counts from the time at which a request is "
        "due (no coordinated omission).",
        _tail,
    ),
)
