"""How long the slowest answers take while the machine is full of logins."""

import time

from benchmark.figures import Row, Spread, at_most, in_turns
from benchmark.load import Tail, at_a_rate, queue
from benchmark.programs import stories_meanwhile
from benchmark.environment import IN_FLIGHT, PEOPLE, Environment
from benchmark.workload import Workload
from lib.installation import Broken

RATE = 200
STORM_A_SECOND = 400
"""More logins than the server can do in a second of the load."""
FULL = 0.8
"""The part of all cores that the server has to be using for a storm to be one."""


def _tail(environment: Environment) -> list[Row]:
    latchkey = environment.latchkey
    # Whose token is looked at does not log in meanwhile: an account that opens too many sessions loses the oldest.
    others = PEOPLE[1:]
    count = STORM_A_SECOND * (environment.seconds + 2)
    storm = [latchkey.login(others[number % len(others)]) for number in range(count)]
    used: list[float] = []

    def idle() -> Tail:
        return at_a_rate(running, latchkey.me(token), RATE, environment.seconds)

    def stormy() -> Tail:
        with stories_meanwhile(queue(running, storm, IN_FLIGHT), environment.folder):
            # Until all of them are on their way.
            time.sleep(1)
            began, before = time.monotonic(), running.cpu_seconds()
            tail = at_a_rate(running, latchkey.me(token), RATE, environment.seconds)
            used.append((running.cpu_seconds() - before) / (time.monotonic() - began) / len(environment.cores))
        if used[-1] < FULL:
            raise Broken(f"the storm of logins takes {100 * used[-1]:.0f} % of the cores only")
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
