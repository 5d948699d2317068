"""What all measurements share: the servers, the cores, the rounds, and the requests before a measurement."""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmark import programs
from benchmark.latchkey import Latchkey
from benchmark.measured_server import Account, MeasuredServer, Request, Running
from lib.client import Client, Response, in_parallel
from lib.process import ScriptError

IN_FLIGHT = 16
"""Logins in flight."""
ACCOUNTS = tuple(
    Account(f"person{number}@bench.example", hashlib.sha256(b"%d" % number).hexdigest()[:32])
    for number in range(2 * IN_FLIGHT)
)
"""The accounts of every server. There are twice as many as logins in flight, so that no account has two logins at a
time, which a server may serialize."""


@dataclass(frozen=True)
class Environment:
    """Where and how measurements are taken."""

    latchkey: Latchkey
    peers: Sequence[MeasuredServer]
    """The other login servers to measure."""
    folder: Path
    """A folder on a disk."""
    rounds: int
    seconds: int
    """The duration of a load."""

    @property
    def cores(self) -> list[int]:
        """The available cores."""
        return sorted(os.sched_getaffinity(0))

    @property
    def server(self) -> set[int]:
        """The core of a server whose fast paths are measured."""
        return {self.cores[0]}

    @property
    def load(self) -> set[int]:
        """The core of the load generator: the last one, so that it is no hyperthread of the first."""
        if len(self.cores) < 2:
            raise ScriptError("server and load generator need a core each, and there is only one")
        return {self.cores[-1]}

    @contextlib.contextmanager
    def running(self, server: MeasuredServer, cores: set[int] | None) -> Iterator[tuple[Running, str]]:
        """Starts a server. Yields a token of the first account, too."""
        with server.start(ACCOUNTS, cores) as running:
            yield running, token(server, running, ACCOUNTS[0])

    @contextlib.contextmanager
    def all_running(
        self, servers: Sequence[MeasuredServer], cores: set[int] | None
    ) -> Iterator[list[tuple[Running, str]]]:
        """Starts several servers, all on these cores."""
        with contextlib.ExitStack() as stack:
            yield [stack.enter_context(self.running(server, cores)) for server in servers]

    @contextlib.contextmanager
    def floor(self, response: Response) -> Iterator[tuple[Running, str]]:
        """Starts the floor, which responds like this response, and checks that it does."""
        with programs.floor(response.body.decode(), self.folder, self.server) as (running, token):
            actual = send(running, self.latchkey.me(token))
            if actual.status != 200 or actual.json() != response.json():
                raise ScriptError(f"the floor answers {actual.status} {actual.body!r}")
            refused = send(running, self.latchkey.me(token[:-2]))
            if refused.status != 401:
                raise ScriptError(f"the floor answers a forged token with {refused.status}")
            yield running, token


def send(running: Running, request: Request) -> Response:
    """One response."""
    return send_all(running, [request])[0]


def send_all(running: Running, requests: Sequence[Request], in_flight: int = 1) -> list[Response]:
    """Sends requests, and returns the responses in the same order."""
    client = Client(running.socket_address)
    sends = (client.send(request.encoded()) for request in requests)
    return asyncio.run(in_parallel(sends, in_flight))


def token(server: MeasuredServer, running: Running, account: Account) -> str:
    """Logs in, and checks that the server verifies tokens and passwords."""
    found = server.token(send(running, server.login(account)))
    problem = server.check_me(send(running, server.me(found)), account)
    if problem:
        raise ScriptError(f"{server.name} responds wrongly: {problem}")
    forged = send(running, server.me(found[:-2]))
    # Some servers respond with 200 when the token is invalid.
    if server.check_me(forged, account) is None:
        raise ScriptError(f"{server.name} accepts a forged token")
    wrong = send(running, server.login(account._replace(password="not the password at all")))
    if not 400 <= wrong.status < 500:
        raise ScriptError(f"{server.name} answers a wrong password with {wrong.status}")
    return found


def logged_in(server: MeasuredServer, running: Running, times: int) -> list[str]:
    """The tokens of that many logins."""
    logins = [server.login(ACCOUNTS[number % len(ACCOUNTS)]) for number in range(times)]
    return [server.token(response) for response in send_all(running, logins, IN_FLIGHT)]
