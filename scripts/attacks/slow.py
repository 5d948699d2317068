"""Several hundred slow clients at once: the server closes each at its timeout, and serves other clients meanwhile."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from attacks.raw import LIVE, head_of
from attacks.target import Target, tally
from lib import settings
from lib.client import Connection, NoResponse

HEAD, BODY, IDLE = 2, 3, 4
"""The timeouts of this server in seconds, far shorter than the defaults to save time."""

SETTINGS = settings.timeouts(head=HEAD, body=BODY, idle=IDLE)

SLACK = 4.0
"""Seconds after its timeout at which a connection must be closed. The machine is busy with all the others."""

DRIP = 1.0
"""Seconds between two bytes."""

EACH = 60
"""Connections of each kind."""


@dataclass(frozen=True)
class Kind:
    """A kind of slow client: what it sends at once, what it sends byte by byte after that, and when the server must
    close the connection."""

    name: str
    at_once: bytes
    dripped: bytes
    deadline: float
    statuses: tuple[int, ...] = (0, 408)
    """The accepted statuses; 0 for no response."""


@dataclass
class Ended:
    """How a connection ended: the last status, 0 for none, and the seconds until it was closed, if it was."""

    status: int = 0
    seconds: float | None = None


async def attack(target: Target) -> None:
    """Runs all clients."""
    target.report.begin("Slow clients")
    all_kinds = kinds(target)
    crowd = [asyncio.create_task(sit(target, kind)) for kind in all_kinds for _ in range(EACH)]
    served = await serve_others(target, crowd)
    ended = await asyncio.gather(*crowd)
    for kind, group in zip(all_kinds, grouped(ended), strict=True):
        check(target, kind, group)
    target.report.check(
        f"other clients are served beside {len(crowd)} slow ones",
        [problem for _, problem in served],
        tally(name for name, _ in served),
    )
    target.report.end()


def grouped(ended: list[Ended]) -> Iterator[list[Ended]]:
    """The connections of each kind."""
    return (ended[start : start + EACH] for start in range(0, len(ended), EACH))


def kinds(target: Target) -> list[Kind]:
    """All kinds of slow clients."""
    login = target.login
    body = head_of(target, login, b"Content-Length: 60000\r\n")
    chunked = head_of(target, login, b"Transfer-Encoding: chunked\r\n")
    line = b"GET /livez HTTP/1.1\r\n"
    return [
        Kind("heads at a byte a second", b"", LIVE * 9, HEAD),
        Kind("fields that never end, one a second", line, b"X: y\r\n" * 99, HEAD),
        Kind("bodies at a byte a second", body, b" " * 999, BODY),
        Kind("chunks at a byte a second", chunked, b"1\r\n \r\n" * 99, BODY),
        Kind("bodies that never come", body, b"", BODY),
        Kind("silence from the start", b"", b"", max(HEAD, IDLE)),
        Kind("silence after an answer", LIVE, b"", max(HEAD, IDLE), (200,)),
    ]


async def sit(target: Target, kind: Kind) -> Ended:
    """One slow client, until the server closes its connection or is too late to."""
    loop = asyncio.get_running_loop()
    ended = Ended()
    async with await target.client.connect() as connection:
        began = loop.time()
        await connection.send(kind.at_once)
        dripping = asyncio.create_task(drip(connection, kind.dripped))
        try:
            async with asyncio.timeout(kind.deadline + SLACK):
                while True:
                    ended.status = (await connection.read(kind.deadline + SLACK)).status
        except NoResponse as end:
            if not isinstance(end.__cause__, TimeoutError):
                ended.seconds = loop.time() - began
        except TimeoutError:
            pass
        finally:
            dripping.cancel()
    return ended


async def drip(connection: Connection, data: bytes) -> None:
    """Sends a byte now and then, until the connection is closed."""
    for byte in data:
        if not await connection.send(bytes([byte])):
            return
        await asyncio.sleep(DRIP)


async def serve_others(target: Target, crowd: list[asyncio.Task[Ended]]) -> list[tuple[str, str | None]]:
    """Sends normal requests while there are slow clients. Returns the kind of each, and what went wrong."""
    served: list[tuple[str, str | None]] = []
    while not all(task.done() for task in crowd):
        for name, request in (
            ("health checks", LIVE),
            ("logins", target.valid_login()),
        ):
            status = (await target.client.send(request)).status
            served.append((name, None if status == 200 else f"{name}: answered with {status}"))
        await asyncio.sleep(0.02)
    return served


def check(target: Target, kind: Kind, ended: list[Ended]) -> None:
    """Checks how one kind ended."""
    problems = []
    for one in ended:
        if one.seconds is None:
            problems.append(f"still open after {kind.deadline + SLACK:.0f} s")
        elif one.status not in kind.statuses:
            problems.append(f"answered with {one.status}")
    last = max((one.seconds or 0 for one in ended), default=0)
    shown = f"{tally(one.status or 'closed' for one in ended)}, the last after {last:.1f} s"
    target.report.check(f"{kind.name}, closed", problems, shown)
