"""What callers with a credential, guesses at keys, and odd names could do: refresh without end, pass off theft as a
log-out, fill the audit log, be taken for somebody else, or choose a password that only looks good."""

import json
import re

from attacks.target import Target
from lib import settings
from lib.accounts import Account, add, password_of
from lib.client import JWT, Headers, Response
from lib.documents import Operation
from lib.process import ScriptError

SETTINGS = settings.NO_REFRESH_GRACE
REFRESHES = 60
"""Refreshes of a session in five minutes (`throttle.session_refreshes`)."""
GUESSES = 300
"""Wrong API keys, more than a network may send in the window."""
EVENTS = 2
"""The most audit events that they leave in five minutes: one, and a count of the others."""
ODD_NAMES = ("victim＠accounts.example", "ghost\u200b", "\ufeffghost", "gho\u202est", "gho\u00adst", "gho\U000e0061st", "ghost.")
WEAK = ("password12345678", "iloveyou1234567", "aaaaaaaaaaaaaab")


async def attack(target: Target) -> None:
    """Runs all of them."""
    await refreshes(target)
    await spent_tokens(target)
    await guessed_keys(target)
    target.report.begin("Odd names and passwords that only look good")
    for name in ODD_NAMES:
        is_refused(target, f"the username {ascii(name)}", name, password_of("ghost"), "must not contain|must not begin")
    for number, password in enumerate(WEAK):
        is_refused(target, f"the password {password}", f"weak{number}", password, "the password")
    target.report.end()


async def refreshes(target: Target) -> None:
    """One session refreshes as often as it can."""
    target.report.begin("Refreshes without end")
    for operation in refreshing(target):
        token, account = await signed_in(target, operation)
        before, count = events(target), 0
        while (response := await bearer(target, operation, token)).status == 200:
            token, count = token_of(response), count + 1
        problems = [None if count == REFRESHES else f"{count} refreshes, not {REFRESHES}"]
        if response.status != 429 or not (response.header("retry-after") or "").isdigit():
            problems.append(f"answered with {response.status}, {response.header('retry-after')}")
        for _ in range(REFRESHES):
            await bearer(target, operation, token)
        if (written := events(target) - before) != REFRESHES:
            problems.append(f"{written} events")
        target.report.check(f"{operation}: limited, and written no more", problems, f"{count} of {account.username}")
    target.report.end()


async def spent_tokens(target: Target) -> None:
    """A thief sends a spent token to the revocation, which must not look like a log-out of the owner."""
    target.report.begin("A spent token at the revocation")
    revoke = next(one for one in target.operations if one.path.endswith("/revoke"))
    for operation in refreshing(target):
        spent, _ = await signed_in(target, operation)
        current = token_of(await bearer(target, operation, spent))
        status = (await target.client.send(target.request(revoke, body=revoke.encode({"token": spent})))).status
        problems = [None if status == 200 else f"answered with {status}"]
        if (after := (await bearer(target, operation, current)).status) != 401:
            problems.append(f"the session goes on: {after}")
        if log(target)[-2:] != ["token.reused", "session.ended"]:
            problems.append(f"the audit log ends with {log(target)[-2:]}")
        target.report.check(f"{operation}: reuse ends the session", problems)
    target.report.end()


async def guessed_keys(target: Target) -> None:
    """Guesses at API keys from one network. A good key is not held up."""
    target.report.begin("Guesses at API keys")
    reader = next(one for one in target.operations if "apiKey" in one.schemes and one.method == "GET")
    network, before = target.networks.header(target.networks.fresh()), events(target)

    async def ask(key: str) -> int:
        return (await target.client.send(target.request(reader, [network, ("x-api-key", key)]))).status

    statuses = {await ask(f"api_{number:043}") for number in range(GUESSES)}
    problems = [None if statuses == {401} else f"answered with {sorted(statuses)}"]
    if (written := events(target) - before) > EVENTS:
        problems.append(f"{written} events")
    if (status := await ask(target.api_key.key)) != 200:
        problems.append(f"a good key gets {status}")
    target.report.check(f"{GUESSES} guesses from one network", problems)
    target.report.end()


def refreshing(target: Target) -> list[Operation]:
    """The operations that refresh a token."""
    return [one for one in target.operations if "refresh" in one.ident.lower()]


async def signed_in(target: Target, operation: Operation) -> tuple[str, Account]:
    """A new account, and a token for an operation."""
    account = target.new_account()
    login = next(login for login in target.logins if login.contract == operation.contract)
    return await target.log_in(login, account), account


async def bearer(target: Target, operation: Operation, token: str) -> Response:
    """Sends a token to an operation."""
    headers: Headers = [("Authorization", f"Bearer {token}")]
    return await target.client.send(target.request(operation, headers))


def token_of(response: Response) -> str:
    """The token in a response."""
    found = JWT.search(response.body.decode("utf-8", "replace"))
    if found is None:
        raise ScriptError(f"no token: {response.status}")
    return found.group()


def log(target: Target) -> list[str]:
    """The actions of the audit log, the oldest first."""
    lines = target.installation.run("audit", "--json", "--limit", "100000").splitlines()
    return [json.loads(line)["action"] for line in lines]


def events(target: Target) -> int:
    """How many events the audit log has."""
    return len(log(target))


def is_refused(target: Target, what: str, username: str, password: str, reason: str) -> None:
    """An operator cannot add such an account, and is told why."""
    try:
        email = f"{password_of(username)}@x.example"
        add(target.installation, "user", password, username=username, email=email, name="X", role="admin")
        problem = "it was added"
    except ScriptError as error:
        problem = None if re.search(reason, str(error)) else f"the reason is {error}"
    target.report.check(what, [problem])
