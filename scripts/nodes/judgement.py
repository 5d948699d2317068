"""Has a fault begin and end while clients look on, and judges what they saw."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lib.report import Finding
from nodes.agreement import checked
from nodes.history import Operation, Outcome
from nodes.observation import Observation, Probe

PATIENCE, READINESS, HEALING = 2.0, 2.5, 5.0
"""Seconds that a request may wait for the database, that `/readyz` may take to answer, and that the nodes may take to
serve logins again."""
NOTICED = 4.0
"""Seconds until `/readyz` says 503: a write that was committed counts for two, and the next one is waited for so long."""
MARGIN = 1.0
"""Seconds more that a request may take here. Beside its wait for the database, a login has a password verified, which
takes 60 ms of a core, and on two cores some thirty threads and processes of this test want to run as well."""
CLOSE = 0.5
"""Seconds after the beginning of a fault in which a write that began before may still be answered with a success."""
LASTS = NOTICED + MARGIN + 0.5
"""Seconds that a fault lasts: long enough to look at `/readyz` when it must have noticed."""
IN_A_ROW = 3
"""Logins that have to succeed one after another on a node that has healed."""


@dataclass(frozen=True)
class Fault:
    """Something that fails."""

    name: str
    begin: Callable[[], None]
    end: Callable[[], None]
    no_writes: bool = True
    """Whether no write can be committed while it lasts."""
    lasts: float = LASTS
    heals_itself: bool = False
    """Whether the nodes have to work again while it lasts."""


def judge(fault: Fault, seen: Observation) -> Iterator[Finding]:
    """Has it happen, waits until the nodes serve again, and makes the checks."""
    with seen:
        # Some requests before, so that connections are open and caches are warm.
        time.sleep(0.5)
        begun = time.monotonic()
        fault.begin()
        began = time.monotonic()
        try:
            time.sleep(fault.lasts)
            ending = time.monotonic()
            if not fault.heals_itself:
                fault.end()
            # What heals by itself has to do so from the beginning.
            ended = began if fault.heals_itself else time.monotonic()
            healed = _wait_until_healed(seen, ended)
        finally:
            if fault.heals_itself:
                fault.end()
    seen.look_back()
    operations = [one for one in seen.history.operations() if one.end >= begun]
    probes = [one for one in seen.probes if one.end >= begun]
    during = began, ending
    yield Finding(
        f"{fault.name}: nobody waits longer than 2 s", _late(operations, probes), _longest(operations, probes)
    )
    yield Finding(f"{fault.name}: success, or 503 with Retry-After", _statuses(operations, seen), _tally(operations))
    if fault.no_writes:
        yield Finding(f"{fault.name}: nothing is written meanwhile", _written(operations, seen, during))
        yield Finding(f"{fault.name}: /readyz is 503 within 4 s", *_unready(probes, seen, during))
    dead = [f"{one.node}: /livez is {one.status} after {one.end - one.start:.1f} s" for one in probes if _is_dead(one)]
    yield Finding(f"{fault.name}: /livez stays 200", dead)
    yield Finding(f"{fault.name}: all nodes serve logins within 5 s", *healed)
    yield checked(seen.history, f"{fault.name}: the history")
    seen.probes.clear()


def _wait_until_healed(seen: Observation, ended: float) -> tuple[list[str], str]:
    """Waits until each node has served logins in a row and is ready. Returns what is wrong, and how long it took."""
    healed: dict[str, float] = {}
    # A login may have begun just before the time is over, and those in a row after it take some time, too.
    while len(healed) < len(seen.nodes) and time.monotonic() < ended + HEALING + PATIENCE + MARGIN + 1.0:
        time.sleep(0.05)
        for node in seen.nodes:
            row = seen.logins(node, ended)[-IN_A_ROW:]
            is_ready = any(one.status == 200 and one.start >= ended for one in _of(seen, node.name, "/readyz")[-1:])
            if node.name not in healed and is_ready and len(row) == IN_A_ROW and all(one.happened for one in row):
                healed[node.name] = row[0].end - ended
    problems = [f"{node.name} does not serve" for node in seen.nodes if node.name not in healed]
    problems += [f"{name} took {took:.1f} s" for name, took in healed.items() if took > HEALING]
    return problems, ", ".join(f"{name} after {took:.1f} s" for name, took in sorted(healed.items()))


def _late(operations: list[Operation], probes: list[Probe]) -> list[str]:
    most = PATIENCE + MARGIN
    slow = [one for one in operations if one.end - one.start > most]
    late = [f"{one.action} on {one.node} took {one.end - one.start:.2f} s until its {one.status}" for one in slow]
    return late + [f"{one.path} of {one.node} took {one.end - one.start:.1f} s" for one in probes if _is_late(one)]


def _is_late(probe: Probe) -> bool:
    return probe.end - probe.start > READINESS + MARGIN


def _is_dead(probe: Probe) -> bool:
    return probe.path == "/livez" and (probe.status != 200 or probe.end - probe.start > MARGIN)


def _longest(operations: list[Operation], probes: list[Probe]) -> str:
    requests = max((one.end - one.start for one in operations), default=0.0)
    ready = max((one.end - one.start for one in probes if one.path == "/readyz"), default=0.0)
    return f"longest: {requests:.1f} s, /readyz {ready:.1f} s"


def _statuses(operations: list[Operation], seen: Observation) -> list[str]:
    problems, seen.calls.unfit = list(seen.calls.unfit), []
    problems += [*seen.crashes]
    for one in operations:
        # Whether a refusal is right is for the rules.
        if one.outcome is Outcome.UNKNOWN and one.status != 503:
            problems.append(f"{one.action} on {one.node} was answered with {one.status or 'nothing'}")
    return problems


def _tally(operations: list[Operation]) -> str:
    failed = sum(one.status == 503 for one in operations)
    return f"{failed} of {len(operations)} requests got 503"


def _written(operations: list[Operation], seen: Observation, during: tuple[float, float]) -> list[str]:
    writes = [one for one in operations if one.gives and during[0] + CLOSE <= one.start and one.end <= during[1]]
    problems = [f"{one.action} on {one.node} succeeded" for one in writes if one.happened]
    tried = {one.node for one in writes}
    return problems + [f"{node.name} was not tried" for node in seen.nodes if node.name not in tried]


def _unready(probes: list[Probe], seen: Observation, during: tuple[float, float]) -> tuple[list[str], str]:
    problems, took = [], []
    for node in seen.nodes:
        # One that was asked before and refused meanwhile has said so, too.
        asked = [one for one in probes if one.node == node.name and one.path == "/readyz" and during[0] <= one.end]
        refused = [one for one in asked if one.status == 503 and one.end <= during[1]]
        first = min((one.end for one in refused), default=during[1] + 60) - during[0]
        took.append(f"{node.name} after {first:.1f} s")
        problems += [] if first <= NOTICED + MARGIN else [f"{node.name} says so after {first:.1f} s"]
        later = [one for one in asked if during[0] + NOTICED + MARGIN <= one.start and one.end <= during[1]]
        problems += [f"{node.name} then says {one.status}" for one in later if one.status != 503]
        problems += [f"{node.name} says {one.status}" for one in asked if one.status not in (200, 503)]
    return problems, ", ".join(took)


def _of(seen: Observation, node: str, path: str) -> list[Probe]:
    return [one for one in list(seen.probes) if one.node == node and one.path == path]
