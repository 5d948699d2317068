"""What clients did and saw, and the rules that it has to obey.

A credential is a session, an API key or a password. An operation may use one, and gives or ends some when it happens.
One that was answered with a success has happened between its start and its end, and one that was refused has not. Of
any other nobody knows: it may have happened, and may still happen later.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of an operation."""

    OK = "ok"
    """It was answered with a success."""
    REFUSED = "refused"
    """Its credential is not valid."""
    UNKNOWN = "unknown"
    """No answer, or an error of the server."""


@dataclass(frozen=True)
class Operation:
    """A request and what came of it. Times are those of `time.monotonic`."""

    node: str
    action: str
    start: float
    end: float
    outcome: Outcome
    status: int = 0
    uses: str | None = None
    gives: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    token: str | None = None
    """The token that it refreshed, and the one that it got."""
    successor: str | None = None

    @property
    def happened(self) -> bool:
        """Whether it must have happened."""
        return self.outcome is Outcome.OK

    @property
    def may_have_happened(self) -> bool:
        """Whether it may have happened, or still may."""
        return self.outcome is not Outcome.REFUSED

    @property
    def until(self) -> float:
        """When it had happened at the latest, if it did."""
        return math.inf if self.outcome is Outcome.UNKNOWN else self.end

    @property
    def concerns(self) -> frozenset[str]:
        """The credentials that it has to do with."""
        return self.gives | self.ends | ({self.uses} if self.uses else set())


@dataclass(frozen=True)
class Violation:
    """A broken rule, and the operations that show it."""

    rule: str
    credential: str
    slice: tuple[Operation, ...]

    def lines(self) -> Iterator[str]:
        """What is printed of it: the time since the first of these operations in milliseconds, and each of them."""
        yield f"{self.rule}: {self.credential}"
        first = min(operation.start for operation in self.slice)
        for one in sorted(self.slice, key=lambda operation: operation.start):
            span = f"{(one.start - first) * 1000:9.1f} to {(one.end - first) * 1000:9.1f}"
            effects = [*(f"gives {name}" for name in sorted(one.gives)), *(f"ends {name}" for name in sorted(one.ends))]
            effects += [f"{one.token} becomes {one.successor}"] if one.token else []
            used = f"with {one.uses}" if one.uses else ""
            what = f"{one.node:<6} {one.action:<22} {one.status:>3} {one.outcome:<8}"
            yield f"  {span}  {what} {used}  {', '.join(effects)}".rstrip()


@dataclass
class History:
    """All operations so far. Any thread may add one."""

    _operations: list[Operation] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, operation: Operation) -> Operation:
        """Adds one."""
        with self._lock:
            self._operations.append(operation)
        return operation

    def operations(self) -> list[Operation]:
        """All of them, in the order of their ends."""
        with self._lock:
            return list(self._operations)

    def violations(self) -> list[Violation]:
        """Every broken rule."""
        by_credential: defaultdict[str, list[Operation]] = defaultdict(list)
        for operation in self.operations():
            for credential in operation.concerns:
                by_credential[credential].append(operation)
        found: list[Violation] = []
        for credential, operations in by_credential.items():
            found += _uses(credential, operations)
            found += _successors(credential, operations)
        return found


def _uses(credential: str, operations: list[Operation]) -> Iterator[Violation]:
    """A use must fail when the credential has ended for certain, and succeed when it is there for certain. What a use
    may have been preceded by starts before its end; what it was preceded by for certain ends before its start."""
    givers = [one for one in operations if credential in one.gives and one.may_have_happened]
    enders = [one for one in operations if credential in one.ends and one.may_have_happened]
    for use in operations:
        if use.uses != credential or use.outcome is Outcome.UNKNOWN:
            continue
        is_ok = use.outcome is Outcome.OK
        made, unmade = (enders, givers) if is_ok else (givers, enders)
        for one in made:
            if one.happened and one.end < use.start:
                undone = any(other.start < use.end and other.until > one.start for other in unmade)
                if not undone:
                    rule = "it was accepted after it had ended" if is_ok else "it was refused although it is valid"
                    near = [other for other in operations if one.start <= other.end and other.start <= use.end]
                    # All that ends or gives it, and the uses that are next to the wrong one.
                    effects = [other for other in near if credential in other.gives | other.ends]
                    others = [other for other in near if other not in effects and other is not use]
                    yield Violation(rule, credential, (*effects, *others[-5:], *([] if use in effects else [use])))
                    break


def _successors(credential: str, operations: list[Operation]) -> Iterator[Violation]:
    """However often a token is refreshed, there is one next one."""
    refreshes: defaultdict[str, list[Operation]] = defaultdict(list)
    for one in operations:
        if one.token and one.successor and one.happened and one.uses == credential:
            refreshes[one.token].append(one)
    for several in refreshes.values():
        if len({one.successor for one in several}) > 1:
            yield Violation("a token has several successors", credential, tuple(several))
