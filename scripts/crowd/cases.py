"""Tests the judge: answers of which it is known whether they are right."""

from dataclasses import replace

from crowd.conditions import DONE, ERRORS, HTML, KILLED, MIGRATE, PART, PLANTED, PROXY, SHADOW, SLOW, away
from crowd.exchanges import BROKEN, MAINTENANCE, UNAVAILABLE, Exchange, planted, problem
from cutover.pages import Expected

WELCOME = Expected(200, {"data": {"subscriber": {"id": 1, "fullname": "Rahim"}, "token": str}})
REFUSED, ENDED, OVER = (Expected(401, {"message": text}) for text in ("wrong", "unauthenticated", "over"))
NOTHING = Expected(0, "")

LOGIN = Exchange(
    client="client",
    node="first",
    step="log in",
    account="account",
    start=0.0,
    end=1.0,
    status=200,
    body={"data": {"subscriber": {"id": 1, "fullname": "Rahim"}, "token": "…"}},
    expected=WELCOME,
    refusal=REFUSED,
    is_login=True,
    is_ours=False,
)
"""A right login of an account that is not here."""
HERE = replace(LOGIN, is_ours=True)
BYE = Expected(200, {"message": "bye"})
USE = replace(LOGIN, step="log out", body=BYE.body, expected=BYE, is_login=False)
"""The use of a session at the old backend."""
OURS = replace(USE, is_ours=True)


def _answered(one: Exchange, answer: Expected) -> Exchange:
    return replace(one, status=answer.status, body=answer.body, refusal=REFUSED if one.is_login else ENDED)


_planted = planted(Expected(200, LOGIN.body))
_somebody_else = Expected(200, {"data": {"subscriber": {"id": 1, "fullname": "Karim"}, "token": "…"}})

CASES = (
    ("a right login", LOGIN, {PROXY}, True),
    ("another name", _answered(LOGIN, _somebody_else), {PROXY}, False),
    ("a right login that is refused", _answered(LOGIN, REFUSED), {PROXY}, False),
    ("a wrong one that succeeds", replace(LOGIN, expected=REFUSED), {MIGRATE}, False),
    ("a 503 for no reason", _answered(LOGIN, UNAVAILABLE), {PROXY}, False),
    ("a 503 without the old backend", _answered(LOGIN, UNAVAILABLE), {PROXY, KILLED}, True),
    ("a 503 while it is slow", _answered(LOGIN, UNAVAILABLE), {MIGRATE, SLOW}, True),
    ("a 503 for one who is here", _answered(HERE, UNAVAILABLE), {MIGRATE, KILLED}, False),
    ("a 503 for a session of ours", _answered(OURS, UNAVAILABLE), {MIGRATE, SLOW}, False),
    ("a 503 for a session of theirs", _answered(USE, UNAVAILABLE), {MIGRATE, SLOW}, True),
    ("a 503 instead of errors that pass through", _answered(LOGIN, UNAVAILABLE), {PROXY, ERRORS}, False),
    ("a 503 instead of errors that mean nothing", _answered(LOGIN, UNAVAILABLE), {MIGRATE, ERRORS}, True),
    ("a 503 instead of a page that means nothing", _answered(LOGIN, UNAVAILABLE), {MIGRATE, HTML}, True),
    ("errors that pass through", _answered(LOGIN, BROKEN), {PROXY, ERRORS}, True),
    ("a page that passes through", _answered(USE, MAINTENANCE), {MIGRATE, HTML}, True),
    ("a page instead of our answer", _answered(LOGIN, MAINTENANCE), {MIGRATE, HTML}, False),
    ("a page for one who is here", _answered(HERE, MAINTENANCE), {PART, HTML}, False),
    ("a refusal of a session of ours", _answered(OURS, ENDED), {MIGRATE}, False),
    ("the same by a node that still passes all others on", _answered(OURS, ENDED), {PROXY, MIGRATE}, False),
    ("a refusal of a session of theirs", _answered(USE, ENDED), {MIGRATE}, False),
    ("the same when all is done", _answered(USE, ENDED), {DONE}, True),
    ("a success then", USE, {DONE}, False),
    ("either while the nodes follow", USE, {MIGRATE, DONE}, True),
    ("one who is not here when all is done", _answered(LOGIN, REFUSED), {DONE}, True),
    ("one who is here", HERE, {DONE}, True),
    ("the planted difference", _answered(LOGIN, _planted), {SHADOW, PLANTED}, True),
    ("the planted difference in our answer", _answered(HERE, _planted), {MIGRATE, PLANTED}, False),
    ("a login here that passes through", replace(LOGIN, got_ours=True), {PROXY}, False),
    ("a login there of one who is here", replace(HERE, got_ours=False), {MIGRATE}, False),
    ("the same while the nodes follow", replace(HERE, got_ours=False), {PROXY, PART}, True),
    ("an answer that is cut off", _answered(LOGIN, Expected(401, "")), {PROXY, KILLED}, True),
    ("the same for no reason", _answered(LOGIN, Expected(401, "")), {PROXY}, False),
    ("no answer of a node that is away", _answered(OURS, NOTHING), {MIGRATE, away("first")}, True),
    ("no answer of another one", _answered(OURS, NOTHING), {MIGRATE, away("second")}, False),
    ("no answer without the old backend", _answered(OURS, NOTHING), {MIGRATE, KILLED}, False),
)
"""What it is, the exchange, what was the case, and whether the answer is right."""


def problems() -> list[str]:
    """Those of which the judge says something else."""
    judged = ((name, problem(one, frozenset(during)), is_right) for name, one, during, is_right in CASES)
    return [f"{name}: {found}" for name, found, is_right in judged if (found is None) is not is_right]
