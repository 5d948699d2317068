"""The interface of a server that is measured: how it starts, its processes, and the requests of the scenario."""

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmark.accounting import anonymous_memory, cpu_seconds, family
from lib.client import Headers, Response, request
from lib.process import Cores


class Account(NamedTuple):
    """An account that can log in."""

    name: str
    """An e-mail address, because some servers accept nothing else."""
    password: str


class Request(NamedTuple):
    """A request that is sent repeatedly."""

    method: str
    path: str
    headers: Headers = ()
    body: bytes | None = None

    def encoded(self) -> bytes:
        """Its bytes."""
        return request(self.method, self.path, self.headers, self.body)


@dataclass(frozen=True)
class Running:
    """A running server."""

    pids: list[int]
    """Its processes, without their children."""
    address: str
    """`127.0.0.1:PORT`."""
    log: Path | None = None
    """The file that it appends its log to, which can be truncated while it runs."""

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://{self.address}"

    @property
    def socket_address(self) -> tuple[str, int]:
        """The address as host and port."""
        host, port = self.address.rsplit(":", 1)
        return host, int(port)

    def cpu_seconds(self) -> float:
        """The CPU time of all its processes so far."""
        return sum(cpu_seconds(pid) for pid in family(self.pids))

    def truncate_log(self) -> None:
        """Empties the log, which otherwise grows by gigabytes."""
        if self.log is not None:
            os.truncate(self.log, 0)

    def resident_anonymous(self) -> int:
        """The resident memory of its processes in bytes, without file-backed pages."""
        return sum(anonymous_memory(pid) for pid in family(self.pids))


class MeasuredServer(Protocol):
    """One server program, and its requests.

    `prepare` may take minutes and installs below target/. `start` creates a database below target/ (a real disk) with
    exactly these accounts at bcrypt cost 10, serves on a free port of 127.0.0.1, and stops everything when its block is
    left. `lib.process.started` runs a process on some cores. A failure is a `ScriptError`.
    """

    name: str

    def prepare(self) -> None:
        """Installs what is missing."""

    def versions(self) -> Mapping[str, str]:
        """The versions for the report: {"Django": "5.2.8", ...}. Call it after `prepare`."""

    def start(self, accounts: Sequence[Account], cores: Cores) -> AbstractContextManager[Running]:
        """Serves these accounts until the block is left."""

    def login(self, account: Account) -> Request:
        """The login request."""

    def token(self, response: Response) -> str:
        """The token in its response."""

    def me(self, token: str) -> Request:
        """The request for the current user."""

    def check_me(self, response: Response, account: Account) -> str | None:
        """What is wrong with its response; None when nothing is."""
