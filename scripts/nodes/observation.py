"""What clients see of nodes while something fails: each of a few clients does one thing over and over."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from lib import settings
from nodes.agreement import client, operator
from nodes.calls import Calls
from nodes.clients import Client, Operator, Session
from nodes.contracts import SUBSCRIBERS, USERS
from nodes.history import History, Operation
from nodes.node import Node

SETTINGS = {**settings.NO_REFRESH_LIMITS, **settings.sessions_per_account(10000)}
"""What the nodes need for it."""
PAUSE, SHORT = 0.1, 0.02
"""Seconds between two rounds of a client, and of one that logs in nearly without a pause, so that whatever happens
happens in the middle of a login."""


@dataclass(frozen=True)
class Probe:
    """A request for the health of a node."""

    node: str
    path: str
    start: float
    end: float
    status: int


@dataclass
class Observation:
    """The clients of some nodes, and what they see."""

    nodes: Sequence[Node]
    history: History = field(default_factory=History)
    by: Operator | None = None
    """Who has keys made. A new one, unless the nodes have one already."""
    probes: list[Probe] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    _opened: dict[str, tuple[Client, Session]] = field(default_factory=dict)
    """The sessions to look at when all is over."""

    def __post_init__(self) -> None:
        self.calls = Calls(self.history)
        self._over = threading.Event()
        by = self.by or operator(self.nodes[0], self.calls)
        self._steps: list[tuple[float, Callable[[], None]]] = []
        for number, node in enumerate(self.nodes):
            other = self.nodes[(number + 1) % len(self.nodes)]
            made = [
                client(node, self.calls, by, f"{name}{number}", realm)
                for name, realm in (
                    ("entering", USERS),
                    ("hurrying", SUBSCRIBERS),
                    ("refreshing", SUBSCRIBERS),
                    ("keyed", USERS),
                    ("reading", USERS),
                )
            ]
            entering, hurrying, refreshing, keyed, reading = made
            self._steps += [
                (PAUSE, partial(self._enter, entering, "staff", node, other)),
                (SHORT, partial(self._enter, hurrying, "ispcrm", node, other)),
                (PAUSE, partial(self._refresh, refreshing, node, other)),
                (PAUSE, partial(self._key, keyed, node, other)),
                (PAUSE, partial(self._read, reading, node)),
                (PAUSE, partial(self._probe, node, "/readyz")),
                (PAUSE, partial(self._probe, node, "/livez")),
            ]

    def __enter__(self) -> Self:
        """Begins."""
        self._over.clear()
        self._threads = [threading.Thread(target=self._repeat, args=step, daemon=True) for step in self._steps]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def logins(self, node: Node, since: float) -> list[Operation]:
        """The logins on a node that started since then, in their order."""
        operations = self.history.operations()
        found = [one for one in operations if one.node == node.name and one.action.endswith(" login")]
        return [one for one in found if one.start >= since]

    def look_back(self) -> None:
        """Tries every session that was opened on every node, whether it is still open or not. The rules then tell
        whether what was acknowledged is there."""
        for who, session in self._opened.values():
            for node in self.nodes:
                who.read(node, session)
        self._opened.clear()

    def _repeat(self, pause: float, step: Callable[[], None]) -> None:
        try:
            while not self._over.wait(pause):
                step()
        except Exception as error:  # A thread must not end unseen.
            self.crashes.append(f"{type(error).__name__}: {error}")

    def _log_in(self, who: Client, node: Node, contract: str) -> Session | None:
        if not who.log_in(node, contract).is_ok:
            return None
        session = list(who.sessions.values())[-1]
        self._opened[session.name] = who, session
        return session

    def _enter(self, who: Client, contract: str, node: Node, other: Node) -> None:
        """Logs in, and out again every other time."""
        if (session := self._log_in(who, node, contract)) is None:
            return
        who.read(other, session)
        if int(session.name.rsplit(maxsplit=1)[-1]) % 2:
            who.log_out(node, session)
            who.read(other, session)

    def _refresh(self, who: Client, node: Node, other: Node) -> None:
        """Refreshes one session as long as each answer comes. Then nobody knows which token is its present one."""
        session = list(who.sessions.values())[-1] if who.sessions else self._log_in(who, node, "subscriber")
        if session is None:
            return
        if who.refresh(node, session).is_ok:
            who.read(other, session)
        else:
            self._opened.pop(session.name, None)
            who.sessions.clear()

    def _key(self, who: Client, node: Node, other: Node) -> None:
        """Has a key made and revoked."""
        who.keys.clear()
        who.create_key(node)
        for key in list(who.keys.values()):
            who.use_key(other, key)
            who.revoke_key(node, key)
            who.use_key(other, key)

    def _read(self, who: Client, node: Node) -> None:
        who.read(node, next(iter(who.sessions.values())), "/api/v1/auth/me")

    def _probe(self, node: Node, path: str) -> None:
        start = time.monotonic()
        answer = node.ask(path)
        self.probes.append(Probe(node.name, path, start, time.monotonic(), answer.status if answer else 0))
