"""What a server has to offer to be measured: a start, its processes, and the requests of the story that all tell."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from benchmark.accounting import anonymous_memory, cpu_seconds, family
from lib.client import Answer, Headers, request
from lib.installation import stop

Cores = set[int] | None
"""The cores that processes may run on; None for all."""


class Account(NamedTuple):
    """Somebody who can log in."""

    name: str
    """An e-mail address, because some servers know people by nothing else."""
    password: str


class Request(NamedTuple):
    """A request as it is sent, again and again."""

    method: str
    path: str
    headers: Headers = ()
    body: bytes | None = None

    def encoded(self) -> bytes:
        """Its bytes."""
        return request(self.method, self.path, self.headers, self.body)


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    pids: list[int]
    """Its processes; those that they start belong to it without being named here."""
    address: str
    """Where it listens: `127.0.0.1:PORT`."""
    log: Path | None = None
    """A file that it appends what it logs to, and that can be emptied meanwhile."""

    @property
    def url(self) -> str:
        """The same for a client of HTTP."""
        return f"http://{self.address}"

    @property
    def place(self) -> tuple[str, int]:
        """The same for a socket."""
        host, port = self.address.rsplit(":", 1)
        return host, int(port)

    def cpu_seconds(self) -> float:
        """The processor time that all its processes have used so far."""
        return sum(cpu_seconds(pid) for pid in family(self.pids))

    def tidy(self) -> None:
        """Empties the log, which otherwise grows by gigabytes."""
        if self.log is not None:
            os.truncate(self.log, 0)

    def resident_anonymous(self) -> int:
        """The bytes of memory that are in use by nothing but its processes: what a file backs is left out."""
        return sum(anonymous_memory(pid) for pid in family(self.pids))


class MeasuredServer(Protocol):
    """One server program, and how it is spoken to.

    `prepare` may take minutes and installs below target/; a problem is `lib.installation.Broken` with one line. `start`
    makes its database below target/ (a real disk), with exactly these accounts in it at bcrypt cost 10, serves on a
    free port of 127.0.0.1, and has ended everything when its block is left, however it is left. `started` below starts
    a process on some cores and ends it.
    """

    name: str

    def prepare(self) -> None:
        """Installs what is needed, unless it is there."""

    def versions(self) -> Mapping[str, str]:
        """What was measured, for the report: {"Django": "5.2.8", ...}. After `prepare`."""

    def start(self, accounts: Sequence[Account], cores: Cores) -> AbstractContextManager[Running]:
        """Serves these accounts while the block lasts."""

    def login(self, account: Account) -> Request:
        """The request that logs somebody in."""

    def token(self, answer: Answer) -> str:
        """The token in the answer to that; `Broken` when there is none."""

    def me(self, token: str) -> Request:
        """The request that asks who one is."""

    def check_me(self, answer: Answer, account: Account) -> str | None:
        """What is wrong with the whole answer to that; None when nothing is."""


@contextlib.contextmanager
def started(
    command: Sequence[object],
    *,
    cores: Cores,
    log: IO[bytes],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a program on these cores alone, in a process group of its own, until the block is left."""
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=folder,
        env=environment,
        start_new_session=True,
        preexec_fn=pinned(cores),
    )
    try:
        yield process
    finally:
        stop(process)
        # Whatever it left behind, such as workers that outlived it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def pinned(cores: Cores) -> "PinnedTo | None":
    """What a new process does first, to run on these cores alone; nothing for all."""
    return PinnedTo(frozenset(cores)) if cores else None


@dataclass(frozen=True)
class PinnedTo:
    """Pins the process that calls it."""

    cores: frozenset[int]

    def __call__(self) -> None:
        """Pins."""
        os.sched_setaffinity(0, self.cores)
