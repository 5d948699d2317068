"""A PostgreSQL server to measure with. As in production it flushes what is committed, and the server connects over a
Unix socket. `scripts/postgres` starts the one for tests, which does neither."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lib import process
from lib.postgres import find_programs, server_user
from lib.process import DEADLINE, ScriptError

USER, NAME = "latchkey", "latchkey"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
}
LOADING = 600.0
"""Seconds that a command of psql may take."""
IDLE = 8
"""Transactions in eleven seconds of a server without requests: it looks for webhooks to send every five."""


@dataclass(frozen=True)
class Database:
    """A database on a running server."""

    programs: Path
    folder: Path
    pid: int

    @property
    def url(self) -> str:
        """Its URL."""
        return f"postgres://{USER}@localhost/{NAME}?host={self.folder}"

    def execute(self, *commands: str) -> None:
        """Runs commands of SQL or of psql: one as it is, several in one transaction."""
        arguments = [part for command in commands for part in ("-c", command)]
        self._psql(NAME, "-q", *(["-1"] if len(commands) > 1 else []), *arguments)

    def replace(self) -> None:
        """Makes it a new, empty one."""
        for command in (f"DROP DATABASE {NAME}", f"CREATE DATABASE {NAME}"):
            self._psql("postgres", "-q", "-c", command)

    def _psql(self, database: str, *arguments: str) -> str:
        connect = ["-h", self.folder, "-U", USER, "-d", database]
        stopping = ["-v", "ON_ERROR_STOP=1"]
        return process.run([self.programs / "psql", *connect, "-X", *stopping, *arguments], deadline=LOADING)

    def transactions(self) -> int:
        """The number of transactions so far; a statement outside a transaction counts as one. An idle connection
        reports its count up to ten seconds late, so this waits until two counts that far apart differ by no more than
        what an idle server asks for."""
        until = time.monotonic() + DEADLINE
        last, now = -IDLE - 1, self._count()
        while now - last > IDLE:
            if time.monotonic() > until:
                raise ScriptError("the server is not idle: the number of transactions on PostgreSQL keeps growing")
            time.sleep(11)
            last, now = now, self._count()
        return now

    def _count(self) -> int:
        counted = f"SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{NAME}'"
        # From another database, because this query is a transaction, too.
        return int(self._psql("postgres", "-Atc", counted))


def version() -> str:
    """The version of PostgreSQL."""
    return process.run([find_programs() / "postgres", "--version"]).split()[2]


@contextlib.contextmanager
def database() -> Iterator[Database]:
    """Runs a server with an empty database until the block is left, on a disk that its user can write to."""
    programs, user = find_programs(), server_user()
    with tempfile.TemporaryDirectory(prefix="latchkey-postgres-", dir="/var/tmp") as created:
        folder = Path(created)
        data = folder / "data"
        if user:
            shutil.chown(folder, user)
        folder.chmod(0o755)
        how = ["-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        process.run([programs / "initdb", "-D", data, *how], folder=folder, user=user)
        settings = {**SETTINGS, "unix_socket_directories": str(folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [programs / "postgres", "-D", data, *options]
        log = folder / "log"
        with log.open("wb") as output, process.started(command, log=output, folder=folder, user=user) as started:
            _create_database(programs, folder, started, log)
            yield Database(programs, folder, started.pid)


def _create_database(programs: Path, folder: Path, started: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + DEADLINE
    create = [programs / "psql", "-h", folder, "-U", USER, "-d", "postgres", "-qXc", f"CREATE DATABASE {NAME}"]
    while started.poll() is None and time.monotonic() < until:
        with contextlib.suppress(ScriptError):
            process.run(create)
            return
        time.sleep(0.1)
    raise ScriptError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace').strip()}")
