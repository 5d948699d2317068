"""Login floods against the queue of the hashing threads. A flood of many names fills it: logins beyond it get 503 with
Retry-After at once, and requests without hashing are served as usual. A flood at one account does not fill it, because
the throttle holds it back."""

import asyncio
from collections.abc import Iterable

from attacks.raw import LIVE
from attacks.target import Target, tally
from lib import settings
from lib.client import Response, in_parallel
from lib.documents import Operation

WAITING = 64
"""How many logins may wait on this server: a quarter of the default, so that the flood ends soon."""
SETTINGS = settings.hashing_queue(WAITING)

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
    """Exactly the allowed attempts are verified. Attempts beyond the account's own queue may retry in a second; one that
    waits for two seconds is told to come later."""
    target.report.begin("A login flood at one account, and a short queue", may_be_busy=True)
    for name, networks in {
        "one network": target.networks.several(1) * FLOOD,
        f"{FLOOD} networks": target.networks.several(FLOOD),
    }.items():
        account = target.new_account()
        responses = await flood(target, ((account.name, network) for network in networks))
        problems = [problem(response) if response.status != 429 else None for response in responses]
        verified = sum(response.status == 401 for response in responses)
        if verified != ACCOUNT_FAILURES:
            problems.append(f"{verified} were verified, not {ACCOUNT_FAILURES}")
        waits = [response.header("retry-after") or "" for response in responses if response.status == 429]
        if QUEUE_FULL not in waits:
            problems.append("no attempt was told to retry in a second")
        target.report.check(f"{FLOOD} concurrent attempts from {name}", problems, tally(waits))
    target.report.end()


async def of_many_names(target: Target) -> None:
    """Each attempt comes from its own network, so that only the queue limits them."""
    target.report.begin("A flood of logins", may_be_busy=True)
    reader = next(one for one in target.operations if one.takes_bearer and one.method == "GET")
    authenticated = target.request(reader, [("Authorization", f"Bearer {await token_for(target, reader)}")])
    attempts = ((f"{number}@flood.example", target.networks.fresh()) for number in range(FLOOD))
    flooding = asyncio.create_task(flood(target, attempts))
    meanwhile = await serve_others(target, flooding, authenticated)
    responses = await flooding
    problems = [problem(response) for response in responses]
    if not any(response.status == 503 for response in responses):
        problems.append("the queue was not filled")
    shown = tally(response.status for response in responses)
    target.report.check(f"{FLOOD} concurrent logins: verified, or told to retry", problems, shown)
    target.report.check("requests without hashing, meanwhile", meanwhile, f"{len(meanwhile)} requests")
    status = (await target.client.send(target.valid_login())).status
    problems = [None if status == 200 else f"answered with {status}"]
    target.report.check("a valid login afterwards", problems, str(status))
    target.report.end()


async def token_for(target: Target, operation: Operation) -> str:
    """A token of the contract's own login, or of any where it has none."""
    own = [login for login in target.logins if login.contract == operation.contract]
    return await target.log_in((own or target.logins)[0], target.account)


async def flood(target: Target, attempts: Iterable[tuple[str, str]]) -> list[Response]:
    """Sends all attempts at once, each a wrong password for a name from a network."""
    sent = (target.try_password(target.login, name, WRONG, network) for name, network in attempts)
    return await in_parallel(sent, limit=FLOOD)


async def serve_others(
    target: Target, flooding: "asyncio.Task[list[Response]]", authenticated: bytes
) -> list[str | None]:
    """Sends health checks and authenticated requests until the flood is over. Returns what went wrong with each."""
    problems: list[str | None] = []
    while not flooding.done():
        for name, request in (("a health check", LIVE), ("an authenticated request", authenticated)):
            status = (await target.client.send(request)).status
            problems.append(None if status in (200, 302) else f"{name} was answered with {status}")
        await asyncio.sleep(0.05)
    return problems


def problem(response: Response) -> str | None:
    """What is wrong with the response to an attempt."""
    if response.status not in (401, 503):
        return f"answered with {response.status}"
    if response.status == 503 and not (response.header("retry-after") or "").isdigit():
        return "503 without Retry-After"
    return None
