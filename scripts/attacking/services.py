"""What services behind are told about tokens that are no good, and who is told; and what anybody is told about keys."""

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from attacking.forge import Token
from attacking.forgeries import EXPIRIES, FOR_ALL, unknown_identifier
from attacking.stage import Stage, in_parallel, tally
from lib.accounts import add_api_key
from lib.client import Answer, Headers, request
from lib.documents import Json, Operation

INACTIVE = {"active": False}
"""All that is said of a token that is no good (RFC 7662 section 2.2)."""
REVOKED: Json = {}
"""What is said to whoever revokes a token, good or not."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Tokens in the hands of services")
    tokens = await good_tokens(stage)
    for name, forgery in {**FOR_ALL, **EXPIRIES, "an identifier the session never had": unknown_identifier}.items():
        await inactive(stage, f"introspected: {name}", [forgery(token) for token in tokens])
    for name, forgery in FOR_ALL.items():
        await revoke(stage, f"revoked: {name}", [forgery(token) for token in tokens])
    await api_key_for_token(stage)
    await callers(stage, tokens)
    await active(stage, "control: nothing of that has ended a session", [token.text for token in tokens])
    await revoked(stage, tokens)
    tokens = await good_tokens(stage)
    await revoke(stage, "revoked: expired a minute ago", [expired(token) for token in tokens])
    await inactive(stage, "introspected: its session's good token", [token.text for token in tokens])
    await public_pages(stage)
    stage.report.end()


async def good_tokens(stage: Stage) -> list[Token]:
    """A good token from each login."""
    texts = await in_parallel(stage.log_in(login) for login in stage.logins)
    return [Token.read(text, stage.installation.database) for text in texts]


def expired(token: Token) -> str:
    """The token, expired, but not longer ago than it could be refreshed."""
    return EXPIRIES["perfectly signed, expired a minute ago"](token)


async def inactive(stage: Stage, name: str, texts: Iterable[str]) -> None:
    """Introspects tokens that are no good."""
    answers = await ask(stage, operation(stage, "introspect"), texts)
    judge(stage, name, operation(stage, "introspect"), answers, INACTIVE)


async def active(stage: Stage, name: str, texts: Sequence[str]) -> None:
    """Introspects tokens that are good."""
    answers = await ask(stage, operation(stage, "introspect"), texts)
    bodies = [answer.json() or {} for answer in answers]
    problems = [None if body.get("active") is True else f"answered with {body}" for body in bodies]
    stage.report.check(name, problems, statuses(answers))


async def revoke(stage: Stage, name: str, texts: Iterable[str]) -> None:
    """Revokes tokens, good or not: nobody is told which."""
    answers = await ask(stage, operation(stage, "revoke"), texts)
    judge(stage, name, operation(stage, "revoke"), answers, REVOKED)


async def revoked(stage: Stage, tokens: list[Token]) -> None:
    """Good tokens, by whoever holds them: then they are worth nothing, neither to services nor here."""
    texts = [token.text for token in tokens]
    answers = await ask(stage, operation(stage, "revoke"), texts, headers=[])
    judge(stage, "revoked: good tokens, without an API key", operation(stage, "revoke"), answers, REVOKED)
    await inactive(stage, "introspected: good tokens that were revoked", texts)
    await revoke(stage, "revoked: good tokens, once more", texts)
    reader = operation(stage, "listSessions")
    answers = await in_parallel(stage.send(reader, headers=[("Authorization", f"Bearer {text}")]) for text in texts)
    judge(stage, "good tokens that were revoked, sent as tokens", reader, answers, status=401)


async def api_key_for_token(stage: Stage) -> None:
    """API keys where a token should be. Whether there is such a key must not show."""
    keys = [stage.api_key.key, stage.api_key.key[:-1], "api_000000000000000000000000", "api_"]
    await inactive(stage, "introspected: API keys", [*keys, stage.api_key.secret])
    answers = await ask(stage, operation(stage, "revoke"), keys)
    judge(stage, "revoked: API keys", operation(stage, "revoke"), answers, status=400)
    errors = {(answer.json() or {}).get("error") for answer in answers}
    problems = [] if errors == {"unsupported_token_type"} else [f"said {errors}"]
    stage.report.check("revoked: API keys, the same is said of all", problems)


async def callers(stage: Stage, tokens: list[Token]) -> None:
    """Who may ask. The tokens are good, so what is refused here is refused to the caller; what is not revoked when the
    caller is refused is looked at afterwards."""
    introspect, revoke = operation(stage, "introspect"), operation(stage, "revoke")
    texts = [token.text for token in tokens]
    for name, headers in good_callers(stage).items():
        answers = await ask(stage, introspect, ["no token"], headers=headers)
        judge(stage, f"control: asked with {name}", introspect, answers, INACTIVE)
        answers = await ask(stage, revoke, ["no token"], headers=headers)
        judge(stage, f"control: revoked with {name}", revoke, answers, REVOKED)
    answers = await ask(stage, introspect, texts, headers=[])
    judge(stage, "asked without an API key", introspect, answers, status=401)
    for name, headers in bad_callers(stage, tokens[0]).items():
        for one in (introspect, revoke):
            answers = await ask(stage, one, texts, headers=headers)
            judge(stage, f"{one.ident}: {name}", one, answers, status=401)
    unread = add_api_key(stage.installation, stage.account, "write,delete,create")
    answers = await ask(stage, introspect, texts, headers=[("x-api-key", unread.key)])
    judge(stage, "asked with an API key without Read", introspect, answers, status=403)


def good_callers(stage: Stage) -> dict[str, Headers]:
    """The three ways to show an API key."""
    key = stage.api_key
    return {
        "x-api-key": [("x-api-key", key.key)],
        "Bearer": [("Authorization", f"Bearer {key.key}")],
        "Basic": [basic(f"{key.key}:{key.secret}")],
    }


def bad_callers(stage: Stage, token: Token) -> dict[str, Headers]:
    """Ways that do not count."""
    key, secret = stage.api_key.key, stage.api_key.secret
    other = add_api_key(stage.installation, stage.account)
    return {
        "an API key that is none": [("x-api-key", "api_000000000000000000000000")],
        "half an API key": [("x-api-key", key[:-1])],
        "an empty API key": [("x-api-key", "")],
        "an API key with SQL in it": [("x-api-key", "' OR '1'='1")],
        "an API key of 8 KB": [("x-api-key", "api_" + "0" * 8_000)],
        "two API keys": [("x-api-key", key)] * 2,
        "two ways, both good": [("x-api-key", key), basic(f"{key}:{secret}")],
        "two ways, the second bad": [("x-api-key", key), ("Authorization", "Bearer x")],
        "a good token for an API key": [("Authorization", f"Bearer {token.text}")],
        "the client secret for an API key": [("x-api-key", secret)],
        "an API key of the scheme Digest": [("Authorization", f"Digest {key}")],
        "Basic with another key's secret": [basic(f"{key}:{other.secret}")],
        "Basic with half the secret": [basic(f"{key}:{secret[:-1]}")],
        "Basic with an empty secret": [basic(f"{key}:")],
        "Basic without a secret": [basic(key)],
        "Basic with the key for a secret": [basic(f"{key}:{key}")],
        "Basic without a key": [basic(f":{secret}")],
        "Basic with a NUL": [basic(f"{key}\0:{secret}")],
        "Basic with a line end": [basic(f"{key}:{secret}\r\n")],
        "Basic that is not base64": [("Authorization", f"Basic {key}:{secret}")],
        "Basic of nothing": [("Authorization", "Basic")],
        "Basic of 8 KB": [basic(f"{key}:{'0' * 6_000}")],
    }


def basic(pair: str) -> tuple[str, str]:
    """The header of HTTP Basic."""
    return "Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"


async def public_pages(stage: Stage) -> None:
    """What anybody may read: where everything is, and the public keys, of which a secret makes none."""
    metadata = operation(stage, "metadata")
    judge(stage, "metadata", metadata, [await stage.send(metadata)], status=200)
    answer = await stage.client.send(request("GET", "/.well-known/jwks.json"))
    problems = [] if (answer.status, answer.json()) == (200, {"keys": []}) else [f"{answer.status} {answer.body!r}"]
    stage.report.check("no public keys", problems, str(answer.status))


def operation(stage: Stage, ident: str) -> Operation:
    """An operation by its name, which is no other's."""
    (found,) = (one for one in stage.operations if one.ident == ident)
    return found


