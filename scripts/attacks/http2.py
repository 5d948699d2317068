"""HTTP/2: floods of frames, which end their connection before they cost much, and heads that are refused. A client that
is merely busy is served."""

import asyncio
import itertools
from collections.abc import Iterator

from attacks import slow
from attacks.frames import (
    DATA,
    HEADERS,
    PING,
    PREFACE,
    PRIORITY,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    Fields,
    Http2,
    frame,
    request,
    status_of,
)
from attacks.target import Target
from benchmark.accounting import cpu_seconds
from lib import settings

OPTIONS = settings.H2C
"""The settings of this server: no client of TLS sends such frames."""

MOST = 2_000_000
"""The frames of a flood that are sent at most."""
AT_ONCE = 500
CPU = 0.5
"""Seconds of CPU that a flood may use until its connection is closed. A build without optimization is many times
slower than one with it."""
BUSY = 5_000
"""The requests of the busy client."""
CONCURRENT = 16


async def attack(target: Target) -> None:
    """Runs all of them."""
    target.report.begin("HTTP/2")
    for name, frames in floods().items():
        await flood(target, name, itertools.repeat(frames))
    await flood(target, "requests that are reset", resets())
    await flood(target, "empty DATA", empty_bodies())
    await busy(target)
    for name, authority, fields, expected in heads():
        status = await answered(target, authority, fields)
        problem = None if status == expected else f"answered with {status or 'nothing'}"
        target.report.check(name, [problem], str(status))
    kind = slow.Kind("silence after the preface", PREFACE, b"", max(slow.HEAD, slow.IDLE), (0,))
    slow.check(target, kind, await asyncio.gather(*(slow.sit(target, kind) for _ in range(slow.EACH))))
    target.report.end()


def floods() -> dict[str, bytes]:
    """Frames that may be sent again and again on one connection."""
    return {
        "PING": frame(PING, b"8 bytes.") * AT_ONCE,
        "SETTINGS": frame(SETTINGS) * AT_ONCE,
        "SETTINGS with ten entries": frame(SETTINGS, b"\0\x03\0\0\0\x64" * 10) * AT_ONCE,
        "PRIORITY": frame(PRIORITY, b"\0\0\0\0\x10", stream=1) * AT_ONCE,
        "WINDOW_UPDATE": frame(WINDOW_UPDATE, b"\0\0\0\x01") * AT_ONCE,
        "an unknown type": frame(0xC8) * AT_ONCE,
    }


def resets() -> Iterator[bytes]:
    """Requests that are reset at once: each has a stream of its own."""
    for first in range(1, 2 * MOST, 2 * AT_ONCE):
        streams = range(first, first + 2 * AT_ONCE, 2)
        yield b"".join(request(one, "/livez") + frame(RST_STREAM, b"\0\0\0\x08", stream=one) for one in streams)


def empty_bodies() -> Iterator[bytes]:
    """Bodies of nothing but empty frames."""
    yield request(1, "/livez", ends=False)
    yield from itertools.repeat(frame(DATA, stream=1) * AT_ONCE)


async def flood(target: Target, name: str, frames: Iterator[bytes]) -> None:
    """Sends frames until the server closes the connection."""
    before = cpu_seconds(target.server.pid)
    sent = 0
    async with Http2.open(target.server.address) as connection:
        reading = asyncio.create_task(until_closed(connection))
        while sent < MOST and not reading.done() and await connection.send(next(frames, b"")):
            sent += AT_ONCE
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    used = cpu_seconds(target.server.pid) - before
    problems = [
        f"{sent} frames were taken" if sent >= MOST else None,
        f"{used:.2f} s of CPU" if used > CPU else None,
    ]
    target.report.check(f"a flood of {name}, closed", problems, f"after {sent} frames and {used:.2f} s of CPU")


async def until_closed(connection: Http2) -> None:
    """Reads whatever comes."""
    while await connection.read():
        pass


async def busy(target: Target) -> None:
    """Many requests, a few at a time, each with the frames that clients send about it: none goes unanswered."""
    about = frame(WINDOW_UPDATE, b"\0\0\x01\0") + frame(PRIORITY, b"\0\0\0\0\x10", stream=1)
    count = 0
    async with Http2.open(target.server.address) as connection:
        streams = iter(range(1, 2 * BUSY, 2))
        for stream in [next(streams) for _ in range(CONCURRENT)]:
            await connection.send(request(stream, "/livez") + about)
        while count < BUSY and (received := await connection.read()):
            if received[0] != HEADERS:
                continue
            count += 1
            if stream := next(streams, 0):
                await connection.send(request(stream, "/livez") + about)
    problem = None if count == BUSY else f"closed after {count} answers"
    target.report.check(f"{BUSY} requests on one connection", [problem], f"{count} answers")


def heads() -> Iterator[tuple[str, str, Fields, int]]:
    """The name of a request, its authority, its fields, and the status that it must get."""
    yield "control: a request", "localhost", (), 200
    yield "control: a Host like the authority", "localhost", (("host", "localhost"),), 200
    for count, expected in ((100, 200), (101, 431), (400, 431)):
        yield f"{count} fields", "localhost", [("x", "y")] * count, expected
    yield "a Host that differs from the authority", "localhost", (("host", "attacker.example"),), 400
    yield "an authority with a user", "user@localhost", (), 400
    yield "two Hosts", "localhost", (("host", "localhost"), ("host", "attacker.example")), 400


async def answered(target: Target, authority: str, fields: Fields) -> int:
    """The status of the response; 0 for none."""
    async with Http2.open(target.server.address) as connection:
        await connection.send(request(1, "/livez", authority, fields))
        while received := await connection.read():
            if received[0] == HEADERS:
                return status_of(received[2])
    return 0
