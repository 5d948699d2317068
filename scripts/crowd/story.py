"""A contract is taken over under load, mode by mode, while the old backend and a node fail."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from crowd.client import Held
from crowd.conditions import DONE, ERRORS, HTML, KILLED, MIGRATE, PART, PLANTED, PROXY, SHADOW, SLOW
from crowd.crowd import CLIENTS
from crowd.stage import ARRIVAL, BRIEF, CLOSED, CONTRACT, PATIENCE, STEPS, Stage, settings_for
from cutover.backends import SECRET, WRONG, OldBackend, backend_of
from lib.report import Finding
from nodes.cluster import Cluster
from nodes.node import Node

ACCOUNTS, DISABLED, UNUSED = 300, 5, 150
"""The accounts of the old backend, of which some are disabled there, and some never log in."""
DELAY = 5.0
"""Seconds that it takes to answer when it is slow."""
STEADY = 3.0
"""Seconds that a mode lasts at least."""
PLANTED_AT = {"missing /data/subscriber/full_name", "unexpected /data/subscriber/fullname"}
"""What the planted difference is: a member is renamed."""
KNOWN = {"value /data/subscriber/id"}
"""What differs in any case: accounts have new numbers here."""


def on_sqlite(binary: Path) -> Iterator[Finding]:
    """One node. When it is killed, it is started again."""
    yield from _on(binary, None, ("only",))


def on_postgresql(binary: Path) -> Iterator[Finding]:
    """Two nodes, which get the requests in turn."""
    with Cluster() as cluster:
        yield from _on(binary, cluster.create_database("crowd"), ("first", "second"))


def _on(binary: Path, database: str | None, names: Sequence[str]) -> Iterator[Finding]:
    backend = backend_of(CONTRACT)
    # Each client has a name, too, that nobody has.
    held = [
        Held(backend.account(number, disabled=number > ACCOUNTS - DISABLED), number, exists=number <= ACCOUNTS)
        for number in range(1, ACCOUNTS + CLIENTS + 1)
    ]
    with tempfile.TemporaryDirectory(prefix="latchkey-old-") as folder, ExitStack() as running:
        old = OldBackend(backend, Path(folder), [one.account for one in held if one.exists], SECRET)
        running.enter_context(old)
        nodes = [running.enter_context(Node(binary, database, settings_for(old), name)) for name in names]
        yield from _Story(Stage(old, nodes, held[UNUSED:]), held).tell()
        yield Finding("no node panics", [line for node in nodes for line in node.panics()])


class _Story:
    """The stage, and the accounts."""

    def __init__(self, stage: Stage, held: Sequence[Held]) -> None:
        self._stage, self._old = stage, stage.old
        self._unused = held[:UNUSED]
        self._expected = [one for one in held[UNUSED:] if one.may_log_in]
        """Those that will come over."""
        self._others = [one for one in held[UNUSED:] if not one.may_log_in]

    def tell(self) -> Iterator[Finding]:
        """Goes through it."""
        # Nobody is there yet who could see how the nodes follow one after the other.
        self._stage.enter(PROXY)
        with self._stage.crowd.at_work():
            yield from self._proxy()
            yield from self._shadow()
            yield from self._part()
            yield from self._migrate()
            yield from self._arrival()
            yield from self._done()
        yield from self._afterwards()

    def _proxy(self) -> Iterator[Finding]:
        time.sleep(STEADY)
        self._stage.fail(ERRORS, partial(self._old.faults, status=500), self._old.faults)
        self._stage.fail(HTML, partial(self._old.faults, html=True), self._old.faults)
        kept = self._stage.accounts()
        yield Finding("proxy: nothing is kept", [f"{kept} accounts"] if kept else [])
        yield self._stage.answers(PROXY, steps=STEPS)

    def _shadow(self) -> Iterator[Finding]:
        self._stage.enter(SHADOW)
        time.sleep(STEADY)
        until = lambda: self._differences() >= PLANTED_AT
        self._stage.fail(PLANTED, partial(self._old.faults, difference=True), self._old.faults, until=until)
        found = self._differences()
        problems = [f"not found: {one}" for one in PLANTED_AT - found] + sorted(found - PLANTED_AT)
        yield Finding("shadow: the planted difference is found, and no other", problems, ", ".join(sorted(found)))
        yield self._stage.answers(SHADOW)

    def _differences(self) -> set[str]:
        """What differs, and where, but for what is known to."""
        return {f"{row['kind']} {row['place']}" for row in self._stage.differences()} - KNOWN

    def _part(self) -> Iterator[Finding]:
        self._stage.enter(PART)
        since = time.monotonic()
        time.sleep(STEADY)
        self._stage.fail(KILLED, self._old.kill, self._old.start, lingers=CLOSED)
        time.sleep(STEADY)
        ways: dict[str, set[bool]] = {}
        for one in list(self._stage.crowd.seen):
            if one.start > since and one.got_ours is not None:
                ways.setdefault(one.account, set()).add(one.got_ours)
        problems = [f"{account} is here, and passes through" for account, way in ways.items() if len(way) > 1]
        ours = sum(way == {True} for way in ways.values())
        share = f"{ours} of {len(ways)}"
        problems += [] if 0 < ours < len(ways) / 4 else [share]
        yield Finding("migrate 10%: always the same accounts come over", problems, share)
        yield self._stage.answers(PART, needs=[503], steps=STEPS)

    def _migrate(self) -> Iterator[Finding]:
        self._stage.enter(MIGRATE)
        self._stage.kill_node()
        yield self._stage.answers("migrate, a node is killed", needs=[0])
        for name, plant, lasts, lingers in (
            (HTML, partial(self._old.faults, html=True), BRIEF, 0.0),
            (ERRORS, partial(self._old.faults, status=500), BRIEF, 0.0),
            (SLOW, partial(self._old.faults, delay_ms=int(1000 * DELAY)), DELAY, PATIENCE + CLOSED),
        ):
            self._stage.fail(name, plant, self._old.faults, lasts, lingers)
            yield self._stage.answers(f"migrate, {name}", needs=[503])

    def _arrival(self) -> Iterator[Finding]:
        began, seen = time.monotonic(), self._stage.crowd.seen
        while time.monotonic() < began + ARRIVAL and not all(one.is_here for one in self._expected):
            time.sleep(0.1)
        missing = [f"{one.account.name} has not" for one in self._expected if not one.is_here]
        yield Finding("migrate: all come over", missing, f"the last ones within {time.monotonic() - began:.0f} s")
        # The last logouts may be on their way to the old backend.
        time.sleep(0.5)
        asked = len(self._old.requests())
        time.sleep(STEADY)
        names = {one.account.name for one in self._expected}
        again = [f"about {one.account}" for one in self._old.requests()[asked:] if one.account in names]
        yield Finding("migrate: the old backend is not asked again about who is here", again)
        theirs = [one for one in list(seen) if not one.is_login and not one.is_ours and one.status == 200]
        lived = sum(MIGRATE in self._stage.when.during(one.start, one.start) for one in theirs)
        none = [] if lived else ["none did"]
        yield Finding("migrate: sessions that began at the old backend go on", none, f"{lived} requests")
        yield self._stage.answers(MIGRATE, steps=STEPS)

    def _done(self) -> Iterator[Finding]:
        self._stage.enter(DONE)
        self._old.kill()
        time.sleep(STEADY)
        yield self._stage.answers("done, without the old backend")

    def _afterwards(self) -> Iterator[Finding]:
        crowd = self._stage.crowd
        yield Finding("no client ends too early", crowd.crashes)
        right = crowd.try_all(self._expected)
        problems = [f"{one.account}: {one.status}" for one in right if one.status != 200]
        yield Finding("done: every password that was used works", problems, f"{len(right)} passwords")
        refused = crowd.try_all([*self._others, *self._unused[:CLIENTS]])
        refused += crowd.try_all(self._expected[:CLIENTS], WRONG)
        problems = [f"{one.account}: {one.status}" for one in refused if one.status != 401]
        yield Finding("done: nothing else lets anybody in", problems, f"{len(refused)} logins")
        kept = self._stage.accounts()
        yield Finding("done: nobody else is here", [] if kept == len(self._expected) else [f"{kept} accounts"])
        yield self._stage.answers("done, afterwards")
