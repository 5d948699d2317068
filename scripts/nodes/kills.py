"""Nodes that are killed as soon as they have acknowledged something. It must be there afterwards."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lib.process import ScriptError
from lib.report import Finding
from nodes.agreement import checked, client, operator
from nodes.calls import Answer, Calls
from nodes.clients import Client, Session
from nodes.cluster import Cluster
from nodes.contracts import SUBSCRIBERS, USERS
from nodes.history import History, Outcome
from nodes.node import Node
from nodes.observation import SETTINGS

ROUNDS = 50


class Victims:
    """Clients whose requests are answered by a node that is killed at the first byte of the answer. Afterwards they try
    what they have, on a node that lives."""

    def __init__(self, node: Node, calls: Calls) -> None:
        by = operator(node, calls)
        self._user = client(node, calls, by, "victim", USERS)
        self._subscriber = client(node, calls, by, "victim2", SUBSCRIBERS)
        self.ways: Sequence[Callable[[Node, Node], Answer]] = (
            self._log_out,
            self._refresh,
            self._revoke_key,
            self._revoke_token,
            self._log_in,
        )

    def _log_out(self, node: Node, other: Node) -> Answer:
        session = _opened(self._user, node, "staff")
        answer = self._user.log_out(node, session, at_answer=node.kill)
        _revive(node, other)
        self._user.read(other, session)
        return answer

    def _refresh(self, node: Node, other: Node) -> Answer:
        session = _opened(self._subscriber, node, "subscriber")
        old = Session(session.name, session.realm, session.contract, session.token)
        answer = self._subscriber.refresh(node, session, at_answer=node.kill)
        _revive(node, other)
        # The same token again, as a client does that did not get the answer: it has the same successor.
        self._subscriber.refresh(other, old)
        self._subscriber.read(other, session)
        return answer

    def _revoke_key(self, node: Node, other: Node) -> Answer:
        self._user.keys.clear()
        self._user.create_key(node)
        key = next(iter(self._user.keys.values()))
        self._user.use_key(node, key)
        answer = self._user.revoke_key(node, key, at_answer=node.kill)
        _revive(node, other)
        self._user.use_key(other, key)
        return answer

    def _revoke_token(self, node: Node, other: Node) -> Answer:
        session = _opened(self._subscriber, node, "ispcrm")
        answer = self._subscriber.revoke(node, session, at_answer=node.kill)
        _revive(node, other)
        self._subscriber.read(other, session)
        return answer

    def _log_in(self, node: Node, other: Node) -> Answer:
        before = set(self._user.sessions)
        answer = self._user.log_in(node, "staff", at_answer=node.kill)
        _revive(node, other)
        for name in set(self._user.sessions) - before:
            self._user.read(other, self._user.sessions[name])
        return answer


def on_postgresql(binary: Path) -> Iterator[Finding]:
    """Two nodes, one of which is killed. The other one is asked at once."""
    with Cluster() as cluster:
        url = cluster.create_database("kills")
        with Node(binary, url, SETTINGS, "first") as first, Node(binary, url, SETTINGS, "second") as second:
            yield from _kills("PostgreSQL", [(first, second), (second, first)])


def on_sqlite(binary: Path) -> Iterator[Finding]:
    """One node, which is started again on its file."""
    with Node(binary, None, SETTINGS, "only") as only:
        yield from _kills("SQLite", [(only, only)])


def _kills(database: str, pairs: Sequence[tuple[Node, Node]]) -> Iterator[Finding]:
    """The rounds: who is killed, and who is asked, take turns."""
    history = History()
    calls = Calls(history)
    victims = Victims(pairs[0][0], calls)
    problems, killed = [], Counter[str]()
    for number in range(ROUNDS):
        node, other = pairs[number % len(pairs)]
        answer = victims.ways[number % len(victims.ways)](node, other)
        killed[answer.operation.action] += 1
        if answer.operation.outcome is not Outcome.OK:
            problems.append(f"{answer.operation.action} was answered with {answer.operation.status}")
        if node is not other:
            if node.is_running:
                problems.append(f"{node.name} was not killed")
            node.start()
    problems += [f"a request was answered with {status}" for status in sorted(calls.seen - {200, 201, 204, 302, 401})]
    detail = ", ".join(f"{action} x{count}" for action, count in sorted(killed.items()))
    yield Finding(f"{database}: {ROUNDS} nodes are killed at an answer", problems, detail)
    yield checked(history, f"{database}: the history")
    yield Finding(f"{database}: no node panics", [line for node, _ in pairs for line in node.panics()])


def _opened(who: Client, node: Node, contract: str) -> Session:
    answer = who.log_in(node, contract)
    if not answer.is_ok:
        raise ScriptError(f"a login was answered with {answer.operation.status}")
    return list(who.sessions.values())[-1]


def _revive(node: Node, other: Node) -> None:
    """Where the killed node is the one to ask, it is started again."""
    if node is other:
        node.start()
