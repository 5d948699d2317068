"""Two nodes over one database: what one was told, the other one knows with the next request."""

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from lib import accounts, settings
from lib.process import ScriptError
from lib.report import Finding
from nodes import workload
from nodes.calls import Answer, Calls
from nodes.clients import Client, Operator, Session
from nodes.cluster import Cluster
from nodes.contracts import LOGINS, SUBSCRIBERS, USERS, part
from nodes.history import History, Outcome
from nodes.node import Node

SETTINGS = {**settings.NO_REFRESH_LIMITS, **settings.sessions_per_account(10000)}
"""So that no client meets a limit that it does not look for."""
PEOPLE = 3
"""Accounts of each realm that clients work with."""
WATCHERS = 3
SHORTEST, ROTATION = 12.0, 40.0
"""Seconds that clients work at least, and that a node may take to sign with a new key: it looks for one every 30."""
REFRESHES = 50
WAYS = (
    "logout",
    "logout-all",
    "revoke",
    "end session",
    "end other sessions",
    "change password",
    "set disabled",
    "revoke key",
)
"""What ends something."""
PAUSE = 0.2
"""Seconds between two looks at the key that signs."""
GUESSES, LIMIT, AT_ONCE = 120, 100, 12
"""Wrong passwords, how many of them are verified (the highest limit that can be set), and how many are sent at once."""
EXPECTED = {200, 201, 204, 302, 401, 403}
"""The statuses of what is sent while all works."""
Result = TypeVar("Result")


def operator(node: Node, calls: Calls) -> Operator:
    """An administrator with an API key and a session."""
    account = accounts.add_user(node.installation, "operator")
    key = accounts.add_api_key(node.installation, account.username, "read,write,delete,create,admin")
    client = Client(calls, account, USERS, None)
    must(client.log_in(node, "staff"))
    return Operator(key, next(iter(client.sessions.values())))


def client(node: Node, calls: Calls, by: Operator | None, name: str, realm: str) -> Client:
    """A client with a new account, whose number it knows."""
    add = accounts.add_user if realm == USERS else accounts.add_subscriber
    account = add(node.installation, name)
    made = Client(calls, account, realm, by)
    must(made.log_in(node, "staff" if realm == USERS else "subscriber"))
    return made


def people(node: Node, calls: Calls, by: Operator) -> list[Client]:
    """Clients of each realm, for the workload."""
    return [
        client(node, calls, by, f"{realm}{number}", realm) for realm in (USERS, SUBSCRIBERS) for number in range(PEOPLE)
    ]


def work(nodes: Sequence[Node], calls: Calls, by: Operator, seconds: float) -> Finding:
    """Has clients work on the nodes for so long."""
    seed = int.from_bytes(os.urandom(4))
    at_work = people(nodes[0], calls, by)
    until = time.monotonic() + seconds
    problems = workload.run(at_work, nodes, WATCHERS, seed, lambda: time.monotonic() > until)
    return answered(calls, problems, seed)


def answered(calls: Calls, problems: list[str], seed: int) -> Finding:
    """What was wrong with the answers to a workload."""
    statuses = [f"a request was answered with {status}" for status in sorted(calls.seen - EXPECTED)]
    return Finding("requests in turn: each is answered as it has to be", [*problems, *statuses], f"seed {seed}")


def agreement(binary: Path) -> Iterator[Finding]:
    """All of it, on two new nodes."""
    with Cluster() as cluster:
        url = cluster.create_database("agreement")
        with Node(binary, url, SETTINGS, "first") as first, Node(binary, url, SETTINGS, "second") as second:
            yield from _agreement((first, second), int.from_bytes(os.urandom(4)))
            yield Finding("no node panics", first.panics() + second.panics())


def _agreement(nodes: Sequence[Node], seed: int) -> Iterator[Finding]:
    """The history is checked at the end."""
    history = History()
    calls = Calls(history)
    by = operator(nodes[0], calls)
    yield refreshes(nodes, calls, by, USERS, "staff")
    yield refreshes(nodes, calls, by, SUBSCRIBERS, "subscriber")
    yield _guesses(nodes, by)
    at_work = people(nodes[0], calls, by)
    over = threading.Event()
    least = time.monotonic() + SHORTEST
    with ThreadPoolExecutor(1) as pool:
        rotation = pool.submit(_rotation, nodes, calls, by, over)
        try:
            is_over = lambda: rotation.done() and time.monotonic() > least
            problems = workload.run(at_work, nodes, WATCHERS, seed, is_over)
        finally:
            over.set()
        yield rotation.result()
    yield answered(calls, problems, seed)
    yield _covered(history)
    yield checked(history)


