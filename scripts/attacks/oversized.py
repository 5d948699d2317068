"""Oversized bodies and heads: refused before they are read, or as soon as they exceed the limit."""

from attacks.raw import LIVE, Case, head_of, run
from attacks.target import PARALLEL, Target, tally
from lib.client import NoResponse, in_parallel
from lib.documents import Operation

TEN_GIGABYTES = b"Content-Length: 10000000000\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LINES = "application/x-ndjson"
MUCH = 64 * 1024 * 1024
"""The bytes of an endless body that are sent at most. The server reads two megabytes, and the sockets of both ends buffer
as many more as the kernel lets them grow: by default 10, on some machines over 30."""


async def attack(target: Target) -> None:
    """Runs all cases."""
    target.report.begin("Oversized requests")
    cases = []
    for operation in target.operations:
        refused = (status_at_head(operation),)
        head = head_of(target, operation, TEN_GIGABYTES)
        cases.append(Case(f"{operation}: 10 GB announced, nothing sent", head, refused, closes=True))
        head = head_of(target, operation, TEN_GIGABYTES + b"Expect: 100-continue\r\n")
        cases.append(Case(f"{operation}: 10 GB announced, asking first", head, refused, closes=True))
    await run(target, cases)
    for operation in target.operations:
        await endless(target, operation)
    await run(target, heads())
    target.report.end()


def status_at_head(operation: Operation) -> int:
    """The status that an oversized body gets. An operation without a body responds after the head: with 401, or with
    200 where it needs no credentials. One that takes lines takes any number of them, and here it lacks its parameter."""
    if LINES in operation.media:
        return 422
    if operation.takes_body:
        return 413
    return 401 if operation.schemes else 200


async def endless(target: Target, operation: Operation) -> None:
    """Endless chunks on several connections at once: the server responds and stops reading soon."""
    outcomes = await in_parallel((pour(target, operation) for _ in range(4)), PARALLEL)
    expected = status_at_head(operation)
    problems = []
    for status, sent in outcomes:
        if status != expected:
            problems.append(f"answered with {status or 'nothing'}")
        if sent >= MUCH:
            problems.append(f"{sent} bytes were taken")
    most = max(sent for _, sent in outcomes)
    shown = f"{tally(status for status, _ in outcomes)}, after at most {most // 1024} KiB"
    target.report.check(f"{operation}: endless chunks", problems, shown)


async def pour(target: Target, operation: Operation) -> tuple[int, int]:
    """Sends an endless body until the server closes; returns the status and the number of bytes sent."""
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    sent = 0
    async with await target.client.connect() as connection:
        is_open = await connection.send(head_of(target, operation, CHUNKED))
        while is_open and sent < MUCH:
            is_open = await connection.send(chunk)
            sent += len(chunk)
        try:
            return (await connection.read()).status, sent
        except NoResponse:
            return 0, sent


def heads() -> list[Case]:
    """Oversized heads: 431, RFC 6585 section 5."""
    start = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
    numbered = b"".join(b"X-%d: 1\r\n" % number for number in range(10_000))
    megabyte = b"a" * 1_000_000
    end = b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    return [
        Case("a field of 1 MB", start + b"X: " + megabyte + b"\r\n\r\n", (431,), closes=True),
        Case("a field's name of 1 MB", start + megabyte + b": x\r\n\r\n", (431,), closes=True),
        Case("a field of 1 MB that does not end", start + b"X: " + megabyte, (431,), closes=True),
        Case("10,000 fields", start + numbered + b"\r\n", (431,), closes=True),
        Case("10,000 times the same field", start + b"Cookie: a=b\r\n" * 10_000 + b"\r\n", (431,), closes=True),
        Case("fields of 17 KiB together", start + (b"X: " + b"a" * 1024 + b"\r\n") * 17 + b"\r\n", (431,)),
        Case("a target of 1 MB", b"GET /" + megabyte + end, (414, 431), closes=True),
        Case("a target of 17 KiB", b"GET /" + b"a" * 17 * 1024 + end, (414, 431)),
        Case("a method of 1 MB", megabyte + b" /" + end, (400, 431), closes=True),
        Case("1 MB of empty lines", b"\r\n" * 500_000 + LIVE, (400, 431), closes=True),
    ]
