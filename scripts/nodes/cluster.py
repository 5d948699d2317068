"""A PostgreSQL server that a test owns, and may stop, kill, freeze and configure. `scripts/postgres` runs the one for
tests that only need a database."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import conninfo

from lib import process
from lib.postgres import find_programs, server_user
from lib.process import DEADLINE, ScriptError
from nodes import processes

SUPERUSER, ROLE = "postgres", "latchkey"
"""The role of the test, and that of the nodes: a superuser would get the connections that are kept for superusers."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
    # What is committed is written before it is acknowledged, which a kill of the server does not undo. Flushing it
    # matters only when the machine fails.
    "synchronous_commit": "on",
    "fsync": "off",
    "wal_level": "replica",
    "hot_standby": "on",
    # In the data folder, so that a killed server leaves little elsewhere.
    "dynamic_shared_memory_type": "mmap",
}
PORTS = range(20000, 32768)
"""Below those that outgoing connections take, so that a port stays free while the server is down."""
SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Cluster:
    """A server with its folder and its port, which it keeps when it is started again."""

    def __init__(self, changed: Mapping[str, str] = {}, *, standby_of: "Cluster | None" = None, name: str = "") -> None:
        """Makes the data folder of a new server or, with `standby_of`, a copy of that running one that follows it. The
        name is how the copy calls itself there (`application_name`)."""
        self._programs, self._user = find_programs(), server_user()
        self._temporary = tempfile.TemporaryDirectory(prefix="latchkey-cluster-", dir="/var/tmp")
        self._process: subprocess.Popen[bytes] | None = None
        self._running = contextlib.ExitStack()
        self.folder = Path(self._temporary.name)
        self.data, self._log = self.folder / "data", self.folder / "server.log"
        self.port = free_port()
        try:
            if self._user:
                shutil.chown(self.folder, self._user)
            if standby_of:
                source = conninfo.make_conninfo(standby_of.url("postgres", role=SUPERUSER), application_name=name)
                self._run(
                    "pg_basebackup", "-d", source, "-D", self.data, "-R", "-X", "stream", "-c", "fast", "--no-sync"
                )
            else:
                how = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
                self._run("initdb", "-D", self.data, *how)
            with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.writelines(f"{key} = '{value}'\n" for key, value in {**SETTINGS, **changed}.items())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Starts it, with the role of the nodes."""
        try:
            self.start()
            if not self.execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):
                self.execute(f"CREATE ROLE {ROLE} LOGIN")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, *, wait: bool = True) -> None:
        """Starts it, and waits until it takes connections."""
        command = [self._programs / "postgres", "-D", self.data, "-p", self.port]
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        environment = {**inherited, "LC_ALL": "C"}
        log = self._running.enter_context(self._log.open("ab"))
        self._process = self._running.enter_context(
            process.started(command, log=log, folder=self.folder, environment=environment, user=self._user)
        )
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self, deadline: float = DEADLINE) -> None:
        """Waits until it takes connections."""
        until = time.monotonic() + deadline
        while self.is_running and time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                self.execute("SELECT 1")
                return
            time.sleep(0.02)
        raise ScriptError(f"PostgreSQL does not take connections: {self.log()[-2000:].strip()}")

    @property
    def is_running(self) -> bool:
        """Whether its first process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its first process."""
        if self._process is None or self._process.poll() is not None:
            raise ScriptError(f"PostgreSQL does not run: {self.log()[-2000:].strip()}")
        return self._process.pid

    def stop(self, mode: str = "fast", deadline: float = DEADLINE) -> None:
        """Stops it and waits for its end. `fast` breaks the connections, `smart` waits for the clients, and `immediate`
        is a crash."""
        os.kill(self.pid, SIGNALS[mode])
        self._ended(deadline)

    def restart(self, mode: str = "fast") -> None:
        """Stops and starts it."""
        self.stop(mode)
        self.start()

    def kill(self) -> None:
        """Kills all its processes: what a machine does that loses its power, but for the files."""
        processes.kill(self.pid)
        self._ended(DEADLINE)

    def freeze(self) -> None:
        """Stops all its processes in mid-air. The kernel still accepts connections for it."""
        processes.freeze(self.pid)

    def thaw(self) -> None:
        """Lets them go on."""
        processes.thaw(self.pid)

    def close(self) -> None:
        """Ends it, whatever state it is in, and removes its folder."""
        try:
            if self.is_running:
                self.thaw()
                try:
                    self.stop("immediate", deadline=10.0)
                except ScriptError:
                    self.kill()
        finally:
            self._running.close()
            remove_shared_memory(self.data)
            self._temporary.cleanup()

    def url(self, database: str, *, role: str = ROLE, port: int | None = None) -> str:
        """The URL of a database, for a node. The port may be that of a proxy."""
        return f"postgres://{role}@127.0.0.1:{port or self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Makes a database that the role of the nodes owns, and returns its URL."""
        self.execute(f"CREATE DATABASE {name} OWNER {ROLE}")
        return self.url(name)

    def connect(self, database: str = "postgres", **parameters: Any) -> "psycopg.Connection[Any]":
        """A connection of the superuser, which commits each statement, and writes even where the default is not to."""
        known: dict[str, Any] = {
            "connect_timeout": 5,
            "options": "-c default_transaction_read_only=off -c statement_timeout=20s",
        }
        return psycopg.connect(self.url(database, role=SUPERUSER), autocommit=True, **{**known, **parameters})

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Runs a statement as superuser, and returns its rows."""
        with self.connect(database) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def configure(self, name: str, value: str | None) -> None:
        """Changes a setting of the running server, or resets it, and waits until new connections have it."""
        loaded = "SELECT pg_conf_load_time()"
        before = self.execute(loaded)
        self.execute(f"ALTER SYSTEM RESET {name}" if value is None else f"ALTER SYSTEM SET {name} = '{value}'")
        self.execute("SELECT pg_reload_conf()")
        until = time.monotonic() + DEADLINE
        while self.execute(loaded) == before:
            if time.monotonic() > until:
                raise ScriptError("PostgreSQL does not load its configuration")
            time.sleep(0.01)

    def log(self) -> str:
        """Everything it has logged."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def _run(self, program: str, *arguments: object) -> None:
        process.run([self._programs / program, *arguments], folder=self.folder, user=self._user)

    def _ended(self, deadline: float) -> None:
        try:
            if self._process:
                self._process.wait(deadline)
        except subprocess.TimeoutExpired as hanging:
            raise ScriptError("PostgreSQL does not end") from hanging
        self._running.close()


def remove_shared_memory(data: Path) -> None:
    """Removes the segment that a killed server leaves. When started again it would have reused it."""
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError, ScriptError):
        words = (data / "postmaster.pid").read_text(encoding="ascii").splitlines()[6].split()
        process.run(["ipcrm", "-m", int(words[1])])


def free_port() -> int:
    """A port that nothing listens on."""
    for port in random.sample(PORTS, 100):
        with contextlib.closing(socket.socket()) as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise ScriptError("no free port was found")
