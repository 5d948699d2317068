"""Other login servers beside this one."""

from functools import partial

from benchmarking.contestant import Contestant, Running
from benchmarking.figures import Row, Spread, in_turns
from benchmarking.load import Borne, hit
from benchmarking.stage import Stage
from benchmarking.work import Work

MB = 1_000_000
WARM_UP = 1


def _peers(stage: Stage) -> list[Row]:
    contestants: tuple[Contestant, ...] = (stage.latchkey, *stage.peers)

    def ask(contestant: Contestant, running: Running, token: str) -> tuple[Borne, float]:
        borne = hit(running, contestant.me(token), stage.seconds, stage.load)
        return borne, running.resident_anonymous() / MB

    with stage.all_running(contestants, stage.server) as running:
        for contestant, (server, token) in zip(contestants, running, strict=True):
            hit(server, contestant.me(token), WARM_UP, stage.load)
        pairs = zip(contestants, running, strict=True)
        measures = [partial(ask, contestant, server, token) for contestant, (server, token) in pairs]
        ours, *theirs = in_turns(stage.rounds, *measures)
    rows = []
    for what, unit, of in (
        ("who one is, one core", "requests/s", lambda one: one[0].rate),
        ("who one is, processor time of a request", "us", lambda one: one[0].cpu),
        ("anonymous resident memory after that", "MB", lambda one: one[1]),
    ):
        mine = Spread.of(list(map(of, ours)))
        rows += [
            Row(what, unit, mine, peer.name, Spread.of(list(map(of, measured))))
            for peer, measured in zip(stage.peers, theirs, strict=True)
        ]
    return rows


WORKS = (
    Work(
        "peers",
        "Other login servers",
        "Who one is by token, asked of each server as it is asked there: Latchkey's `me`, better-auth's session, and a "
        "view of Django's behind simplejwt. Each server has the same one core.",
        _peers,
        needs_peers=True,
    ),
)
