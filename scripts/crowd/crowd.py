"""All clients, in a thread of their own, and what they have seen."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence

from crowd.client import Client, Held
from crowd.exchanges import Exchange
from cutover.backends import Backend
from lib.client import Networks, in_parallel
from nodes.node import Node

CLIENTS = 20
PARALLEL = 16
"""The requests that are sent at once when the crowd has gone."""
ENDING = 12.0
"""Seconds within which all clients end when they are told to."""


class Crowd:
    """The clients. The accounts are shared out among them."""

    def __init__(self, backend: Backend, accounts: Sequence[Held], nodes: Sequence[Node]) -> None:
        self.seen: list[Exchange] = []
        """In the order in which the answers came."""
        self.crashes: list[str] = []
        """What has ended a client too early."""
        self._clients = [
            Client(f"client {number + 1}", backend, accounts[number::CLIENTS], nodes, self.seen)
            for number in range(CLIENTS)
        ]
        self._networks = Networks()

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Has the clients work until the block is left, and lets them finish what they are at."""
        over = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(self._work(over)), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(ENDING)
            if thread.is_alive():
                self.crashes.append(f"not all have ended after {ENDING:.0f} s")

    def try_all(self, accounts: Sequence[Held], password: str = "") -> list[Exchange]:
        """Logs in to these accounts, when the crowd has gone, and returns the answers."""
        before, one = len(self.seen), self._clients[0]
        one.pause = 0.0

        async def log_in() -> None:
            await in_parallel((one.log_in(held, password) for held in accounts), PARALLEL)

        asyncio.run(log_in())
        return self.seen[before:]

    async def _work(self, over: threading.Event) -> None:
        async def repeat(one: Client) -> None:
            try:
                while not over.is_set():
                    await one.work(self._networks.fresh())
            except Exception as error:  # A client must not end unseen.
                self.crashes.append(f"{type(error).__name__}: {error}")

        await asyncio.gather(*(repeat(one) for one in self._clients))
