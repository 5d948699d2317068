"""What comparing costs the clients of an old backend: requests in mode `shadow`, against the same in mode `proxy`."""

import contextlib
from functools import partial

from benchmark.environment import ACCOUNTS, Environment
from benchmark.figures import Row, Spread, at_most, in_turns
from benchmark.latchkey import Latchkey
from benchmark.load import at_a_rate, queue, run_plan
from benchmark.measured_server import Request, Running
from benchmark.workload import Workload
from lib.settings import upstream

LOGINS = 4
"""Logins per second of load, one after the other."""
RATE = 200
"""Requests for the current user per second, whatever the server takes for each. As fast as they can, they would measure
how two servers share two cores: comparing takes as much work as answering."""
PROXIED = "in mode `proxy`"


def _shadow(environment: Environment) -> list[Row]:
    with contextlib.ExitStack() as stack:
        old, _ = stack.enter_context(environment.running(environment.latchkey, None))

        def start(mode: str) -> tuple[Latchkey, Running, str]:
            settings = upstream("staff", old.url, mode)
            latchkey = environment.latchkey.with_settings(f"Latchkey {mode}", settings)
            running, token = stack.enter_context(environment.running(latchkey, None))
            return latchkey, running, token

        servers = [start(mode) for mode in ("shadow", "proxy")]
        logins = [partial(_p50, running, _logins(latchkey, environment)) for latchkey, running, _ in servers]
        reads = [
            partial(_p50_at_a_rate, running, latchkey.me(token), environment.seconds)
            for latchkey, running, token in servers
        ]
        compared, proxied, compared_reads, proxied_reads = in_turns(environment.rounds, *logins, *reads)
    return [
        Row("login, p50", "ms", Spread.of(compared), PROXIED, Spread.of(proxied), at_most(1.3)),
        Row(f"`me`, {RATE} a second, p50", "ms", Spread.of(compared_reads), PROXIED, Spread.of(proxied_reads), at_most(1.3)),
    ]


def _logins(latchkey: Latchkey, environment: Environment) -> list[Request]:
    return [latchkey.login(ACCOUNTS[number % len(ACCOUNTS)]) for number in range(LOGINS * environment.seconds)]


def _p50(running: Running, requests: list[Request]) -> float:
    outcome, _ = run_plan(running, queue(running, requests, 1))
    return float(outcome["latency_ms"]["p50"])


def _p50_at_a_rate(running: Running, request: Request, seconds: int) -> float:
    return at_a_rate(running, request, RATE, seconds).p50


WORKLOADS = (
    Workload(
        "shadow",
        "Comparing with an old backend",
        "Through a server in mode `shadow` and through one in mode `proxy`, to the same old backend: another server with the "
        "same accounts, on the same machine. Logins come one after the other, requests for the current user at a constant "
        "rate. Comparing is done once the client has its answer.",
        _shadow,
    ),
)
