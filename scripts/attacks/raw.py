"""Bytes that are sent as they are, and what has to come back."""

from dataclasses import dataclass

from attacks.target import Target, in_parallel
from lib.client import PATIENCE, NoAnswer
from lib.documents import Operation

SILENCE = 1.0
"""How many seconds without an answer count as no answer."""

LIVE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""A request that is answered with 200 wherever it is taken for one."""


@dataclass(frozen=True)
class Case:
    """Bytes, and the answers to them."""

    name: str
    data: bytes
    statuses: tuple[int, ...]
    """What the first answer may be."""
    more: tuple[int, ...] = ()
    """The answers after it."""
    closes: bool = False
    """Whether the connection is closed then."""


async def run(target: Target, cases: list[Case]) -> None:
    """Tries all cases at once, and checks each."""
    outcomes = await in_parallel([outcome(target, case) for case in cases])
    for case, (statuses, closed) in zip(cases, outcomes, strict=True):
        shown = " ".join(map(str, statuses)) + (", closed" if closed else "")
        target.report.check(case.name, [problem(case, statuses, closed)], shown)


async def outcome(target: Target, case: Case) -> tuple[list[int], bool]:
    """The statuses that came back, and whether the connection was closed."""
    statuses: list[int] = []
    async with await target.client.connect() as connection:
        await connection.send(case.data)
        try:
            for _ in range(1 + len(case.more)):
                statuses.append((await connection.read()).status)
        except NoAnswer:
            return statuses, True
        # Where it has to close, there is nothing to wait for but that.
        further, closed = await connection.rest(PATIENCE if case.closes else SILENCE)
    return [*statuses, *(answer.status for answer in further)], closed


def problem(case: Case, statuses: list[int], closed: bool) -> str | None:
    """What is wrong with what came back."""
    if not statuses or statuses[0] not in case.statuses or tuple(statuses[1:]) != case.more:
        return f"answered with {statuses or 'nothing'}"
    if case.closes and not closed:
        return "the connection was left open"
    return None


def head_of(target: Target, operation: Operation, fields: bytes) -> bytes:
    """The head of a request to an operation, with these fields, each ended by CR LF. Where there is a body to read,
    it has what the operation wants before it reads."""
    start = f"{operation.method} {operation.target()} HTTP/1.1\r\nHost: localhost\r\n".encode()
    named = [*target.credentials(operation), ("Content-Type", operation.media[0])] if operation.takes_body else []
    return start + b"".join(f"{name}: {value}\r\n".encode() for name, value in named) + fields + b"\r\n"
