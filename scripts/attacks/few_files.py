"""A server that may open few files: one address cannot hold all connections."""

import asyncio

from attacks.raw import LIVE
from attacks.target import Target
from lib.client import Client, Connection, in_parallel

FILES = 1024
"""The limit of open files of this server, the usual one."""
WRAPPER = ("sh", "-c", f'ulimit -n {FILES} && exec "$0" "$@"')
"""What the server runs on. Its settings name no trusted proxy, which would have no limit."""

OTHER = "127.0.0.2"
"""Another address of this machine."""
CROWD = 1000
"""The connections of one address: more than there can be."""
PATIENCE = 5.0
"""Seconds that a request of another address may take. The silent connections stay for longer."""


async def attack(target: Target) -> None:
    """Opens all connections from one address, and then asks from another."""
    target.report.begin(f"A server with {FILES} files")
    crowd: list[Connection] = []
    try:
        for _ in range(CROWD):
            crowd.append(await target.client.connect())
        other = Client(target.server.address, target.report.observe, OTHER)
        try:
            async with asyncio.timeout(PATIENCE):
                status = (await other.send(LIVE)).status
        except TimeoutError:
            status = 0
        closed = sum(await in_parallel((is_closed(one) for one in crowd), CROWD))
    finally:
        for connection in crowd:
            connection.close()
    held = CROWD - closed
    problem = None if status == 200 else f"answered with {status or 'nothing'}"
    target.report.check(f"another address is served beside {CROWD} connections", [problem], str(status))
    problem = f"it holds {held}" if held > FILES // 2 else None
    target.report.check("one address holds at most half", [problem], f"{held} held, {closed} closed")
    target.report.end()


async def is_closed(connection: Connection) -> bool:
    """Whether the server has closed it."""
    _, closed = await connection.rest(1.0)
    return closed
