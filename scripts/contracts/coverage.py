"""Checks the responses of a run. A run without a failed check proves nothing of an operation that always responded with
401. So each operation must have responded with its documented success to every caller that is allowed, and to no
other."""

from collections import Counter

from contracts.callers import CALLERS, Administers, Caller
from contracts.credentials import Credentials
from contracts.fuzzing import Outcome
from lib.documents import Operation

PHASES = {"examples", "coverage", "fuzzing"}
"""The phases that call every operation. Stateful sequences need more than one operation."""

FOR_ALL = frozenset(
    {
        *("createRole", "updateRole", "deleteRole"),
        *("listWebhooks", "getWebhook", "createWebhook", "updateWebhook", "deleteWebhook"),
        *("enableWebhook", "disableWebhook", "rotateWebhookSecret", "importAccounts"),
        *("listCutovers", "getCutover"),
    }
)
"""The operations of `admin` on what belongs to every provider. Who is confined to one may not."""

Contracts = dict[str, frozenset[str]]


def contracts_of_callers(base: str, operations: list[Operation]) -> Contracts:
    """For each caller of all documents with an account, those that are for such accounts: those through which it can
    log in, and those without a login, which accept the accounts of all."""
    logins = [operation for operation in operations if operation.is_login]
    without = {one.contract for one in operations} - {login.contract for login in logins}
    return {
        caller.name: frozenset(
            without | {login.contract for login in logins if Credentials(base, caller).can_log_in(login)}
        )
        for caller in CALLERS.values()
        if caller.account and caller.document is None
    }


def is_allowed(caller: Caller, operation: Operation, contracts: Contracts) -> bool | None:
    """Whether the operation must succeed for this caller. None where the documents do not say: an operation that needs
    no credentials may ignore those that it does not accept."""
    if not operation.schemes:
        return True
    if operation.contract == "admin":
        return caller.is_accepted_by(operation) and _may_administer(caller, operation)
    if caller.is_accepted_by(operation) and operation.contract in contracts.get(caller.name, {operation.contract}):
        return True
    return None if operation.is_open else False


def _may_administer(caller: Caller, operation: Operation) -> bool:
    match caller.administers:
        case Administers.NOTHING:
            return False
        case Administers.INSIDE:
            return operation.ident not in FOR_ALL
        case Administers.EVERYTHING:
            return True


def problems(outcome: Outcome, operation: Operation, contracts: Contracts) -> list[str]:
    """What is wrong with the responses of this operation."""
    responses = [response for response in outcome.responses if response["operation"] == operation.ident]
    statuses = {response["status"] for response in responses}
    successes = operation.successes
    missing = PHASES & {*outcome.run.phases} - {one["phase"] for one in responses}
    found = [f"was not called in the phase {name}" for name in sorted(missing)]
    allowed = is_allowed(outcome.run.caller, operation, contracts)
    if allowed:
        found += [f"never responded with {status}" for status in successes if status not in statuses]
    if allowed is False:
        found += [f"responded with {status}, which is not allowed" for status in successes if status in statuses]
    if 429 in statuses:
        found.append("responded with 429: what follows the rate limit was not tested")
    return found


def tally(outcome: Outcome, operation: Operation) -> str:
    """How often each status came."""
    counts = Counter(response["status"] for response in outcome.responses if response["operation"] == operation.ident)
    return ", ".join(f"{status} x{count}" for status, count in sorted(counts.items()))
