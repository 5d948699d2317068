"""PostgreSQL fails in several ways under two nodes."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from lib.process import DEADLINE, ScriptError
from lib.report import Finding
from nodes.cluster import ROLE, Cluster
from nodes.judgement import Fault, judge
from nodes.node import Node
from nodes.observation import SETTINGS, Observation
from nodes.proxy import Proxy

DATABASE = "faults"
CONNECTIONS, RESERVED = 30, 3
"""What there are: two nodes take ten, and the test has to take all. The last ones are kept for superusers."""


class Hog:
    """Takes every connection that there is for the nodes' role."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._taken: list[psycopg.Connection[Any]] = []

    def begin(self) -> None:
        """Ends the nodes' connections, and takes them, until they have none."""
        until = time.monotonic() + DEADLINE
        # One of a superuser, which is kept, too: when it is closed there is room for another one.
        watching = self._cluster.connect()
        while len(self._taken) < CONNECTIONS - RESERVED - 1:
            self._take_all()
            mine = [one.info.backend_pid for one in self._taken]
            watching.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND pid <> ALL(%s)",
                (ROLE, mine),
            )
            if time.monotonic() > until:
                raise ScriptError("the nodes keep connections")
        self._taken.append(watching)

    def end(self) -> None:
        """Gives them back."""
        for connection in self._taken:
            connection.close()
        self._taken.clear()

    def _take_all(self) -> None:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                self._taken.append(psycopg.connect(self._cluster.url(DATABASE), connect_timeout=5))


def _faults(cluster: Cluster) -> list[Fault]:
    hog = Hog(cluster)
    read_only = "default_transaction_read_only"

    def everywhere(setting: str) -> None:
        cluster.execute(f"ALTER DATABASE {DATABASE} {setting}")
        cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")

    return [
        Fault("stopped", cluster.stop, cluster.start),
        Fault("restarted", lambda: cluster.restart("immediate"), lambda: None, no_writes=False, lasts=0.0),
        Fault("frozen", cluster.freeze, cluster.thaw),
        Fault("read-only", lambda: cluster.configure(read_only, "on"), lambda: cluster.configure(read_only, None)),
        Fault(
            "read-only for new connections",
            lambda: everywhere(f"SET {read_only} = on"),
            # Those connections that began in between stay as they began.
            lambda: everywhere(f"RESET {read_only}"),
        ),
        Fault("out of connections", hog.begin, hog.end),
    ]


def faults(binary: Path) -> Iterator[Finding]:
    """All of them, one after another, on the same nodes. No node is started again."""
    with Cluster({"max_connections": str(CONNECTIONS), "superuser_reserved_connections": str(RESERVED)}) as cluster:
        url = cluster.create_database(DATABASE)
        with Node(binary, url, SETTINGS, "first") as first, Node(binary, url, SETTINGS, "second") as second:
            seen = Observation((first, second))
            for fault in _faults(cluster):
                yield from judge(fault, seen)
            yield Finding("no node panics", first.panics() + second.panics())
        yield from _silence(binary, cluster)


def _silence(binary: Path, cluster: Cluster) -> Iterator[Finding]:
    """The connections of both nodes go silent. New ones work, so the nodes have to heal by themselves."""
    cluster.create_database("silence")
    with Proxy(cluster.port) as proxy:
        url = cluster.url("silence", port=proxy.port)
        with Node(binary, url, SETTINGS, "first") as first, Node(binary, url, SETTINGS, "second") as second:
            seen = Observation((first, second))
            silent: list[int] = []
            begin = lambda: silent.append(proxy.silence())
            yield from judge(Fault("silent", begin, lambda: None, no_writes=False, lasts=0.0, heals_itself=True), seen)
            yield Finding(
                "silent: there were connections", [] if silent[0] > 1 else ["none"], f"{silent[0]} connections"
            )
            yield Finding("no node panics", first.panics() + second.panics())
