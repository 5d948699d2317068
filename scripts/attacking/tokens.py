"""Forged, mistimed, spent and foreign tokens, at every operation that a bearer token opens."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from attacking import services
from attacking.forge import Token
from attacking.forgeries import EXPIRIES, FOR_ALL, unknown_identifier
from attacking.stage import Stage, in_parallel, tally
from lib.accounts import Account
from lib.client import Answer, Headers
from lib.documents import Operation

GRACE = 10.0
"""How many seconds a spent token still works after its refresh."""


@dataclass(frozen=True)
class Caller:
    """An operation, and the account and the good token that it would be called with. Of the account's sessions it
    concerns that token's own, where it concerns one."""

    operation: Operation
    login: Operation
    account: Account
    token: Token


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Tokens")
    # While accounts are made, nothing else happens here, and the server would hang up on whoever has begun.
    callers, another = await callers_of(stage, acting=True), stage.spare()
    # What is spent has to lie for a while, which the rest need not wait for.
    await asyncio.gather(spent(stage, another), at_every_operation(stage, callers))
    stage.report.end()


async def at_every_operation(stage: Stage, callers: list[Caller]) -> None:
    """What needs no waiting."""
    for name, forgery in FOR_ALL.items():
        await refused(stage, name, [(one, forgery(one.token)) for one in callers])
    for name, forgery in EXPIRIES.items():
        unfit = [(one, forgery(one.token)) for one in callers if not one.operation.is_refresh]
        await refused(stage, name, unfit)
    await foreign(stage, callers)
    await strange_headers(stage, callers)
    await still_good(stage, callers)
    await ended(stage)
    callers = await callers_of(stage)
    unknown = [(one, unknown_identifier(one.token)) for one in callers]
    await refused(stage, "perfectly signed, an identifier the session never had", unknown)


async def callers_of(stage: Stage, *, acting: bool = False) -> list[Caller]:
    """Every operation that a token opens with a token of its own, of each login by which its callers come. `acting`
    says that it will be let through in the end: what ends the other sessions of an account gets an account of its own,
    because the others need theirs."""
    ways = [(operation, login) for operation in stage.protected for login in stage.logins_of(operation.contract)]
    accounts = [stage.spare() if acting and ends_others(operation) else stage.account for operation, _ in ways]
    logins = (stage.log_in(login, account) for (_, login), account in zip(ways, accounts, strict=True))
    tokens = [Token.read(text, stage.installation.database) for text in await in_parallel(logins)]
    return [Caller(*way, *rest) for way, *rest in zip(ways, accounts, tokens, strict=True)]


def ends_others(operation: Operation) -> bool:
    """Whether it ends other sessions than that of its token."""
    return operation.changes_password or any(word in operation.ident.lower() for word in ("all", "others"))


async def foreign(stage: Stage, callers: list[Caller]) -> None:
    """Tokens of the other population, as they are and dressed up. Operations without a login of their own take those
    of either; a token that says the wrong one is as bad there."""
    genuine, dressed, renamed = [], [], []
    for one in callers:
        audience = one.token.claims["aud"]
        other = next(other.token for other in callers if other.token.claims["aud"] != audience)
        if one.login.contract == one.operation.contract:
            genuine.append((one, other.text))
        dressed.append((one, other.with_claims(aud=audience)))
        renamed.append((one, one.token.with_claims(aud=other.claims["aud"])))
    await refused(stage, "good token of the other population", genuine)
    await refused(stage, "perfectly signed, session of the other population", dressed)
    await refused(stage, "perfectly signed, for the other population", renamed)


async def strange_headers(stage: Stage, callers: list[Caller]) -> None:
    """Good tokens, presented in ways that do not count."""
    ways: dict[str, Callable[[str], Headers]] = {
        "two Authorization headers, both good": lambda text: [bearer(text), bearer(text)],
        "two Authorization headers, the first good": lambda text: [bearer(text), bearer("x")],
        "two Authorization headers, the second good": lambda text: [bearer("x"), bearer(text)],
        "of the scheme Basic": lambda text: [("Authorization", f"Basic {text}")],
        "without a scheme": lambda text: [("Authorization", text)],
        "in a cookie": lambda text: [("Cookie", f"token={text}; Authorization={text}")],
        "in X-Authorization": lambda text: [("X-Authorization", f"Bearer {text}")],
    }
    for name, headers in ways.items():
        sent = [(one, headers(one.token.text)) for one in callers]
        await answered(stage, f"good token, {name}", sent, challenge="Bearer")
    await answered(stage, "no token", [(one, []) for one in callers], challenge="Bearer")
    # A head has room for 16 KB in all, so this may be refused for its size alone.
    huge = [(one, [bearer("A" * 16 * 1024)]) for one in callers]
    await answered(stage, "token of 16 KB", huge, statuses=(401, 431))


