"""Forged, mistimed, spent and foreign tokens, at every operation that a bearer token opens."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from attacking.forge import Token
from attacking.forgeries import EXPIRIES, FOR_ALL, unknown_identifier
from attacking.stage import Stage, in_parallel, tally
from lib.client import Answer, Headers
from lib.documents import Operation

GRACE = 10.0
"""How many seconds a spent token still works after its refresh."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Tokens")
    # What is spent has to lie for a while, which the rest need not wait for.
    await asyncio.gather(spent(stage), at_every_operation(stage))
    stage.report.end()


async def at_every_operation(stage: Stage) -> None:
    """What needs no waiting."""
    operations = stage.protected
    logins = [stage.login_of(operation.contract) for operation in operations]
    texts = await in_parallel(stage.log_in(login) for login in logins)
    tokens = [Token.read(text, stage.installation.database) for text in texts]
    pairs = list(zip(operations, tokens, strict=True))

    for name, forgery in FOR_ALL.items():
        await refused(stage, name, [(operation, forgery(token)) for operation, token in pairs])
    for name, forgery in EXPIRIES.items():
        await refused(stage, name, [(one, forgery(token)) for one, token in pairs if not one.is_refresh])
    await foreign(stage, pairs)
    await strange_headers(stage, pairs)
    await still_good(stage, pairs)
    await ended(stage)
    texts = await in_parallel(stage.log_in(login) for login in logins)
    unknown = [unknown_identifier(Token.read(text, stage.installation.database)) for text in texts]
    await refused(stage, "perfectly signed, an identifier the session never had", zip(operations, unknown, strict=True))


async def foreign(stage: Stage, pairs: list[tuple[Operation, Token]]) -> None:
    """Tokens of the other population, as they are and dressed up."""
    genuine, dressed, renamed = [], [], []
    for operation, token in pairs:
        audience = token.claims["aud"]
        other = next((other for _, other in pairs if other.claims["aud"] != audience), None)
        if other is not None:
            genuine.append((operation, other.text))
            dressed.append((operation, other.with_claims(aud=audience)))
            renamed.append((operation, token.with_claims(aud=other.claims["aud"])))
    await refused(stage, "good token of the other population", genuine)
    await refused(stage, "perfectly signed, session of the other population", dressed)
    await refused(stage, "perfectly signed, for the other population", renamed)


async def strange_headers(stage: Stage, pairs: list[tuple[Operation, Token]]) -> None:
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
        sent = [(operation, headers(token.text)) for operation, token in pairs]
        await answered(stage, f"good token, {name}", sent, challenge="Bearer")
    await answered(stage, "no token", [(operation, []) for operation, _ in pairs], challenge="Bearer")
    # A head has room for 16 KB in all, so this may be refused for its size alone.
    huge = [(operation, [bearer("A" * 16 * 1024)]) for operation, _ in pairs]
    await answered(stage, "token of 16 KB", huge, statuses=(401, 431))


async def still_good(stage: Stage, pairs: list[tuple[Operation, Token]]) -> None:
    """The control: after all that, a token that was signed here again is taken, so what was refused above was refused
    for what is wrong with it, and nobody's session has suffered."""
    # What logs an account out everywhere comes last, and one after another, because the others have its sessions.
    in_order = sorted(pairs, key=lambda pair: "all" in pair[0].ident.lower())
    again = [(operation, [bearer(token.with_claims())]) for operation, token in in_order]
    answers = [await stage.send(operation, headers=headers) for operation, headers in again]
    problems = [
        f"{operation} answers {answer.status}"
        for (operation, _), answer in zip(again, answers, strict=True)
        if answer.status not in (200, 302)
    ]
    stage.report.check("control: signed again with nothing changed, and taken", problems, statuses_of(answers))


async def ended(stage: Stage) -> None:
    """Tokens of sessions that were logged out."""
    over = []
    for contract in {operation.contract: None for operation in stage.protected}:
        logout = next(one for one in stage.protected if one.contract == contract and one.ident == "logout")
        text = await stage.log_in(stage.login_of(contract))
        await stage.send(logout, headers=[bearer(text)])
        over += [(operation, text) for operation in stage.protected if operation.contract == contract]
    await refused(stage, "good token of an ended session", over)


async def spent(stage: Stage) -> None:
    """Tokens that were refreshed, long enough ago: one is an invalid token, and refreshing it ends the session."""
    # An account that nothing else here logs out.
    account = stage.spare()
    lines = []
    for refresh in (operation for operation in stage.protected if operation.is_refresh):
        old = await stage.log_in(stage.login_of(refresh.contract), account)
        answer = await stage.send(refresh, headers=[bearer(old)])
        new = (answer.json() or {}).get("data", {}).get("token", "")
        lines.append((refresh, old, new))
    await asyncio.sleep(GRACE + 1)
    elsewhere = [
        (operation, old)
        for refresh, old, _ in lines
        for operation in stage.protected
        if operation.contract == refresh.contract and not operation.is_refresh
    ]
    await refused(stage, "spent token", elsewhere)
    await refused(stage, "refresh with a spent token", [(refresh, old) for refresh, old, _ in lines])
    await refused(stage, "its successor, after that", [(refresh, new) for refresh, _, new in lines])


async def refused(stage: Stage, name: str, tokens: Iterable[tuple[Operation, str]]) -> None:
    """Sends each token to its operation: all are answered with 401, as the documents have it."""
    sent = [(operation, [bearer(token)]) for operation, token in tokens]
    await answered(stage, name, sent, challenge="Bearer")


async def answered(
    stage: Stage,
    name: str,
    sent: Sequence[tuple[Operation, Headers]],
    *,
    statuses: tuple[int, ...] = (401,),
    challenge: str | None = None,
) -> None:
    """Sends each request, and checks status, `WWW-Authenticate` and the body."""
    answers = await send_all(stage, sent)
    problems = ["there was no operation to try it on"] if not answers else []
    for (operation, _), answer in zip(sent, answers, strict=True):
        if answer.status not in statuses:
            problems.append(f"{operation} answers {answer.status}")
        elif answer.status in operation.answers and (wrong := operation.problem(answer.status, answer.json())):
            problems.append(f"{operation}: {wrong}")
        elif challenge and not (answer.header("www-authenticate") or "").startswith(challenge):
            problems.append(f"{operation} does not say WWW-Authenticate: {challenge}")
    stage.report.check(name, problems, statuses_of(answers))


async def send_all(stage: Stage, sent: Sequence[tuple[Operation, Headers]]) -> list[Answer]:
    """Sends each request, and returns the answers in order."""
    return await in_parallel(stage.send(operation, headers=headers) for operation, headers in sent)


def bearer(token: str) -> tuple[str, str]:
    """The header that carries a token."""
    return "Authorization", f"Bearer {token}"


def statuses_of(answers: list[Answer]) -> str:
    """The statuses and how often each came."""
    return tally(answer.status for answer in answers)