def _covered(history: History) -> Finding:
    """Every way to end something was taken, and was followed by uses on another node, which were refused."""
    operations = history.operations()
    followed: Counter[str] = Counter()
    for end in operations:
        if end.ends and end.happened:
            later = [one for one in operations if one.uses in end.ends and one.node != end.node and one.start > end.end]
            followed[end.action] += sum(one.outcome is Outcome.REFUSED for one in later)
    detail = ", ".join(f"{action} {count}" for action, count in sorted(followed.items()))
    return Finding(
        "refused on the other node, after", [f"nothing after {way}" for way in WAYS if not followed[way]], detail
    )


def checked(history: History, name: str = "the history") -> Finding:
    """The check of a history. A wrong one is printed."""
    violations = history.violations()
    if violations:
        lines = [f"  {line}" for violation in violations[:3] for line in violation.lines()]
        print("\n".join([f"\n{name} is wrong:", *lines]), flush=True)
    operations = history.operations()
    ended = sum(bool(one.ends) and one.happened for one in operations)
    detail = f"{len(operations)} requests, of which {ended} ended something"
    return Finding(f"{name} obeys the rules", [f"{one.rule}: {one.credential}" for one in violations], detail)


def at_once(work: Sequence[Callable[[], Result]], limit: int) -> list[Result]:
    """Does all of it, so much at a time, and returns the results in order."""
    with ThreadPoolExecutor(limit) as pool:
        return [future.result() for future in [pool.submit(one) for one in work]]


def refreshes(nodes: Sequence[Node], calls: Calls, by: Operator, realm: str, contract: str) -> Finding:
    """Many refreshes of one token over both nodes."""
    who = client(nodes[0], calls, by, f"refreshing-{contract}", realm)
    session = next(iter(who.sessions.values()))
    start = threading.Barrier(REFRESHES)
    # Each has a copy: a refresh replaces the token of its session.
    copies = [Session(session.name, realm, contract, session.token) for _ in range(REFRESHES)]

    def refresh(number: int) -> Answer:
        start.wait(30)
        return who.refresh(nodes[number % len(nodes)], copies[number])

    answers = at_once([partial(refresh, number) for number in range(REFRESHES)], REFRESHES)
    problems = [f"answered with {answer.operation.status}" for answer in answers if not answer.is_ok]
    successors = {answer.operation.successor for answer in answers if answer.is_ok}
    problems += [] if len(successors) == 1 else [f"{len(successors)} successors"]
    for node in nodes:
        after = who.read(node, copies[-1], "/account/v1/sessions")
        count = len(after.json()["sessions"]) if after.is_ok else 0
        problems += [] if count == 1 else [f"{node.name} knows {count} sessions"]
    return Finding(f"{contract}: {REFRESHES} refreshes of one token leave one successor", problems)


def _guesses(nodes: Sequence[Node], by: Operator) -> Finding:
    """Wrong passwords of one account over both nodes, in parallel."""
    calls = Calls(History())
    who = client(nodes[0], calls, by, "guessed", SUBSCRIBERS)

    def guess(number: int) -> Answer:
        return who.log_in(nodes[number % len(nodes)], "subscriber", f"wrong password {number}", "a guess")

    answers = at_once([partial(guess, number) for number in range(GUESSES)], AT_ONCE)
    statuses = Counter(answer.operation.status for answer in answers)
    problems = [] if statuses == {401: LIMIT, 429: GUESSES - LIMIT} else [f"answered with {dict(statuses)}"]
    for node in nodes:
        status = who.log_in(node, "subscriber").operation.status
        problems += [] if status == 429 else [f"{node.name} then answers the right one with {status}"]
    return Finding(f"{GUESSES} wrong passwords over both: {LIMIT} are verified", problems)


def _rotation(nodes: Sequence[Node], calls: Calls, by: Operator, over: threading.Event) -> Finding:
    """Rotates the key while clients work, and logs in on each node until it signs with the new one. All tokens are used
    on the other node at once."""
    who = client(nodes[0], calls, by, "rotating", USERS)
    nodes[0].run("key", "rotate", "--at-once")
    keys = [json.loads(line) for line in nodes[0].run("key", "list", "--json").splitlines()]
    new = next(key["id"] for key in keys if key["status"] == "signs")
    began, behind, problems = time.monotonic(), list(nodes), []
    while behind and time.monotonic() < began + ROTATION and not over.wait(PAUSE):
        for node, contract in zip(nodes, random.sample(list(LOGINS[USERS]), len(nodes)), strict=True):
            must(who.log_in(node, contract))
            session = who.sessions.popitem()[1]
            for other in nodes:
                if not (answer := who.read(other, session)).is_ok:
                    problems.append(f"{other.name} refuses a token of {node.name}: {answer.operation.status}")
            if part(session.token, 0)["kid"] == new and node in behind:
                behind.remove(node)
            who.log_out(node, session)
    problems += [f"{node.name} does not sign with the new key" for node in behind]
    return Finding("a new signing key is followed", problems, f"{time.monotonic() - began:.1f} s")


def must(answer: Answer) -> None:
    """Nothing goes on without it."""
    if not answer.is_ok:
        raise ScriptError(f"{answer.operation.action} on {answer.operation.node} failed: {answer.response}")
