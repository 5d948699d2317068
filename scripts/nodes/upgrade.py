"""A rolling upgrade: nodes of the previous version and of this one serve together, until none of the former is left."""

import contextlib
import filecmp
import time
from collections.abc import Iterator
from pathlib import Path

from lib.report import Finding
from nodes.agreement import SETTINGS, checked, client, operator, refreshes, work
from nodes.calls import Calls
from nodes.cluster import Cluster
from nodes.contracts import SUBSCRIBERS, USERS
from nodes.history import History, Operation, Outcome
from nodes.node import Node
from nodes.observation import Observation, Probe

SECONDS = 8.0
"""How long clients work on both versions."""
AROUND = 2.0
"""Seconds under load before a node is replaced, and after it."""


def upgrade(binary: Path, previous: Path) -> Iterator[Finding]:
    """As `docs/operate/upgrading.md` has it, with one node of each version."""
    with Cluster() as cluster:
        url = cluster.create_database("upgrade")
        with (
            contextlib.closing(Node(previous, url, SETTINGS, "old")) as old,
            contextlib.closing(Node(binary, url, SETTINGS, "new")) as new,
        ):
            yield from _upgrade(old, new)
            logged = [line for node in (old, new) for line in (*node.panics(), *node.errors())]
            yield Finding("no node panics or logs an error", logged)


def _upgrade(old: Node, new: Node) -> Iterator[Finding]:
    history = History()
    calls = Calls(history)
    old.run("migrate")
    old.start()
    by = operator(old, calls)
    early = client(old, calls, by, "early", USERS)
    said = new.run("migrate").strip()
    new.start()
    # As after the upgrade of a package: the old program runs, and commands and the next start are of the new one.
    old.installation.binary = new.installation.binary
    yield refreshes((old, new), calls, by, USERS, "staff")
    yield refreshes((old, new), calls, by, SUBSCRIBERS, "subscriber")
    yield work((old, new), calls, by, SECONDS)
    yield Finding("two programs served", [] if not _are_the_same(old, new) else ["they are the same"], said)
    yield from _replace(old, Observation((old, new), by=by))
    yield Finding("one program serves", [] if _are_the_same(old, new) else ["the old one still runs"])
    # A session that the old version made in the old schema outlives both.
    session = next(iter(early.sessions.values()))
    answers = [early.read(old, session), early.refresh(new, session), early.read(old, session)]
    problems = [f"{one.operation.action}: {one.operation.status}" for one in answers if not one.is_ok]
    yield Finding("a session of before the upgrade goes on", problems)
    yield checked(history, "the history of both versions")


def _are_the_same(one: Node, other: Node) -> bool:
    """Whether two nodes run the same program."""
    first, second = (f"/proc/{node.server.pid}/exe" for node in (one, other))
    return filecmp.cmp(first, second, shallow=False)


def _replace(node: Node, seen: Observation) -> Iterator[Finding]:
    """Restarts a node under load. Nobody notices but who asks this node meanwhile."""
    with seen:
        time.sleep(AROUND)
        begin = time.monotonic()
        code = node.stop()
        node.start()
        node.wait_until_ready()
        end = time.monotonic()
        time.sleep(AROUND)
    seen.look_back()
    operations = seen.history.operations()
    failed: list[tuple[str, Operation | Probe]] = []
    failed += [(one.action, one) for one in operations if one.outcome is Outcome.UNKNOWN]
    failed += [(one.path, one) for one in seen.probes if one.status != 200]
    problems = [] if code == 0 else [f"the old one ended with {code}"]
    problems += [
        f"{name} on {one.node} was answered with {one.status}"
        for name, one in failed
        if one.node != node.name or one.end < begin or one.start > end
    ]
    for other in seen.nodes:
        served = any(one.happened for one in seen.logins(other, end))
        problems += [] if served else [f"{other.name} serves no logins afterwards"]
    detail = f"in {end - begin:.1f} s, in which {len(failed)} requests failed"
    yield Finding("replaced under load: only this node fails, meanwhile", problems + seen.crashes, detail)
    yield checked(seen.history, "the history of the replacement")
