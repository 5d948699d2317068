"""What was done to the old backend, the nodes and the contract, and when: by that an answer is judged."""

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OFF, PROXY, SHADOW, PART, MIGRATE, DONE = "off", "proxy", "shadow", "migrate 10%", "migrate", "done"
"""The modes. A part of the accounts is a mode of its own here."""
KILLED, SLOW, HTML, ERRORS, PLANTED = "killed", "slow", "HTML", "errors", "planted difference"
"""What is the matter with the old backend."""
FOLLOWED = 1.1
"""Seconds until every node has followed."""


def away(node: str) -> str:
    """The condition that this node is away."""
    return f"{node} is away"


@dataclass
class Episode:
    """A condition that lasted, or lasts. Times are those of `time.monotonic`."""

    name: str
    begin: float
    end: float = math.inf


class Conditions:
    """All of them so far."""

    def __init__(self) -> None:
        self._episodes: list[Episode] = []
        self._mode = self._begun(OFF)

    def during(self, start: float, end: float) -> frozenset[str]:
        """What was the case at any time between these."""
        return frozenset(one.name for one in self._episodes if one.begin <= end and start <= one.end)

    def enter(self, mode: str, change: Callable[[], object]) -> None:
        """Changes the mode, and waits until all nodes have followed. Meanwhile both are the case."""
        entered = self._begun(mode)
        change()
        time.sleep(FOLLOWED)
        self._mode.end, self._mode = time.monotonic(), entered

    @contextlib.contextmanager
    def lasting(self, name: str, lingers: float = 0.0) -> Iterator[Episode]:
        """Something is the case until the block is left, and may be felt for some seconds after that."""
        begun = self._begun(name)
        try:
            yield begun
        finally:
            begun.end = time.monotonic() + lingers

    def add(self, name: str, begin: float, end: float) -> None:
        """Something that was the case."""
        self._episodes.append(Episode(name, begin, end))

    def _begun(self, name: str) -> Episode:
        episode = Episode(name, time.monotonic())
        self._episodes.append(episode)
        return episode