async def still_good(stage: Stage, callers: list[Caller]) -> None:
    """The control: after all that, a token that was signed here again is taken, so what was refused above was refused
    for what is wrong with it, and nobody's session or password has suffered."""
    again = [(one, [bearer(one.token.with_claims())]) for one in callers]
    answers = await send_all(stage, again)
    problems = [
        f"{one.operation} answers {answer.status}"
        if answer.status not in one.operation.good
        else one.operation.problem(answer)
        for one, answer in zip(callers, answers, strict=True)
    ]
    stage.report.check("control: signed again with nothing changed, and taken", problems, statuses_of(answers))


def openable(stage: Stage, login: Operation, account: Account, token: Token) -> list[Caller]:
    """Every operation that a token of this login opens."""
    fitting = (one for one in stage.protected if login in stage.logins_of(one.contract))
    return [Caller(operation, login, account, token) for operation in fitting]


async def ended(stage: Stage) -> None:
    """Tokens of sessions that were ended, each by another operation, at all that would take them otherwise."""
    enders = [one for one in stage.protected if one.ident in ("logout", "endSession")]
    over = []
    for ender in enders:
        for login in stage.logins_of(ender.contract):
            token = Token.read(await stage.log_in(login), stage.installation.database)
            await send_all(stage, [(Caller(ender, login, stage.account, token), [bearer(token.text)])])
            over += [(one, token.text) for one in openable(stage, login, stage.account, token)]
    await refused(stage, "good token of an ended session", over)


async def spent(stage: Stage, account: Account) -> None:
    """Tokens that were refreshed, long enough ago: one is an invalid token, and refreshing it ends the session. The
    account is one that nothing else here logs out."""
    lines = []
    for refresh in (operation for operation in stage.protected if operation.is_refresh):
        (login,) = stage.logins_of(refresh.contract)
        old = Token.read(await stage.log_in(login, account), stage.installation.database)
        answer = await stage.send(refresh, headers=[bearer(old.text)])
        new = (answer.json() or {}).get("data", {}).get("token", "")
        lines.append((Caller(refresh, login, account, old), new))
    await asyncio.sleep(GRACE + 1)
    elsewhere = [
        (one, line.token.text)
        for line, _ in lines
        for one in openable(stage, line.login, account, line.token)
        if not one.operation.is_refresh
    ]
    await refused(stage, "spent token", elsewhere)
    await services.inactive(stage, "spent token, introspected", [line.token.text for line, _ in lines])
    await services.active(stage, "its successor, introspected after that", [new for _, new in lines])
    await refused(stage, "refresh with a spent token", [(line, line.token.text) for line, _ in lines])
    await refused(stage, "its successor, after that", lines)
    await services.inactive(stage, "its successor, introspected", [new for _, new in lines])


async def refused(stage: Stage, name: str, tokens: Iterable[tuple[Caller, str]]) -> None:
    """Sends each token to its operation: all are answered with 401, as the documents have it."""
    sent = [(one, [bearer(token)]) for one, token in tokens]
    await answered(stage, name, sent, challenge="Bearer")


async def answered(
    stage: Stage,
    name: str,
    sent: Sequence[tuple[Caller, Headers]],
    *,
    statuses: tuple[int, ...] = (401,),
    challenge: str | None = None,
) -> None:
    """Sends each request, and checks status, `WWW-Authenticate` and the body."""
    answers = await send_all(stage, sent)
    problems = ["there was no operation to try it on"] if not answers else []
    for (one, _), answer in zip(sent, answers, strict=True):
        operation = one.operation
        if answer.status not in statuses:
            problems.append(f"{operation} answers {answer.status}")
        elif answer.status in operation.answers and (wrong := operation.problem(answer)):
            problems.append(f"{operation}: {wrong}")
        elif challenge and not (answer.header("www-authenticate") or "").startswith(challenge):
            problems.append(f"{operation} does not say WWW-Authenticate: {challenge}")
    stage.report.check(name, problems, statuses_of(answers))


async def send_all(stage: Stage, sent: Sequence[tuple[Caller, Headers]]) -> list[Answer]:
    """Sends each request, which would have its effect if it were let through, and returns the answers in order."""
    return await in_parallel(
        stage.send(one.operation, headers=headers, account=one.account, ident=str(one.token.claims["sid"]))
        for one, headers in sent
    )


def bearer(token: str) -> tuple[str, str]:
    """The header that carries a token."""
    return "Authorization", f"Bearer {token}"


def statuses_of(answers: list[Answer]) -> str:
    """The statuses and how often each came."""
    return tally(answer.status for answer in answers)
