"""Watches whether a node serves logins, from before a failure until after it."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from lib.client import MISSING, Client

PATIENCE = 8.0
"""Seconds that a login may take."""
EVERY = 0.2
"""Seconds from one login to the next."""
STEADY = 2.0
"""Seconds without a failed login, after which a node serves again."""


class Try(NamedTuple):
    """A login: when it began, when it was answered, and with what status."""

    began: float
    ended: float
    status: int


class Service:
    """One node, as a client sees it that logs in all the time."""

    def __init__(self, client: Client, logins: Sequence[bytes]) -> None:
        self._client, self._logins = client, itertools.cycle(logins)
        self.tries: list[Try] = []

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Logs in until the block is left."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self) -> None:
        while True:
            began = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._client.send(next(self._logins))
            except TimeoutError:
                answer = MISSING
            self.tries.append(Try(began, time.monotonic(), answer.status))
            await asyncio.sleep(max(0.0, began + EVERY - time.monotonic()))

    def serves_since(self) -> float | None:
        """When the first login was answered after which none failed; None while the last one failed."""
        good = list(itertools.takewhile(lambda one: one.status == 200, reversed(self.tries)))
        return good[-1].ended if good else None

    def is_steady(self, after: float) -> bool:
        """Whether it has served for a while after this time. A login that is on the way says nothing."""
        since = self.serves_since()
        return since is not None and self.tries[-1].began > max(since, after) + STEADY

    def failed(self, since: float) -> str:
        """The last logins that failed, by their times since then."""
        failed = [f"{one.ended - since:+.1f} s: {one.status}" for one in self.tries if one.status != 200]
        return ", ".join(failed[-4:])

    def outage(self) -> str:
        """For how long logins failed, and how long the slowest took."""
        failed = [one for one in self.tries if one.status != 200]
        away = failed[-1].ended - failed[0].began if failed else 0.0
        slowest = max((one.ended - one.began for one in self.tries), default=0.0)
        return f"{away:.1f} s, and the slowest took {slowest:.1f} s"
