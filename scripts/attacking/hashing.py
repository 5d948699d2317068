"""Floods at the queue in front of the hashing threads. One of many names fills it: what does not fit is told at once to
come back, and what needs no hashing is answered as ever. One at a single account does not: it waits elsewhere."""

import asyncio

from attacking.guesses import ACCOUNT_FAILURES, guess, judge
from attacking.raw import LIVE
from attacking.stage import Stage, in_parallel, tally
from lib.client import Answer

WAITING = 64
"""How many logins may wait on this server: a quarter of the default, so that the flood is over soon."""
SETTINGS = {"LATCHKEY_PASSWORDS_MAX_WAITING": str(WAITING)}

FLOOD = 200
"""Logins at once."""
MOMENT = "1"
"""`Retry-After` for a guess that finds its account's queue full."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    await at_one_account(stage)
    await of_many_names(stage)


async def at_one_account(stage: Stage) -> None:
    """No login of anybody else is turned away for it, and whoever found the account's own queue full is told to come
    back in a moment."""
    stage.report.begin("A flood of guesses at one account, and a short queue")
    for name, networks in {
        "one network": stage.networks.several(1) * FLOOD,
        f"{FLOOD} networks": stage.networks.several(FLOOD),
    }.items():
        account = stage.spare()
        answers = await guess(stage, stage.login, [(account.name, network) for network in networks])
        judge(stage, f"{FLOOD} guesses at once from {name}", stage.login, answers, ACCOUNT_FAILURES)
        waits = [answer.header("retry-after") or "" for answer in answers if answer.status == 429]
        problems = [] if MOMENT in waits else ["nobody was told to come back in a second"]
        stage.report.check(f"{FLOOD} guesses at once from {name}: when to come back", problems, tally(waits))
    stage.report.end()


async def of_many_names(stage: Stage) -> None:
    """Each from a network of its own, so that no limit stands between them and the queue."""
    stage.report.begin("A flood of logins", may_be_busy=True)
    reader = next(one for one in stage.protected if one.method == "GET")
    token = await stage.log_in(stage.logins_of(reader.contract)[0])
    signed_in = stage.request(reader, headers=[("Authorization", f"Bearer {token}")])
    flood = asyncio.create_task(
        in_parallel(
            (stage.try_password(stage.login, f"{number}@flood.example", "not a password") for number in range(FLOOD)),
            limit=FLOOD,
        )
    )
    meanwhile = await serve_others(stage, flood, signed_in)
    answers = await flood
    problems = [problem(stage, answer) for answer in answers]
    if not any(answer.status == 503 for answer in answers):
        problems.append("the queue was not filled")
    shown = tally(answer.status for answer in answers)
    stage.report.check(f"{FLOOD} logins at once: judged, or told to come back", problems, shown)
    stage.report.check("what needs no hashing, meanwhile", meanwhile, f"{len(meanwhile)} requests")
    answer = await stage.try_password(stage.login, stage.account.name, stage.account.password or "")
    problems = [None if answer.status == 200 else f"answered with {answer.status}"]
    stage.report.check("a good login, afterwards", problems, str(answer.status))
    stage.report.end()


async def serve_others(stage: Stage, flood: "asyncio.Task[list[Answer]]", signed_in: bytes) -> list[str | None]:
    """Health checks and requests with a token, until the flood is over: what went wrong with each."""
    problems: list[str | None] = []
    while not flood.done():
        for name, request in (("a health check", LIVE), ("a request with a token", signed_in)):
            status = (await stage.client.send(request)).status
            problems.append(None if status in (200, 302) else f"{name} was answered with {status}")
        await asyncio.sleep(0.05)
    return problems


def problem(stage: Stage, answer: Answer) -> str | None:
    """What is wrong with an answer."""
    if answer.status not in (401, 503):
        return f"answered with {answer.status}"
    if answer.status == 503 and not (answer.header("retry-after") or "").isdigit():
        return "503 without Retry-After"
    return stage.login.problem(answer)
