"""What clients have sent and got, and whether the old backend alone would have answered so.

It would, where an answer is as its page has it. Only what needs the old backend may be answered otherwise, and only
while that fails: with its own words, or the contract's 503. An account that has come over, and a session of ours, need
it no more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crowd import conditions
from crowd.conditions import DONE, ERRORS, HTML, KILLED, MIGRATE, OFF, PART, PLANTED, PROXY, SHADOW, SLOW, Conditions
from cutover.pages import Expected, problems
from lib.client import JWT

Json = Any
PASSING = frozenset({OFF, PROXY, SHADOW, PART})
"""The modes in which logins pass through: in one of them, only those of accounts that are not taken over."""
MODES = PASSING | {MIGRATE, DONE}
UNAVAILABLE = Expected(503, {"success": False, "message": "Service unavailable"})
"""The contract's."""
BROKEN = Expected(500, {"message": ""})
MAINTENANCE = Expected(200, "<!DOCTYPE html><title>Maintenance</title><p>Back soon.")
"""What the old backend says when it is told to fail."""
BEFORE = 6
"""How many earlier exchanges of the client are printed with a wrong one."""


@dataclass(frozen=True)
class Exchange:
    """A request and its answer. Times are those of `time.monotonic`."""

    client: str
    node: str
    step: str
    account: str
    start: float
    end: float
    status: int
    """0 without an answer."""
    body: Json
    """A text where it is not JSON."""
    expected: Expected
    """The answer of an old backend that works."""
    refusal: Expected
    """The contract's answer to those who are not known here."""
    is_login: bool
    is_ours: bool
    """Whether what it needs was known to be here when it was sent: the password, or the session of the token."""
    got_ours: bool | None = None
    """Whether the token in the answer is ours, if it has one."""

    @property
    def is_as_expected(self) -> bool:
        """Whether it was answered as by an old backend that works."""
        return self.problem_with(self.expected) is None

    def problem_with(self, expected: Expected) -> str | None:
        """How the answer differs from this one."""
        if self.status != expected.status:
            return f"{self.status or 'no answer'} instead of {expected.status}"
        return next(problems(expected.body, self.body), None)

    def line(self, since: float) -> str:
        """What is printed of it: the time in milliseconds since another moment, who asked whom, and the answer."""
        span = f"{(self.start - since) * 1000:9.1f} to {(self.end - since) * 1000:9.1f}"
        what = f"{self.node:<6} {self.step:<15} {self.account:<14} {'ours' if self.is_ours else 'theirs':<6}"
        return f"{span}  {what} {self.status:>3}  {JWT.sub('…', str(self.body)):.160}"


def problem(one: Exchange, during: frozenset[str]) -> str | None:
    """What is wrong with an answer, given what was the case meanwhile."""
    if KILLED in during and not one.is_ours and (one.status == 0 or isinstance(one.body, str)):
        # The old backend does not say how long its answers are, so nobody can tell whether one has come whole.
        return None
    if one.status == 0:
        return None if conditions.away(one.node) in during else "no answer"
    if one.is_login and (found := _decided_wrongly(one, during & MODES)):
        return found
    differences = [one.problem_with(expected) for expected in _allowed(one, during)]
    return None if None in differences else differences[0]


def _allowed(one: Exchange, during: frozenset[str]) -> Iterator[Expected]:
    """The answers that are right, the best one first."""
    modes = during & MODES
    is_over = not one.is_ours and DONE in modes
    if is_over:
        yield one.refusal
    if not is_over or modes != {DONE}:
        yield one.expected
    passes = bool(modes & _passing(one)) if one.is_login else not one.is_ours
    asks = one.is_login and not one.is_ours and bool(modes & {PART, MIGRATE})
    # What means nothing passes through, but decides no login.
    if (passes or asks) and during & ({KILLED, SLOW, HTML, ERRORS} if asks else {KILLED, SLOW}):
        yield UNAVAILABLE
    if passes and HTML in during:
        yield MAINTENANCE
    if passes and ERRORS in during:
        yield BROKEN
    if passes and PLANTED in during:
        yield planted(one.expected)


def _passing(login: Exchange) -> frozenset[str]:
    """The modes in which this login may pass through."""
    return PASSING - {PART} if login.is_ours else PASSING


def _decided_wrongly(one: Exchange, modes: frozenset[str]) -> str | None:
    """What is wrong with who has answered a login."""
    if one.got_ours is False and not modes & _passing(one):
        return "it has logged in at the old backend, although it is decided here"
    return "it has logged in here, although it passes through" if one.got_ours and modes <= {PROXY, SHADOW} else None


def planted(expected: Expected) -> Expected:
    """The answer with the planted difference, which is in the answer to a login alone."""
    match expected.body:
        case {"data": {"subscriber": {"fullname": fullname, **others}, **more}, **rest}:
            data = {**more, "subscriber": {**others, "full_name": fullname}}
            return Expected(expected.status, {**rest, "data": data})
        case _:
            return expected


def wrong(exchanges: Sequence[Exchange], when: Conditions) -> list[tuple[Exchange, str]]:
    """The answers that are wrong, with what is wrong."""
    judged = ((one, problem(one, when.during(one.start, one.end))) for one in exchanges)
    return [(one, found) for one, found in judged if found]


def lines(one: Exchange, found: str, exchanges: Sequence[Exchange], when: Conditions) -> Iterator[str]:
    """What is printed of a wrong answer: what was the case, and what its client did before."""
    yield f"{one.client}, {one.step}: {found}"
    yield f"  meanwhile: {', '.join(sorted(when.during(one.start, one.end)))}"
    before = [other for other in exchanges if other.client == one.client and other.end <= one.start]
    for other in [*before[-BEFORE:], one]:
        yield f"  {other.line(one.start)}"
