"""A PostgreSQL server to measure on: like one in production it flushes what is committed, and like the one beside a
server it is asked over a Unix socket. `scripts/postgres` makes those for tests, which do neither."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.installation import DEADLINE, Broken, stop

USER, NAME = "latchkey", "latchkey"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
}


@dataclass(frozen=True)
class Database:
    """A database on a running server."""

    programs: Path
    folder: Path
    pid: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"postgres://{USER}@localhost/{NAME}?host={self.folder}"

    def transactions(self) -> int:
        """How many transactions there have been, of which a statement outside any is one. An idle connection hands in
        what it has counted up to ten seconds late, so this waits until two looks that far apart agree."""
        until = time.monotonic() + DEADLINE
        last, now = -1, self._count()
        while now != last:
            if time.monotonic() > until:
                raise Broken("the server does not come to rest: there are more and more transactions on PostgreSQL")
            time.sleep(11)
            last, now = now, self._count()
        return now

    def _count(self) -> int:
        counted = f"SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{NAME}'"
        # From another database, because a look is a transaction too.
        connect = ["-h", str(self.folder), "-U", USER, "-d", "postgres"]
        return int(_run([str(self.programs / "psql"), *connect, "-AtXc", counted], None))


def find_programs() -> Path:
    """The folder that has all the server's programs. Distributions keep them out of PATH."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for candidate in candidates:
        if all((candidate / name).exists() for name in ("initdb", "postgres", "psql")):
            return candidate
    raise Broken("PostgreSQL was not found; on Debian: apt-get install postgresql")


def version() -> str:
    """Which PostgreSQL it is."""
    return _run([str(find_programs() / "postgres"), "--version"], None).split()[2]


@contextlib.contextmanager
def database() -> Iterator[Database]:
    """Runs a server with an empty database until the block is left, on a disk that its user may write to."""
    programs, user = find_programs(), _user()
    with tempfile.TemporaryDirectory(prefix="latchkey-postgres-", dir="/var/tmp") as made:
        folder = Path(made)
        data = folder / "data"
        if user:
            shutil.chown(folder, user)
        folder.chmod(0o755)
        how = ["-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        _run([str(programs / "initdb"), "-D", str(data), *how], user)
        settings = {**SETTINGS, "unix_socket_directories": str(folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = folder / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [str(programs / "postgres"), "-D", str(data), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                start_new_session=True,
                user=user,
                group=_group(user),
                extra_groups=[] if user else None,
            )
        try:
            _create(programs, folder, server, log)
            yield Database(programs, folder, server.pid)
        finally:
            stop(server)


def _create(programs: Path, folder: Path, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + DEADLINE
    connect = ["-h", str(folder), "-U", USER, "-d", "postgres"]
    create = [str(programs / "psql"), *connect, "-qXc", f"CREATE DATABASE {NAME}"]
    while subprocess.run(create, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise Broken(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace').strip()}")
        time.sleep(0.1)


def _user() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it to a user without rights."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise Broken("neither the user postgres nor nobody exists, and PostgreSQL cannot run as root")


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def _run(command: Sequence[str], user: str | None) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        user=user,
        group=_group(user),
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        raise Broken(f"{Path(command[0]).name} failed: {done.stderr.strip()}")
    return done.stdout
