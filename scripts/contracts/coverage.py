"""Judges what was answered. That no check has failed proves nothing of an operation that only ever said 401: so each
must have been answered with its documented success, by every kind of caller who may, and by no other."""

from collections import Counter

from contracts.fuzzing import Outcome
from contracts.credentials import Credentials
from contracts.callers import CALLERS, Caller
from lib.documents import Operation

PHASES = {"examples", "coverage", "fuzzing"}
"""Those that every operation goes through. Sequences take more than one operation."""

Contracts = dict[str, frozenset[str]]


def open_to(base: str, operations: list[Operation]) -> Contracts:
    """For each caller with an account, the documents whose operations are for such accounts: those that let it log in,
    and those that have no login, because their callers come from any."""
    logins = [operation for operation in operations if operation.is_login]
    without = {one.contract for one in operations} - {login.contract for login in logins}
    return {
        caller.name: frozenset(
            without | {login.contract for login in logins if Credentials(base, caller).logs_in_through(login)}
        )
        for caller in CALLERS.values()
        if caller.account
    }


def may(caller: Caller, operation: Operation, contracts: Contracts) -> bool | None:
    """Whether this caller may have what the operation does; None where nothing follows from the documents, because
    whether a credential that it does not take is looked at at all is the operation's own affair."""
    if not operation.schemes:
        return True
    right = caller.scheme in operation.schemes if caller.scheme else operation.is_open
    if right and operation.contract in contracts.get(caller.name, {operation.contract}):
        return True
    return None if operation.is_open else False


def problems(outcome: Outcome, operation: Operation, contracts: Contracts) -> list[str]:
    """What is wrong with what this operation has answered in a run."""
    mine = [answer for answer in outcome.answers if answer["operation"] == operation.ident]
    seen = {answer["status"] for answer in mine}
    found = [f"was not called in the phase {phase}" for phase in sorted(PHASES - {one["phase"] for one in mine})]
    allowed = may(outcome.run.caller, operation, contracts)
    if allowed:
        found += [f"never answered {status}, though this caller may" for status in operation.good if status not in seen]
    if allowed is False:
        found += [f"answered {status}, though this caller must not" for status in operation.good if status in seen]
    if 429 in seen:
        found.append("answered 429: what is behind the limits was not tested")
    return found


def statuses(outcome: Outcome, operation: Operation) -> str:
    """The statuses that came, and how often."""
    counted = Counter(answer["status"] for answer in outcome.answers if answer["operation"] == operation.ident)
    return ", ".join(f"{status} x{count}" for status, count in sorted(counted.items()))
