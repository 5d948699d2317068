"""An SQLite file fails under a node: another process locks it, its disk is full, and its files may not grow."""

import contextlib
import errno
import os
import resource
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lib.process import DEADLINE, ScriptError
from lib.report import Finding
from nodes.judgement import Fault, judge
from nodes.node import Node
from nodes.observation import SETTINGS, Observation

FILE = "latchkey.db"
SIZE = "16m"
"""The size of the disk that gets full."""
UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
MOUNT = f'cp -a "$0" "$0.kept" && mount -t tmpfs -o size={SIZE} tmpfs "$0" && cp -a "$0.kept/." "$0" && exec "$@"'
DISK = (*UNSHARE, "sh", "-c", MOUNT)
"""Runs the server where its folder is a small disk, which nobody else sees. The folder follows."""
SURVIVE = ("sh", "-c", 'trap "" XFSZ; exec "$0" "$@"')
"""Runs the server so that a file that may not grow is an error, and not its end."""


class Lock:
    """Another process that writes, and does not end its transaction."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Locks the file."""
        self._connection = sqlite3.connect(self._file, timeout=DEADLINE, isolation_level=None)
        self._connection.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        """Gives it back."""
        if self._connection:
            self._connection.close()


class Disk:
    """The disk of a server that runs on `DISK`, seen through that process."""

    def __init__(self, node: Node, folder: Path) -> None:
        self._node, self._folder = node, folder

    def fill(self) -> None:
        """Fills it to the last byte, with an empty write-ahead log, so that nothing can be written. The server stands
        still meanwhile, and not within a transaction."""
        until = time.monotonic() + DEADLINE
        while True:
            os.kill(self._node.server.pid, signal.SIGSTOP)
            try:
                if self._empty_log():
                    self._write_until_full()
                    return
            finally:
                os.kill(self._node.server.pid, signal.SIGCONT)
            if time.monotonic() > until:
                raise ScriptError("the write-ahead log cannot be emptied")
            time.sleep(0.01)

    def free(self) -> None:
        """Makes room again."""
        self._path("filler").unlink()

    def _path(self, name: str) -> Path:
        return Path(f"/proc/{self._node.server.pid}/root{self._folder}") / name

    def _empty_log(self) -> bool:
        with contextlib.closing(sqlite3.connect(self._path(FILE), timeout=0.1)) as connection:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _write_until_full(self) -> None:
        size = 1024 * 1024
        with self._path("filler").open("wb", buffering=0) as filler:
            while size:
                try:
                    filler.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2


class Limit:
    """No file of a server that runs on `SURVIVE` may be written."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def begin(self) -> None:
        """Sets the limit."""
        self._set(0)

    def end(self) -> None:
        """Lifts it."""
        self._set(resource.RLIM_INFINITY)

    def _set(self, most: int) -> None:
        _, hard = resource.prlimit(self._node.server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._node.server.pid, resource.RLIMIT_FSIZE, (most, hard))


def faults(binary: Path) -> Iterator[Finding]:
    """All of them. The node is started again only to come onto the small disk."""
    with tempfile.TemporaryDirectory(prefix="latchkey-disk-") as created:
        folder = Path(created) / "disk"
        folder.mkdir()
        with Node(binary, f"sqlite://{folder / FILE}", SETTINGS, "only", wrapper=SURVIVE) as node:
            seen = Observation((node,))
            lock, limit = Lock(folder / FILE), Limit(node)
            yield from judge(Fault("locked by another process", lock.begin, lock.end), seen)
            yield from judge(Fault("no file may be written", limit.begin, limit.end), seen)
            node.stop()
            if _can_mount():
                node.start(wrapper=(*DISK, str(folder)))
                disk = Disk(node, folder)
                yield from judge(Fault("disk full", disk.fill, disk.free), seen)
            else:
                print("      disk full: not tried, because this user may not mount a small disk", flush=True)
            yield Finding("no node panics", node.panics())


def _can_mount() -> bool:
    mount = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/tmp"]
    return subprocess.run(mount, capture_output=True, timeout=DEADLINE, check=False).returncode == 0
