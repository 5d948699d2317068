"""Two PostgreSQL servers under Patroni, with one member of etcd: more of it makes no difference to a node."""

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from lib import process
from lib.postgres import find_programs, server_user
from lib.process import DEADLINE, ScriptError, find_program
from nodes import etcd, processes
from nodes.cluster import ROLE, SETTINGS, SUPERUSER, free_port, remove_shared_memory

TIMES = {"ttl": 7, "loop_wait": 1, "retry_timeout": 3}
"""Seconds: how long a silent primary keeps its role, and how often each member looks. Newer versions of Patroni take no
less than 20 as `ttl`."""


class Member:
    """One Patroni with its PostgreSQL."""

    def __init__(self, name: str, folder: Path, ports: Sequence[int], etcd_port: int) -> None:
        self.name, (self.port, self._api) = name, ports
        self._folder, self._user = folder / name, server_user()
        self._data = self._folder / "data"
        self._running = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder.mkdir()
        if self._user:
            shutil.chown(self._folder, self._user)
        self.config = self._folder / "patroni.yml"
        # JSON is YAML, too.
        self.config.write_text(json.dumps(self._configuration(etcd_port), indent=2), encoding="utf-8")

    def _configuration(self, etcd_port: int) -> dict[str, object]:
        roles = {name: {"username": SUPERUSER, "password": "unused"} for name in ("superuser", "replication")}
        shared = {"synchronous_mode": True, "postgresql": {"use_pg_rewind": False}, **TIMES}
        api = f"127.0.0.1:{self._api}"
        return {
            "scope": "latchkey",
            "name": self.name,
            "restapi": {"listen": api, "connect_address": api},
            "etcd3": {"hosts": [f"127.0.0.1:{etcd_port}"]},
            "bootstrap": {"dcs": shared, "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "no-sync"]},
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}",
                "connect_address": f"127.0.0.1:{self.port}",
                "data_dir": str(self._data),
                "bin_dir": str(find_programs()),
                "pgpass": str(self._folder / "pgpass"),
                # A copy would else wait for a checkpoint that takes its time.
                "basebackup": [{"checkpoint": "fast"}],
                "authentication": roles,
                "pg_hba": [f"host {what} all 127.0.0.1/32 trust" for what in ("all", "replication")],
                "parameters": {name: value for name, value in SETTINGS.items() if name != "listen_addresses"},
            },
        }

    def start(self) -> None:
        """Starts it, and waits for nothing."""
        command = [find_program("patroni", etcd.HINT), self.config]
        log = self._running.enter_context((self._folder / "log").open("ab"))
        self._process = self._running.enter_context(
            process.started(command, log=log, folder=self._folder, environment=etcd.environment(), user=self._user)
        )

    def kill(self) -> None:
        """Kills Patroni, its PostgreSQL and all their children: the machine is gone."""
        if self._postgres() is None:
            raise ScriptError(f"{self.name} does not run: {self.log()[-2000:].strip()}")
        self.close()

    def close(self) -> None:
        """Kills what still runs, which is quicker than to have Patroni hand its role over."""
        # Patroni must not see PostgreSQL die.
        if self._process is not None and self._process.poll() is None:
            processes.freeze(self._process.pid)
        if (postgres := self._postgres()) is not None:
            processes.kill(postgres)
        if self._process is not None and self._process.poll() is None:
            processes.kill(self._process.pid)
        self._running.close()
        remove_shared_memory(self._data)

    def log(self) -> str:
        """What Patroni and PostgreSQL have logged."""
        file = self._folder / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Runs a statement as superuser, and returns its rows."""
        url = f"postgres://{SUPERUSER}@127.0.0.1:{self.port}/postgres?connect_timeout=2"
        with psycopg.connect(url, autocommit=True, options="-c statement_timeout=5s") as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def connections(self) -> int:
        """How many connections the nodes keep to its PostgreSQL. One that is only tried is closed at once."""
        kept = f"usename = '{ROLE}' AND backend_start < clock_timestamp() - interval '1 second'"
        return int(self.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {kept}")[0][0])

    def is_primary(self) -> bool:
        """Whether its PostgreSQL takes writes."""
        with contextlib.suppress(psycopg.OperationalError):
            return self.execute("SELECT pg_is_in_recovery()") == [(False,)]
        return False

    def is_synchronous(self) -> bool:
        """Whether Patroni says that it is the synchronous standby, which may be promoted."""
        return etcd.answers(f"http://127.0.0.1:{self._api}/sync")

    def _postgres(self) -> int | None:
        """The first process of its PostgreSQL."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self._data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
            # The number that a killed server leaves may be another process by now.
            if Path(f"/proc/{pid}/cwd").resolve() == self._data.resolve():
                return pid
        return None


class Pair:
    """Both members, whichever is the primary."""

    def __init__(self, members: list[Member]) -> None:
        self._members = members

    @property
    def ports(self) -> list[int]:
        """The ports of both servers."""
        return [member.port for member in self._members]

    def primary(self) -> Member:
        """The one that takes writes, once there is one."""
        return self._wait("a primary", Member.is_primary)

    def standby(self) -> Member:
        """The synchronous standby, once there is one."""
        return self._wait("a synchronous standby", Member.is_synchronous)

    def switch_over(self) -> None:
        """Has the members change roles, as an operator does."""
        command = [find_program("patronictl", etcd.HINT), "-c", self._members[0].config, "switchover", "--force"]
        process.run([*command, "--candidate", self.standby().name], environment=etcd.environment())

    def _wait(self, what: str, is_it: Callable[[Member], bool]) -> Member:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            for member in self._members:
                if is_it(member):
                    return member
            time.sleep(0.05)
        raise ScriptError(f"Patroni has not made {what}: {self.log()}")

    def log(self) -> str:
        """The ends of both logs."""
        return "\n".join(f"{member.name}: {member.log()[-2000:].strip()}" for member in self._members)


def _distinct_ports(count: int) -> list[int]:
    """Ports that nothing listens on yet, of which none is another one of them."""
    ports: set[int] = set()
    while len(ports) < count:
        ports.add(free_port())
    return list(ports)


@contextlib.contextmanager
def pair() -> Iterator[Pair]:
    """A primary and a synchronous standby with the role of the nodes, until the block is left."""
    with (
        tempfile.TemporaryDirectory(prefix="latchkey-patroni-", dir="/var/tmp") as created,
        contextlib.ExitStack() as running,
    ):
        folder = Path(created)
        folder.chmod(0o755)
        ports = _distinct_ports(6)
        running.enter_context(etcd.running(folder, ports[:2]))
        members = [Member("one", folder, ports[2:4], ports[0]), Member("two", folder, ports[4:], ports[0])]
        both = Pair(members)
        for member in members:
            running.callback(member.close)
            member.start()
            # The first one, so that every run changes roles in both directions.
            primary = both.primary()
        primary.execute(f"CREATE ROLE {ROLE} LOGIN")
        primary.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
        both.standby()
        yield both
