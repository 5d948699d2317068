"""Floods of guesses: how many are let through, to whom the rest is refused, and who is let in all the same.

The numbers are the defaults of `[limits]`. The server trusts the proxy that this script plays, so each guess comes from
whichever network it is said to come from."""

import asyncio
import json
from collections.abc import Iterable

from attacking.stage import PARALLEL, Stage, in_parallel, tally
from lib.accounts import Account
from lib.client import Answer
from lib.documents import Operation

ACCOUNT_FAILURES = 10
"""Failures that one account may have, and one of its known places."""
NETWORK_FAILURES = 100
"""Failures that may come from one network."""
WINDOW = 15 * 60
"""In so many seconds."""

FLOOD = 200
"""Guesses in a flood."""
NAMES = 120
"""Names that are tried where nobody has them. Each that is let through is hashed, so there are few more than that."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Floods of guesses")
    for login in stage.logins:
        await on_one_account(stage, login)
    await on_a_change_of_password(stage)
    await from_many_networks(stage)
    await by_many_spellings(stage)
    await on_unknown_names(stage)
    await on_a_victim(stage)
    for login in stage.logins:
        if "apiKey" in login.schemes:
            await without_key(stage, login)
    stage.report.end()


async def on_one_account(stage: Stage, login: Operation) -> None:
    """At once, from one network: as many are let through as one after another would be, and then not even the right
    password is."""
    account, network = stage.spare(), stage.networks.fresh()
    answers = await guess(stage, login, [(account.name, network)] * FLOOD)
    judge(stage, f"{login}: {FLOOD} guesses at once on one account", login, answers, ACCOUNT_FAILURES)
    await right_password(stage, f"{login}: the right password after that", login, account, network, 429)


async def on_a_change_of_password(stage: Stage) -> None:
    """At once, by a thief of a token who is after the password. The token stays good: it is not what is wrong."""
    change = next(one for one in stage.protected if one.changes_password)
    account, network = stage.spare(), stage.networks.fresh()
    headers = [("Authorization", f"Bearer {await stage.log_in(stage.login, account)}")]
    right = stage.good_body(change, account)
    wrong = change.written({**right, "current_password": "not the password at all"})

    async def send(body: bytes) -> Answer:
        return await stage.send(change, headers=headers, body=body, network=network)

    answers = await in_parallel((send(wrong) for _ in range(FLOOD)), limit=FLOOD)
    judge(stage, f"{change}: {FLOOD} guesses at once", change, answers, ACCOUNT_FAILURES, wrong=403)
    answer = await send(change.written(right))
    problems = [problem(change, answer, (429,))]
    stage.report.check(f"{change}: the right password after that", problems, str(answer.status))


async def from_many_networks(stage: Stage) -> None:
    """The account counts, not where the guesses come from."""
    account = stage.spare()
    answers = await guess(stage, stage.login, [(account.name, one) for one in stage.networks.several(FLOOD)])
    judge(stage, f"one account from {FLOOD} networks", stage.login, answers, ACCOUNT_FAILURES)


async def by_many_spellings(stage: Stage) -> None:
    """However its name is written."""
    name = stage.spare().name
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in name)
    spellings = [name, name.upper(), name.capitalize(), wide, wide.upper()] * 8
    answers = await guess(stage, stage.login, [(one, stage.networks.fresh()) for one in spellings])
    judge(stage, "one account under five spellings", stage.login, answers, ACCOUNT_FAILURES)


async def on_unknown_names(stage: Stage) -> None:
    """Name after name, from one network: that one is counted as a whole."""
    network, elsewhere = stage.networks.fresh(), stage.networks.fresh()
    proxied = stage.networks.fresh()
    invented = [f"{one}, {proxied}" for one in stage.networks.several(NAMES)]
    for name, networks in {
        f"{NAMES} unknown names from one network": [network] * NAMES,
        f"{NAMES} unknown names from one /64 of IPv6": [f"2001:db8:0:1::{number:x}" for number in range(1, NAMES + 1)],
        f"{NAMES} unknown names, the client naming networks of its own": invented,
    }.items():
        stem = name.replace(" ", "-").replace(",", "")
        guesses = [(f"{stem}-{number}@unknown.example", one) for number, one in enumerate(networks)]
        answers = await guess(stage, stage.login, guesses, at_once=PARALLEL)
        judge(stage, name, stage.login, answers, NETWORK_FAILURES)
    answers = await guess(stage, stage.login, [("nobody@unknown.example", elsewhere)])
    judge(stage, "an unknown name from another network", stage.login, answers, 1)


async def on_a_victim(stage: Stage) -> None:
    """Who has logged in from home before gets in from there during a flood of strangers; nobody does from elsewhere."""
    victim, home, elsewhere = stage.spare(), stage.networks.fresh(), stage.networks.fresh()
    await stage.log_in(stage.login, victim, home)
    strangers = stage.networks.several(20)
    flood = asyncio.create_task(guess(stage, stage.login, [(victim.name, one) for one in strangers * 10]))
    during = []
    while not flood.done():
        during.append(await stage.try_password(stage.login, victim.name, victim.password or "", home))
        await asyncio.sleep(0.1)
    judge(stage, "200 guesses of 20 strangers on a victim", stage.login, await flood, ACCOUNT_FAILURES)
    problems = [None if answer.status == 200 else f"answered with {answer.status}" for answer in during]
    stage.report.check("the victim from home, meanwhile", problems, statuses(during))
    await right_password(stage, "the victim from home, afterwards", stage.login, victim, home, 200)
    await right_password(stage, "the right password from a stranger's network", stage.login, victim, elsewhere, 429)
    answers = await guess(stage, stage.login, [(victim.name, home)] * 15)
    judge(stage, "15 guesses from the victim's home", stage.login, answers, ACCOUNT_FAILURES)


async def without_key(stage: Stage, login: Operation) -> None:
    """A login that wants an API key: without a good one it does not come to guessing."""
    account, network = stage.spare(), stage.networks.fresh()
    right = json.dumps(login.login_body(account.name, account.password or "")).encode()
    wrong = json.dumps(login.login_body(account.name, "not the password at all")).encode()
    for name, headers in {
        "no API key": [],
        "an API key that is none": [("x-api-key", "api_000000000000000000000000")],
        "half an API key": [("x-api-key", stage.api_key.key[:-1])],
        "two API keys": [("x-api-key", stage.api_key.key)] * 2,
        "an API key with SQL in it": [("x-api-key", "' OR '1'='1")],
        "an empty API key": [("x-api-key", "")],
        "an API key of 8 KB": [("x-api-key", "api_" + "0" * 8_000)],
    }.items():
        bodies = [right] + [wrong] * 4
        answers = await in_parallel(stage.send(login, headers=headers, body=body, network=network) for body in bodies)
        problems = [problem(login, answer, (401,)) for answer in answers]
        stage.report.check(f"{login}: {name}", problems, statuses(answers))
    await right_password(stage, f"{login}: the right password with a key after that", login, account, network, 200)


async def guess(
    stage: Stage, login: Operation, guesses: Iterable[tuple[str, str]], at_once: int = FLOOD
) -> list[Answer]:
    """Guesses wrong, so many at once, on these names from these networks."""
    attempts = (stage.try_password(login, name, "not the password at all", network) for name, network in guesses)
    return await in_parallel(attempts, limit=at_once)


async def right_password(
    stage: Stage, name: str, login: Operation, account: Account, network: str, status: int
) -> None:
    """Logs in with the right password, and checks the answer."""
    answer = await stage.try_password(login, account.name, account.password or "", network)
    stage.report.check(name, [problem(login, answer, (status,))], str(answer.status))


def judge(
    stage: Stage, name: str, operation: Operation, answers: list[Answer], allowed: int, *, wrong: int = 401
) -> None:
    """Checks that exactly so many guesses were let through, all of them wrong, and how the others were refused."""
    problems = [problem(operation, answer, (wrong, 429)) for answer in answers]
    through = sum(answer.status != 429 for answer in answers)
    if through != allowed:
        problems.append(f"{through} were let through, not {allowed}")
    stage.report.check(name, problems, statuses(answers))


def problem(operation: Operation, answer: Answer, expected: tuple[int, ...]) -> str | None:
    """What is wrong with an answer."""
    if answer.status not in expected:
        return f"answered with {answer.status}"
    if answer.status == 429:
        wait = answer.header("retry-after") or ""
        if not (wait.isdigit() and 0 < int(wait) <= WINDOW):
            return f"429 with Retry-After: {wait or 'nothing'}"
    return operation.problem(answer)


def statuses(answers: list[Answer]) -> str:
    """The statuses and how often each came."""
    return tally(answer.status for answer in answers)
