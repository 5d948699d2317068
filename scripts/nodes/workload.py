"""Clients that do everything that ends a credential, on one node, and look at once whether the other one knows."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from lib.process import ScriptError
from nodes.calls import Answer
from nodes.clients import Client, Session
from nodes.contracts import LOGINS, USERS
from nodes.node import Node

PAUSE = 0.004
"""Seconds between two requests of a watcher: they must leave room for the others on a small machine."""
Way = Callable[[Node, Node, list[Session]], None]
"""Ends something on a node, and tries it on another one, with the sessions that were just opened."""
REMEMBERED = 30
"""Sessions that ended last, which the watchers still try."""


@dataclass
class Sessions:
    """The sessions that watchers try: those that are open, and the last ones that were."""

    open: dict[str, tuple[Client, Session]] = field(default_factory=dict)
    ended: deque[tuple[Client, Session]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def any(self, chance: random.Random) -> tuple[Client, Session] | None:
        """One of them."""
        known = [*self.open.copy().values(), *self.ended.copy()]
        return chance.choice(known) if known else None


class Worker:
    """A client with an account of its own. Its requests go to the nodes in turn."""

    def __init__(self, client: Client, nodes: Sequence[Node], sessions: Sessions, chance: random.Random) -> None:
        self._client, self._nodes, self._sessions, self._chance = client, nodes, sessions, chance
        # The ways that are left of this turn, so that each is taken.
        self._deck: list[Way] = []
        self.failures: list[str] = []
        """What it did not expect; the rules of the history do not cover all of it."""

    def work(self) -> None:
        """Opens sessions, uses and refreshes them, and ends them in one way."""
        here, there = self._chance.sample(self._nodes, 2)
        client = self._client
        opened = [self._open(here, there) for _ in range(self._chance.randint(2, 3))]
        before = dict(client.sessions)
        if not self._deck:
            self._deck = self._ways()
            self._chance.shuffle(self._deck)
        self._deck.pop()(here, there, opened)
        ended = [session for name, session in before.items() if name not in client.sessions]
        for session in ended:
            self._sessions.open.pop(session.name, None)
            self._sessions.ended.append((client, session))
            client.read(there, session)
            client.introspect(here, session)
        if ended:
            # To refresh it is a use, too.
            refreshable = [session for session in ended if session.contract in ("staff", "subscriber")]
            for session in refreshable[:1]:
                client.refresh(there, session)
        for session in client.sessions.values():
            client.read(there, session)
        while len(client.sessions) > 6:
            self._expect(client.log_out(here, next(iter(client.sessions.values()))))

    def _ways(self) -> list[Way]:
        ways = [self._log_out, self._revoke, self._end_one, self._end_others, self._change_password, self._disable]
        return [*ways, self._revoke_key if self._client.realm == USERS else self._log_out_everywhere]

    def _open(self, here: Node, there: Node) -> Session:
        client = self._client
        answer = client.log_in(here, self._chance.choice(list(LOGINS[client.realm])))
        if not answer.is_ok:
            raise ScriptError(f"a login on {here.name} was answered with {answer.operation.status}")
        session = list(client.sessions.values())[-1]
        self._sessions.open[session.name] = (client, session)
        client.read(there, session)
        if session.contract in ("staff", "subscriber"):
            self._expect(client.refresh(there, session))
            client.read(here, session)
        return session

    def _log_out(self, here: Node, _: Node, opened: list[Session]) -> None:
        self._expect(self._client.log_out(here, opened[-1]))

    def _revoke(self, here: Node, _: Node, opened: list[Session]) -> None:
        self._expect(self._client.revoke(here, opened[-1]))

    def _end_one(self, here: Node, _: Node, opened: list[Session]) -> None:
        self._expect(self._client.end_one(here, opened[0], opened[1]))

    def _end_others(self, here: Node, _: Node, opened: list[Session]) -> None:
        self._expect(self._client.end_others(here, opened[0]))

    def _log_out_everywhere(self, here: Node, _: Node, opened: list[Session]) -> None:
        self._expect(self._client.log_out_everywhere(here, opened[0]))

    def _change_password(self, here: Node, there: Node, opened: list[Session]) -> None:
        client = self._client
        old, old_name = client.account.password, client.password_name
        self._expect(client.change_password(here, opened[0]))
        contract = self._chance.choice(list(LOGINS[client.realm]))
        client.log_in(there, contract, old, old_name)
        self._open(there, here)

    def _disable(self, here: Node, there: Node, opened: list[Session]) -> None:
        client = self._client
        self._expect(client.disable(here))
        for session in opened:
            client.read(there, session)
        client.log_in(there, self._chance.choice(list(LOGINS[client.realm])))
        for key in client.keys.values():
            client.use_key(there, key)
        self._expect(client.enable(there))
        for key in client.keys.values():
            client.use_key(here, key)
        self._open(here, there)

    def _revoke_key(self, here: Node, there: Node, _: list[Session]) -> None:
        client = self._client
        self._expect(client.create_key(here))
        kept = list(client.keys.values())[-1]
        self._expect(client.create_key(here))
        revoked = list(client.keys.values())[-1]
        client.use_key(there, revoked)
        self._expect(client.revoke_key(here, revoked))
        client.use_key(there, revoked)
        client.use_key(here, revoked)
        client.use_key(there, kept)

    def _expect(self, answer: Answer) -> None:
        if not answer.is_ok:
            self.failures.append(f"{answer.operation.action} on {answer.operation.node}: {answer.operation.status}")


def watch(nodes: Sequence[Node], sessions: Sessions, chance: random.Random) -> None:
    """Uses any session on any node."""
    if chosen := sessions.any(chance):
        client, session = chosen
        use = client.introspect if chance.random() < 0.3 else client.read
        use(chance.choice(nodes), session)
    time.sleep(PAUSE)


def run(
    clients: Sequence[Client], nodes: Sequence[Node], watchers: int, seed: int, is_over: Callable[[], bool]
) -> list[str]:
    """Has all of them work, and others watch, until it is over. Returns what nobody expected."""
    sessions = Sessions()
    workers = [Worker(client, nodes, sessions, random.Random(f"{seed} {client.name}")) for client in clients]
    crashes: list[str] = []

    def repeat(step: Callable[[], None]) -> None:
        try:
            while not is_over() and not crashes:
                step()
        except Exception as error:  # A thread must not end unseen.
            crashes.append(f"{type(error).__name__}: {error}")

    chances = [random.Random(f"{seed} {number}") for number in range(watchers)]
    steps: list[Callable[[], None]] = [worker.work for worker in workers]
    steps += [partial(watch, nodes, sessions, chance) for chance in chances]
    threads = [threading.Thread(target=repeat, args=(step,), daemon=True) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [*crashes, *(failure for worker in workers for failure in worker.failures)]
