"""Login floods against the queue of the hashing threads. A flood of many names fills it: logins beyond it get 503 with
Retry-After at once, and requests without hashing are served as usual. A flood at one account does not fill it, because
the throttle holds it back."""

import asyncio
from collections.abc import Iterable

from attacks.raw import LIVE
from attacks.target import Target, in_parallel, tally
from lib.client import Answer

WAITING = 64
"""How many logins may wait on this server: a quarter of the default, so that the flood ends soon."""
SETTINGS = {"LATCHKEY_PASSWORDS_MAX_WAITING": str(WAITING)}

FLOOD = 200
"""Concurrent logins."""
ACCOUNT_FAILURES = 10
"""Failed logins of an account that are verified in the window (`throttle.account_failures`)."""
WRONG = "not the password at all"
QUEUE_FULL = "1"
"""`Retry-After` of a login that finds its account's queue full."""


async def attack(target: Target) -> None:
    """Runs both floods."""
    await at_one_account(target)
    await of_many_names(target)


async def at_one_account(target: Target) -> None:
    """Exactly the allowed attempts are verified. Attempts beyond the account's own queue may retry in a second."""
    target.report.begin("A login flood at one account, and a short queue")
    for name, networks in {
        "one network": target.networks.several(1) * FLOOD,
        f"{FLOOD} networks": target.networks.several(FLOOD),
    }.items():
        account = target.spare()
        answers = await flood(target, ((account.name, network) for network in networks))
        problems = [None if answer.status in (401, 429) else f"answered with {answer.status}" for answer in answers]
        verified = sum(answer.status != 429 for answer in answers)
        if verified != ACCOUNT_FAILURES:
            problems.append(f"{verified} were verified, not {ACCOUNT_FAILURES}")
        waits = [answer.header("retry-after") or "" for answer in answers if answer.status == 429]
        if QUEUE_FULL not in waits:
            problems.append("no attempt was told to retry in a second")
        target.report.check(f"{FLOOD} concurrent attempts from {name}", problems, tally(waits))
    target.report.end()


async def of_many_names(target: Target) -> None:
    """Each attempt comes from its own network, so that only the queue limits them."""
    target.report.begin("A flood of logins", may_be_busy=True)
    reader = next(one for one in target.protected if one.method == "GET")
    token = await target.log_in(target.logins_of(reader.contract)[0])
    authenticated = target.request(reader, headers=[("Authorization", f"Bearer {token}")])
    attempts = ((f"{number}@flood.example", target.networks.fresh()) for number in range(FLOOD))
    flooding = asyncio.create_task(flood(target, attempts))
    meanwhile = await serve_others(target, flooding, authenticated)
    answers = await flooding
    problems = [problem(answer) for answer in answers]
    if not any(answer.status == 503 for answer in answers):
        problems.append("the queue was not filled")
    shown = tally(answer.status for answer in answers)
    target.report.check(f"{FLOOD} concurrent logins: verified, or told to retry", problems, shown)
    target.report.check("requests without hashing, meanwhile", meanwhile, f"{len(meanwhile)} requests")
    answer = await target.try_password(target.login, target.account.name, target.account.password or "")
    problems = [None if answer.status == 200 else f"answered with {answer.status}"]
    target.report.check("a valid login afterwards", problems, str(answer.status))
    target.report.end()


async def flood(target: Target, attempts: Iterable[tuple[str, str]]) -> list[Answer]:
    """Sends all attempts at once, each a wrong password for a name from a network."""
    sent = (target.try_password(target.login, name, WRONG, network) for name, network in attempts)
    return await in_parallel(sent, limit=FLOOD)


async def serve_others(
    target: Target, flooding: "asyncio.Task[list[Answer]]", authenticated: bytes
) -> list[str | None]:
    """Sends health checks and authenticated requests until the flood is over. Returns what went wrong with each."""
    problems: list[str | None] = []
    while not flooding.done():
        for name, request in (("a health check", LIVE), ("an authenticated request", authenticated)):
            status = (await target.client.send(request)).status
            problems.append(None if status in (200, 302) else f"{name} was answered with {status}")
        await asyncio.sleep(0.05)
    return problems


def problem(answer: Answer) -> str | None:
    """What is wrong with the answer to an attempt."""
    if answer.status not in (401, 503):
        return f"answered with {answer.status}"
    if answer.status == 503 and not (answer.header("retry-after") or "").isdigit():
        return "503 without Retry-After"
    return None
