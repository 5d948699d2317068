"""A flood that fills the queue in front of the hashing threads: what does not fit is told at once to come back, and
what needs no hashing is answered as ever."""

import asyncio

from attacking.raw import LIVE
from attacking.stage import Stage, in_parallel, tally
from lib.client import Answer

WAITING = 64
"""How many logins may wait on this server: a quarter of the default, so that the flood is over soon."""
SETTINGS = {"LATCHKEY_PASSWORDS_MAX_WAITING": str(WAITING)}

FLOOD = 3 * WAITING
"""Logins at once, each of a name and a network of its own, so that no limit stands between them and the queue."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("A flood of logins", may_be_busy=True)
    reader = next(one for one in stage.protected if one.method == "GET")
    token = await stage.log_in(stage.login_of(reader.contract))
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
    return stage.login.problem(answer.status, answer.json())
