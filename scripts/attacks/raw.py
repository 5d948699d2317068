"""Raw bytes, and the responses that they must get."""

from dataclasses import dataclass

from attacks.target import PARALLEL, Target
from lib.client import TIMEOUT, NoResponse, in_parallel
from lib.documents import Operation

SILENCE = 1.0
"""Seconds without a response that count as none."""

LIVE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""A request that gets 200 wherever the server reads it as one."""


@dataclass(frozen=True)
class Case:
    """Bytes, and the responses to them."""

    name: str
    data: bytes
    statuses: tuple[int, ...]
    """The accepted statuses of the first response."""
    more: tuple[int, ...] = ()
    """The statuses of the responses after it."""
    closes: bool = False
    """Whether the server must close the connection after them."""


async def run(target: Target, cases: list[Case]) -> None:
    """Runs all cases in parallel and checks each."""
    outcomes = await in_parallel([outcome(target, case) for case in cases], PARALLEL)
    for case, (statuses, closed) in zip(cases, outcomes, strict=True):
        shown = " ".join(map(str, statuses)) + (", closed" if closed else "")
        target.report.check(case.name, [problem(case, statuses, closed)], shown)


async def outcome(target: Target, case: Case) -> tuple[list[int], bool]:
    """The statuses of the responses, and whether the server closed the connection."""
    statuses: list[int] = []
    async with await target.client.connect() as connection:
        await connection.send(case.data)
        try:
            for _ in range(1 + len(case.more)):
                statuses.append((await connection.read()).status)
        except NoResponse:
            return statuses, True
        # A short silence is enough, unless the server must close the connection.
        further, closed = await connection.rest(TIMEOUT if case.closes else SILENCE)
    return [*statuses, *(response.status for response in further)], closed


def problem(case: Case, statuses: list[int], closed: bool) -> str | None:
    """What is wrong with an outcome."""
    if not statuses or statuses[0] not in case.statuses or tuple(statuses[1:]) != case.more:
        return f"answered with {statuses or 'nothing'}"
    if case.closes and not closed:
        return "the connection was left open"
    return None


def head_of(target: Target, operation: Operation, fields: bytes) -> bytes:
    """The head of a request with these fields, each ended by CR LF. An operation with a body also gets the credentials
    and the content type that it checks before it reads the body."""
    start = f"{operation.method} {operation.target()} HTTP/1.1\r\nHost: localhost\r\n".encode()
    named = [*target.credentials(operation), ("Content-Type", operation.media[0])] if operation.takes_body else []
    return start + b"".join(f"{name}: {value}\r\n".encode() for name, value in named) + fields + b"\r\n"
