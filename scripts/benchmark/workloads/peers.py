"""Comparison with other login servers."""

from functools import partial

from benchmark.environment import Environment
from benchmark.figures import Row, Spread, in_turns
from benchmark.load import LoadResult, run_load
from benchmark.measured_server import MeasuredServer, Running
from benchmark.workload import Workload

MB = 1_000_000
WARM_UP = 1


def _peers(environment: Environment) -> list[Row]:
    servers: tuple[MeasuredServer, ...] = (environment.latchkey, *environment.peers)

    def send(server: MeasuredServer, running: Running, token: str) -> tuple[LoadResult, float]:
        results = run_load(running, server.me(token), environment.seconds, environment.load)
        return results, running.resident_anonymous() / MB

    with environment.all_running(servers, environment.server) as all_running:
        pairs = [(server, running, token) for server, (running, token) in zip(servers, all_running, strict=True)]
        for server, running, token in pairs:
            run_load(running, server.me(token), WARM_UP, environment.load)
        measures = [partial(send, *pair) for pair in pairs]
        ours, *theirs = in_turns(environment.rounds, *measures)
    rows = []
    for what, unit, of in (
        ("current user, one core", "requests/s", lambda one: one[0].rate),
        ("current user, CPU time per request", "us", lambda one: one[0].cpu),
        ("anonymous resident memory after that", "MB", lambda one: one[1]),
    ):
        mine = Spread.of(list(map(of, ours)))
        rows += [
            Row(what, unit, mine, peer.name, Spread.of(list(map(of, measured))))
            for peer, measured in zip(environment.peers, theirs, strict=True)
        ]
    return rows


WORKLOADS = (
    Workload(
        "peers",
        "Other login servers",
        "The current user by token at each server: Latchkey's `me`, better-auth's session, and a Django view behind "
        "simplejwt. Each server has the same single core.",
        _peers,
        needs_peers=True,
    ),
)
