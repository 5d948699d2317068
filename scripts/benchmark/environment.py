"""What all measurements share: the servers, the cores, how often and how long, and talking to a server before it is
measured."""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmark import programs
from benchmark.measured_server import Account, MeasuredServer, Request, Running
from benchmark.latchkey import Latchkey
from lib.client import Answer, Client
from lib.installation import Broken

IN_FLIGHT = 16
"""How many logins are under way at a time."""
PEOPLE = tuple(
    Account(f"person{number}@bench.example", hashlib.sha256(b"%d" % number).hexdigest()[:32])
    for number in range(2 * IN_FLIGHT)
)
"""The accounts that every server has. Twice as many as logins are under way, so that none of them is asked for by two
at a time, which a server may want to look at one after the other."""


@dataclass(frozen=True)
class Environment:
    """Where measurements are made."""

    latchkey: Latchkey
    peers: Sequence[MeasuredServer]
    """Other login servers, as many as are to be measured."""
    folder: Path
    """A folder on a disk."""
    rounds: int
    seconds: int
    """How long a load lasts."""

    @property
    def cores(self) -> list[int]:
        """The cores there are."""
        return sorted(os.sched_getaffinity(0))

    @property
    def server(self) -> set[int]:
        """The core of a server whose fast paths are measured."""
        return {self.cores[0]}

    @property
    def load(self) -> set[int]:
        """The core of what asks it: another one, far away where cores are pairs that share their units."""
        if len(self.cores) < 2:
            raise Broken("server and load need a core each, and there is one")
        return {self.cores[-1]}

    @contextlib.contextmanager
    def running(self, server: MeasuredServer, cores: set[int] | None) -> Iterator[tuple[Running, str]]:
        """Starts a server and has it answer; gives a token of the first of the people as well."""
        with server.start(PEOPLE, cores) as running:
            yield running, token(server, running, PEOPLE[0])

    @contextlib.contextmanager
    def all_running(
        self, servers: Sequence[MeasuredServer], cores: set[int] | None
    ) -> Iterator[list[tuple[Running, str]]]:
        """Starts several, all on these cores."""
        with contextlib.ExitStack() as stack:
            yield [stack.enter_context(self.running(server, cores)) for server in servers]

    @contextlib.contextmanager
    def floor(self, answer: Answer) -> Iterator[tuple[Running, str]]:
        """Starts the floor, which says the same as this answer, and checks that it does."""
        with programs.floor(answer.body.decode(), self.folder, self.server) as (running, token):
            said = ask(running, self.latchkey.me(token))
            if said.status != 200 or said.json() != answer.json():
                raise Broken(f"the floor answers {said.status} {said.body!r}")
            refused = ask(running, self.latchkey.me(token[:-2]))
            if refused.status != 401:
                raise Broken(f"the floor answers a forged token with {refused.status}")
            yield running, token


def ask(running: Running, request: Request) -> Answer:
    """One answer."""
    return ask_all(running, [request])[0]


def ask_all(running: Running, requests: Sequence[Request], at_once: int = 1) -> list[Answer]:
    """An answer to each, in the same order."""
    return asyncio.run(_ask_all(Client(running.place), requests, at_once))


async def _ask_all(client: Client, requests: Sequence[Request], at_once: int) -> list[Answer]:
    free = asyncio.Semaphore(at_once)

    async def one(request: Request) -> Answer:
        async with free:
            return await client.send(request.encoded())

    return list(await asyncio.gather(*map(one, requests)))


def token(server: MeasuredServer, running: Running, account: Account) -> str:
    """Logs somebody in and checks that the server knows who that is."""
    found = server.token(ask(running, server.login(account)))
    problem = server.check_me(ask(running, server.me(found)), account)
    if problem:
        raise Broken(f"{server.name} answers wrongly: {problem}")
    forged = ask(running, server.me(found[:-2]))
    # Some servers say in a good answer that nobody is logged in.
    if server.check_me(forged, account) is None:
        raise Broken(f"{server.name} believes a forged token")
    wrong = ask(running, server.login(account._replace(password="not the password at all")))
    if not 400 <= wrong.status < 500:
        raise Broken(f"{server.name} answers a wrong password with {wrong.status}")
    return found


def logged_in(server: MeasuredServer, running: Running, times: int) -> list[str]:
    """Tokens of so many logins."""
    logins = [server.login(PEOPLE[number % len(PEOPLE)]) for number in range(times)]
    return [server.token(answer) for answer in ask_all(running, logins, IN_FLIGHT)]
