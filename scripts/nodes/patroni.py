"""Two PostgreSQL servers under Patroni, with one member of etcd: more of it makes no difference to a node."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from lib import process
from lib.postgres import find_programs, server_user
from lib.process import DEADLINE, ScriptError, find_program
from nodes import processes
from nodes.cluster import ROLE, SETTINGS, SUPERUSER, free_port, remove_shared_memory

HINT = "install Debian's packages patroni and etcd-server"
TIMES = {"ttl": 7, "loop_wait": 1, "retry_timeout": 3}
"""Seconds: how long a silent primary keeps its role, and how often each member looks. Newer versions of Patroni take no
less than 20 as `ttl`."""


def environment() -> dict[str, str]:
    """What the programs get: nothing that is meant for another Patroni, PostgreSQL or Python."""
    known = {key: value for key, value in os.environ.items() if not key.startswith(("ETCD", "PATRONI", "PG", "PYTHON"))}
    return {**known, "LC_ALL": "C.UTF-8"}


class Member:
    """One Patroni with its PostgreSQL."""

    def __init__(self, name: str, folder: Path, etcd: int) -> None:
        self.name, self.port, self._api = name, free_port(), free_port()
        self._folder, self._user = folder / name, server_user()
        self._data = self._folder / "data"
        self._running = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder.mkdir()
        if self._user:
            shutil.chown(self._folder, self._user)
        self.config = self._folder / "patroni.yml"
        # JSON is YAML, too.
        self.config.write_text(json.dumps(self._configuration(etcd), indent=2), encoding="utf-8")

    def _configuration(self, etcd: int) -> dict[str, object]:
        roles = {name: {"username": SUPERUSER, "password": "unused"} for name in ("superuser", "replication")}
        shared = {"synchronous_mode": True, "postgresql": {"use_pg_rewind": False}, **TIMES}
        api = f"127.0.0.1:{self._api}"
        return {
            "scope": "latchkey",
            "name": self.name,
            "restapi": {"listen": api, "connect_address": api},
            "etcd3": {"hosts": [f"127.0.0.1:{etcd}"]},
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
        command = [find_program("patroni", HINT), self.config]
        log = self._running.enter_context((self._folder / "log").open("ab"))
        self._process = self._running.enter_context(
            process.started(command, log=log, folder=self._folder, environment=environment(), user=self._user)
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
        return _answers(f"http://127.0.0.1:{self._api}/sync")

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
        return self._wait("a primary", lambda: next((one for one in self._members if one.is_primary()), None))

    def standby(self) -> Member:
        """The synchronous standby, once there is one."""
        return self._wait("a synchronous standby", lambda: next((m for m in self._members if m.is_synchronous()), None))

    def switch_over(self) -> None:
        """Has the members change roles, as an operator does."""
        command = [find_program("patronictl", HINT), "-c", self._members[0].config, "switchover", "--force"]
        process.run([*command, "--candidate", self.standby().name], environment=environment())

    def _wait(self, what: str, found: "Any") -> Member:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            if (member := found()) is not None:
                return member  # type: ignore[no-any-return]
            time.sleep(0.05)
        raise ScriptError(f"Patroni has not made {what}: {self.log()}")

    def log(self) -> str:
        """The ends of both logs."""
        return "\n".join(f"{member.name}: {member.log()[-2000:].strip()}" for member in self._members)


@contextlib.contextmanager
def _etcd(folder: Path) -> Iterator[int]:
    """Runs etcd until the block is left, and gives its port."""
    clients, peers = free_port(), free_port()
    urls = {"client": f"http://127.0.0.1:{clients}", "peer": f"http://127.0.0.1:{peers}"}
    options = {
        "name": "only",
        "data-dir": folder / "etcd",
        "listen-client-urls": urls["client"],
        "advertise-client-urls": urls["client"],
        "listen-peer-urls": urls["peer"],
        "initial-advertise-peer-urls": urls["peer"],
        "initial-cluster": f"only={urls['peer']}",
    }
    command = [find_program("etcd", HINT), *(f"--{name}={value}" for name, value in options.items())]
    log = folder / "etcd.log"
    with log.open("wb") as out, process.started(command, log=out, folder=folder, environment=environment()) as started:
        until = time.monotonic() + DEADLINE
        while not _answers(f"{urls['client']}/health"):
            if started.poll() is not None or time.monotonic() > until:
                said = log.read_text(encoding="utf-8", errors="replace")
                raise ScriptError(f"etcd did not start: {said[-2000:].strip()}")
            time.sleep(0.05)
        yield clients


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def pair() -> Iterator[Pair]:
    """A primary and a synchronous standby with the role of the nodes, until the block is left."""
    with tempfile.TemporaryDirectory(prefix="latchkey-patroni-", dir="/var/tmp") as created, contextlib.ExitStack() as all:
        folder = Path(created)
        folder.chmod(0o755)
        etcd = all.enter_context(_etcd(folder))
        members = [Member(name, folder, etcd) for name in ("one", "two")]
        both = Pair(members)
        for member in members:
            all.callback(member.close)
            member.start()
            # The first one, so that every run changes roles in both directions.
            primary = both.primary()
        primary.execute(f"CREATE ROLE {ROLE} LOGIN")
        primary.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
        both.standby()
        yield both
