"""A round of the failover test: two nodes under load lose their primary, follow the promoted standby, and keep what they
have promised."""

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lib.process import ScriptError
from lib.report import Report
from nodes import promising
from nodes.node import Node
from nodes.promising import KINDS, Load, Unused
from nodes.service import STEADY, Service

SERVES_WITHIN = 10.0
"""Seconds from the promotion until both nodes must serve again."""
UNREADY_WITHIN = 3.5
"""Seconds until `/readyz` must say that no write commits. A try takes 2 seconds, and one more is on the way."""
ENOUGH = 4
"""Promises of each kind that there must be before the failure."""
DEADLINE = 40.0
"""Seconds that anything else may take."""


@dataclass(frozen=True)
class Failure:
    """What happens in a round."""

    name: str
    strike: Callable[[], float | None]
    """Does it. Returns since when nothing can be acknowledged before the promotion, if so."""
    promote: Callable[[], object]
    """Has the standby promoted, or waits for that."""
    is_noticed: bool = True
    """Whether the primary is away for so long that the nodes must say so."""


def url(ports: Sequence[int]) -> str:
    """The URL of a database on one of two servers: the one that takes writes."""
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    return f"postgres://latchkey@{hosts}/latchkey?target_session_attrs=read-write"


class Nodes:
    """Two nodes over the same pair of servers, which run through all rounds."""

    def __init__(self, both: Sequence[Node], report: Report) -> None:
        self._nodes, self._report = both, report
        self._unused = Unused()
        self._pids = [node.server.pid for node in both]

    def play(self, failure: Failure) -> None:
        """Plays a round, and checks everything."""
        asyncio.run(self._play(failure))

    async def _play(self, failure: Failure) -> None:
        report = self._report
        report.begin(failure.name)
        load = Load(self._nodes, self._unused)
        services = [Service(client, promising.probes(number)) for number, client in enumerate(load.clients)]
        async with contextlib.AsyncExitStack() as running:
            for service in services:
                await running.enter_async_context(service.watched())
            await running.enter_async_context(load.running())
            began = time.monotonic()
            await _until(lambda: _is_warm(load, services, began), "the load does not get going")
            before = time.monotonic()
            quiet_since = await asyncio.to_thread(failure.strike)
            if failure.is_noticed:
                await self._notice()
            quiet_until = time.monotonic()
            await asyncio.to_thread(failure.promote)
            promoted = time.monotonic()
            until = promoted + SERVES_WITHIN + STEADY
            await _until(lambda: all(one.is_steady(promoted) for one in services) or time.monotonic() > until, "")
        if quiet_since is not None:
            early = Counter(load.promises.between(quiet_since, quiet_until))
            problems = [f"acknowledged: {kind} x{count}" for kind, count in early.items()]
            report.check("nothing is acknowledged in between", problems, f"{quiet_until - quiet_since:.1f} s")
        self._serving(services, promoted)
        await self._promises(load, before)

    async def _notice(self) -> None:
        """The nodes say that they are not ready, and that they live."""
        unready = [asyncio.to_thread(_unready_after, node, UNREADY_WITHIN) for node in self._nodes]
        seconds = await asyncio.gather(*unready)
        both = zip(self._nodes, seconds, strict=True)
        late = [f"{node.name}: {took:.1f} s" for node, took in both if took > UNREADY_WITHIN]
        self._report.check("both nodes say that they are not ready", late, f"{max(seconds):.1f} s")
        alive = [f"{node.name}: {status}" for node in self._nodes if (status := _status(node, "/livez")) != 200]
        self._report.check("and that they live", alive)

    def _serving(self, services: Sequence[Service], promoted: float) -> None:
        problems, took = [], []
        for node, service in zip(self._nodes, services, strict=True):
            since = service.serves_since()
            later = None if since is None else max(0.0, since - promoted)
            took.append("never" if later is None else f"{later:.1f} s")
            if later is None or later > SERVES_WITHIN:
                problems.append(
                    f"{node.name}: {took[-1]}, failed {service.failed(promoted)}, and said: {_complaint(node)}"
                )
        self._report.check("both nodes serve logins again", problems, f"{', '.join(took)} after the promotion")
        for node, service in zip(self._nodes, services, strict=True):
            self._report.note(f"logins failed on {node.name} for", service.outage())
        unready = [f"{node.name}: {status}" for node in self._nodes if (status := _status(node, "/readyz")) != 200]
        self._report.check("both are ready", unready)
        restarted = [
            f"{node.name} has ended"
            for node, pid in zip(self._nodes, self._pids, strict=True)
            if not node.is_running or node.server.pid != pid
        ]
        panics = [line for node in self._nodes for line in node.panics()]
        self._report.check("neither was started again, or panicked", restarted + panics)

    async def _promises(self, load: Load, failed_at: float) -> None:
        before, all_of_them = load.promises.counts(until=failed_at), load.promises.counts()
        for kind, problems in (await load.promises.broken(load.clients, failed_at)).items():
            counts = f"{all_of_them[kind]}, {before[kind]} of them before the failure"
            self._report.check(f"holds: {kind}", problems, counts)


def _is_warm(load: Load, services: Sequence[Service], began: float) -> bool:
    counts = load.promises.counts()
    return all(counts[kind] >= ENOUGH for kind in KINDS) and all(one.is_steady(began) for one in services)


def _complaint(node: Node) -> str:
    """The last error in its log."""
    lines = (json.loads(line) for line in node.log().splitlines() if line.startswith("{"))
    return next((str(line.get("error")) for line in reversed(list(lines)) if line["level"] == "ERROR"), "nothing")


def _unready_after(node: Node, within: float) -> float:
    """How long it takes until the node says that it is not ready; more than `within` where it does not."""
    began = time.monotonic()
    while _status(node, "/readyz") != 503 and time.monotonic() < began + within:
        time.sleep(0.05)
    return time.monotonic() - began


def _status(node: Node, path: str) -> int:
    answer = node.ask(path)
    return answer.status if answer else 0


async def _until(is_so: Callable[[], bool], problem: str, deadline: float = DEADLINE) -> None:
    until = time.monotonic() + deadline
    while not await asyncio.to_thread(is_so):
        if time.monotonic() > until:
            raise ScriptError(problem)
        await asyncio.sleep(0.05)
