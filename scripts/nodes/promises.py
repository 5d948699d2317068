"""What clients were told with a 2xx, and so must hold after a failover, however soon it comes."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lib.client import Client, Response, in_parallel

PARALLEL = 8
"""Promises that are checked at once."""


@dataclass(frozen=True)
class Promise:
    """Something acknowledged, and how to ask whether it holds."""

    kind: str
    requests: Sequence[bytes]
    """What is sent, one after the other. The last answer counts."""
    status: int
    """What that answer must be."""
    began: float
    """When the request was sent that was acknowledged (`time.monotonic`)."""
    acknowledged: float
    """When its answer came."""


class Promises:
    """All of them."""

    def __init__(self) -> None:
        self._made: list[Promise] = []
        self._broken_at_once: list[tuple[Promise, int]] = []

    def add(self, kind: str, requests: Sequence[bytes], status: int, began: float) -> Promise:
        """Notes that a request which was sent at this time has just been acknowledged."""
        made = Promise(kind, requests, status, began, time.monotonic())
        self._made.append(made)
        return made

    def asked(self, one: Promise, answer: Response) -> None:
        """Notes the answer to the last request of one, while the load goes on. Many come to nothing then."""
        if answer.status == 200 != one.status:
            self._broken_at_once.append((one, answer.status))

    def counts(self, until: float = float("inf")) -> Counter[str]:
        """How many of each kind were acknowledged until then."""
        return Counter(one.kind for one in self._made if one.acknowledged <= until)

    def between(self, begin: float, end: float) -> list[str]:
        """The kinds of those whose request was sent and acknowledged within that time."""
        return [one.kind for one in self._made if begin <= one.began and one.acknowledged <= end]

    async def broken(self, nodes: Sequence[Client], failed_at: float) -> dict[str, list[str]]:
        """Asks the nodes in turn, and returns what is wrong for each kind. The time is that of the failure."""
        asked = (self._ask(one, nodes[number % len(nodes)]) for number, one in enumerate(self._made))
        answers = [answer.status for answer in await in_parallel(asked, PARALLEL)]
        late = [both for both in zip(self._made, answers, strict=True) if both[1] != both[0].status]
        found: dict[str, list[str]] = {kind: [] for kind in sorted(self.counts())}
        for one, status in (*self._broken_at_once, *late):
            when = f"acknowledged {one.acknowledged - failed_at:+.2f} s from the failure"
            found[one.kind].append(f"{status} instead of {one.status}, {when}")
        return found

    @staticmethod
    async def _ask(one: Promise, node: Client) -> Response:
        for request in one.requests[:-1]:
            await node.send(request)
        return await node.send(one.requests[-1])