async def ask(stage: Stage, one: Operation, texts: Iterable[str], headers: Headers | None = None) -> list[Answer]:
    """Sends each token to an operation, with a good API key unless other headers are given."""
    headers = stage.credentials(one) if headers is None else headers
    bodies = [one.written({"token": text}) for text in texts]
    return await in_parallel(stage.send(one, headers=headers, body=body) for body in bodies)


def judge(
    stage: Stage, name: str, one: Operation, answers: list[Answer], body: Any = None, *, status: int = 200
) -> None:
    """Checks that each answer has this status, and this body where one is given, and is as the document has it."""
    problems = [] if answers else ["there was nothing to try"]
    for answer in answers:
        if answer.status != status:
            problems.append(f"{one} answers {answer.status}")
        elif body is not None and answer.json() != body:
            problems.append(f"{one} answers {answer.body[:200]!r}")
        elif answer.header("cache-control") != "no-store":
            problems.append(f"{one} does not say Cache-Control: no-store")
        elif status == 401 and "Bearer" not in (answer.header("www-authenticate") or ""):
            problems.append(f"{one} does not say WWW-Authenticate")
        elif wrong := one.problem(answer):
            problems.append(f"{one}: {wrong}")
    stage.report.check(name, problems, statuses(answers))


def statuses(answers: list[Answer]) -> str:
    """The statuses and how often each came."""
    return tally(answer.status for answer in answers)
