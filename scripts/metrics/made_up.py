"""Clients that make up paths, methods, names and devices: none of them may become a time series."""

import asyncio
from collections.abc import Iterable

from lib.accounts import Account, ApiKey
from lib.client import Client, request
from lib.installation import Server
from lib.report import Report
from metrics.logins import LOGINS, right, wrong
from metrics.scrape import scrape

MADE_UP = 10_000
WARM_UP = 400
"""Of those, how many come before the time series are counted: enough for every answer that there is."""
CONNECTIONS = 16


def made_up(report: Report, server: Server, watched: tuple[str, int], account: Account, key: ApiKey) -> None:
    """Sends them, and compares the time series before and after."""
    report.begin("Paths, methods, names and devices that are made up")
    before, after = asyncio.run(_made_up(server, watched, account, key))
    new = sorted(after - before)
    report.check("add no time series", new, f"{MADE_UP} of them, {len(after)} samples")
    report.check("there are not many", [] if len(after) < 5000 else [str(len(after))])


async def _made_up(
    server: Server, watched: tuple[str, int], account: Account, key: ApiKey
) -> tuple[set[str], set[str]]:
    for login in LOGINS:
        await Client(server.address).send(right(login, key, account, "198.51.100.7"))
    await _send(server, (_one(number, key) for number in range(WARM_UP)))
    before = set(await scrape(watched))
    await _send(server, (_one(number, key) for number in range(WARM_UP, WARM_UP + MADE_UP)))
    return before, set(await scrape(watched))


def _one(number: int, key: ApiKey) -> bytes:
    # One network: its limit refuses most of them, so that they cost no hash.
    login = LOGINS[number % len(LOGINS)]
    match number % 4:
        case 0:
            return request("GET", f"/made-up/{number}?{number}={number}")
        case 1:
            return request("POST", f"{login.path}/{number}", [("User-Agent", f"Agent{number}")], b"{}")
        case 2:
            return request(f"METHOD{number}", login.path)
        case _:
            return wrong(login, key, f"nobody{number}@accounts.example", "198.51.100.9", f"device{number}")


async def _send(server: Server, requests: Iterable[bytes]) -> None:
    waiting = iter(requests)
    client = Client(server.address)

    async def worker() -> None:
        connection = await client.connect()
        for data in waiting:
            await connection.send(data)
            response = await connection.read()
            if response.header("connection") == "close":
                connection.close()
                connection = await client.connect()
        connection.close()

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
