"""A PgBouncer before a PostgreSQL server of a test."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row

from lib import process
from lib.postgres import server_user
from lib.process import DEADLINE, ScriptError
from nodes.cluster import ROLE, Cluster, free_port

CONSOLE = "pgbouncer"
"""The database that is PgBouncer itself."""


class PgBouncer:
    """PgBouncer in transaction or session mode, with so many connections to each database of the server."""

    def __init__(self, cluster: Cluster, mode: str, size: int) -> None:
        self._cluster, self._mode, self._size = cluster, mode, size
        self._program = _find_program()
        self.port = free_port()
        self._running = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Starts it, and waits until it listens."""
        with contextlib.ExitStack() as starting:
            temporary = tempfile.TemporaryDirectory(prefix="latchkey-pooler-", dir="/var/tmp")
            folder = Path(starting.enter_context(temporary))
            # Like PostgreSQL, it refuses to run as root.
            user = server_user()
            if user:
                shutil.chown(folder, user)
            file = folder / "pgbouncer.ini"
            file.write_text(self._configuration(), encoding="utf-8")
            file.chmod(0o644)
            self._log = folder / "log"
            log = starting.enter_context(self._log.open("ab"))
            self._process = starting.enter_context(
                process.started([self._program, file], log=log, folder=folder, user=user)
            )
            self._wait_until_it_listens()
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def url(self, database: str) -> str:
        """The URL of a database of the server, through it."""
        return self._cluster.url(database, port=self.port)

    def connections(self, database: str) -> tuple[int, int]:
        """How many clients are connected to a database, and on how many connections to the server."""
        clients = [one for one in self._ask("SHOW CLIENTS") if one["database"] == database]
        servers = [one for one in self._ask("SHOW SERVERS") if one["database"] == database]
        return len(clients), len(servers)

    def _configuration(self) -> str:
        # Every connection has the role of the nodes, and may ask the console.
        return f"""[databases]
* = host=127.0.0.1 port={self._cluster.port} user={ROLE}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = any
pool_mode = {self._mode}
default_pool_size = {self._size}
"""

    def _ask(self, command: str) -> list[dict[str, Any]]:
        # The console knows the simple protocol only, which is what a client-side cursor speaks.
        with psycopg.connect(
            self.url(CONSOLE), autocommit=True, connect_timeout=5, cursor_factory=psycopg.ClientCursor
        ) as connection:
            return connection.cursor(row_factory=dict_row).execute(command.encode()).fetchall()

    def _wait_until_it_listens(self) -> None:
        until = time.monotonic() + DEADLINE
        while self._process and self._process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                self._ask("SHOW VERSION")
                return
            time.sleep(0.02)
        printed = self._log.read_text(encoding="utf-8", errors="replace")
        raise ScriptError(f"PgBouncer does not listen: {printed[-2000:].strip()}")


def _find_program() -> str:
    # Users who are not root often do not have its folder in their PATH.
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin")
    if found is None:
        raise ScriptError("PgBouncer was not found; on Debian: apt-get install pgbouncer")
    return found
