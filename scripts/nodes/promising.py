"""The load of the failover test: clients of two nodes that log in, rightly and wrongly, refresh, log out, and revoke
tokens and API keys. Each goes on through the failure, and notes what it was promised."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import bcrypt

from lib import settings
from lib.client import JWT, MISSING, Client, Networks, Response, request
from lib.process import ScriptError
from nodes.node import Node
from nodes.promises import Promises

FAILURES = 4
"""The limit of failed logins."""
SETTINGS = {
    **settings.account_failures(FAILURES),
    **settings.NO_REFRESH_GRACE,
    **settings.REUSE_IS_REJECTED,
    **settings.MANY_SESSIONS,
}
KINDS = ("logout", "token revocation", "refresh", "successor", "lock-out", "counted failure", "key", "key revocation")
"""What is promised."""
PATIENCE = 8.0
"""Seconds that a client waits for an answer."""
PAUSE = 0.05
"""Seconds between two things that a client does. More clients than the processor can serve would see only that."""

ADMINISTRATOR, PASSWORD = "root@accounts.example", "a failover loses nothing at all"
ACCOUNTS, PROBES = 1500, 16
SESSION_CLIENTS, GUESSERS = 3, 2


def prepare(node: Node) -> None:
    """Adds the accounts. All have one password, with the hash that a login would leave."""
    node.run(
        "init", "--username", "root", "--email", ADMINISTRATOR, "--name", "Root", "--password-stdin", stdin=PASSWORD
    )
    digest = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(10)).decode()
    names = [*(f"user{number}" for number in range(ACCOUNTS)), *(f"probe{number}" for number in range(PROBES))]
    users = (
        {"username": name, "email": _email(name), "name": name, "roles": ["staff"], "password_hash": digest}
        for name in names
    )
    node.run("import", "users", "-", stdin="\n".join(json.dumps(user) for user in users))


def probes(node: int) -> list[bytes]:
    """Logins of accounts that nothing else uses, to see whether this node serves."""
    names = (f"probe{number}" for number in range(PROBES) if number % 2 == node)
    return [login(_email(name), PASSWORD, f"203.0.113.{node + 1}") for name in names]


def _email(name: str) -> str:
    return f"{name}@accounts.example"


def login(email: str, password: str, network: str) -> bytes:
    """A login of the staff API."""
    body = json.dumps({"email": email, "password": password}).encode()
    headers = [("Content-Type", "application/json"), Networks.header(network)]
    return request("POST", "/api/v1/auth/login", headers, body)


def _bearer(method: str, path: str, token: str, body: object = None) -> bytes:
    headers = [("Authorization", f"Bearer {token}")]
    if body is None:
        return request(method, path, [*headers, ("Content-Length", "0")])
    return request(method, path, [*headers, ("Content-Type", "application/json")], json.dumps(body).encode())


def _me(token: str) -> bytes:
    return _bearer("GET", "/api/v1/auth/me", token)


def _with_key(key: str) -> bytes:
    return request("GET", "/v1/auth/user", [("x-api-key", key)])


class Unused:
    """Hands out accounts and networks. No two rounds share one, because of what the limits remember."""

    def __init__(self) -> None:
        self._names = iter([f"user{number}" for number in range(ACCOUNTS)])
        self._networks = Networks()

    def email(self) -> str:
        """The e-mail address of an account."""
        if (name := next(self._names, None)) is None:
            raise ScriptError("there are too few accounts for this load")
        return _email(name)

    def network(self) -> str:
        """The address of a client."""
        return self._networks.fresh()


class Load:
    """The clients of all nodes."""

    def __init__(self, nodes: Sequence[Node], unused: Unused) -> None:
        self.clients = [Client(node.address) for node in nodes]
        self.promises = Promises()
        self._turns, self._guessed = itertools.count(), itertools.count()
        self._unused = unused
        self._is_over = False

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Runs the clients until the block is left, and lets them finish what they are at."""
        work: list[Callable[[], Awaitable[None]]] = [self._sessions() for _ in range(SESSION_CLIENTS)]
        work += [self._guess] * GUESSERS + [await self._keys()]
        tasks = [asyncio.create_task(self._repeat(one)) for one in work]
        try:
            yield
        finally:
            self._is_over = True
            await asyncio.gather(*tasks)

    async def _repeat(self, work: Callable[[], Awaitable[None]]) -> None:
        while not self._is_over:
            await work()
            await asyncio.sleep(PAUSE)

    async def send(self, data: bytes) -> tuple[Response, float]:
        """Sends a request to the next node. Returns the answer, if any, and when it was sent."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self.clients[next(self._turns) % len(self.clients)].send(data)
        except TimeoutError:
            answer = MISSING
        return answer, began

    async def _ended(self, kind: str, use: bytes, began: float) -> None:
        """Notes that a credential has ended, and uses it on the next node."""
        promise = self.promises.add(kind, [use], 401, began)
        answer, _ = await self.send(use)
        self.promises.asked(promise, answer)

    def _sessions(self) -> Callable[[], Awaitable[None]]:
        """A client with an account and a network of its own, so that no limit holds it up."""
        email, network, turns = self._unused.email(), self._unused.network(), itertools.count()

        async def session() -> None:
            answer, _ = await self.send(login(email, PASSWORD, network))
            if (token := _token(answer)) is None:
                return
            answer, began = await self.send(_bearer("POST", "/api/v1/auth/refresh", token))
            if (successor := _token(answer)) is None:
                return
            await self._ended("refresh", _me(token), began)
            await self._end(successor, next(turns) % 3, began)

        return session

    async def _end(self, token: str, how: int, refreshed: float) -> None:
        """Ends a session in one of two ways, or keeps it."""
        if how == 0:
            answer, began = await self.send(_bearer("POST", "/api/v1/auth/logout", token))
            if answer.status == 200:
                await self._ended("logout", _me(token), began)
        elif how == 1:
            form = [("Content-Type", "application/x-www-form-urlencoded")]
            answer, began = await self.send(request("POST", "/oauth/revoke", form, f"token={token}".encode()))
            if answer.status == 200:
                await self._ended("token revocation", _me(token), began)
        else:
            self.promises.add("successor", [_me(token)], 200, refreshed)

    async def _guess(self) -> None:
        """Guesses the password of an account, from a new network each time: up to the limit, or not as often."""
        email, wanted = self._unused.email(), FAILURES - next(self._guessed) % 2 * 2
        counted, began = 0, 0.0
        while counted < wanted and not self._is_over:
            answer, at = await self.send(login(email, "not this one", self._unused.network()))
            if answer.status == 401:
                counted, began = counted + 1, at
            elif answer.status == 429:
                # What was not acknowledged has been counted, too.
                break
        right = login(email, PASSWORD, self._unused.network())
        if counted == FAILURES:
            self.promises.add("lock-out", [right], 429, began)
        elif counted:
            guesses = [login(email, "nor this", self._unused.network()) for _ in range(FAILURES - counted)]
            self.promises.add("counted failure", [*guesses, right], 429, began)

    async def _keys(self) -> Callable[[], Awaitable[None]]:
        """An administrator who creates API keys, and revokes every second one."""
        answer, _ = await self.send(login(ADMINISTRATOR, PASSWORD, self._unused.network()))
        if (token := _token(answer)) is None:
            raise ScriptError(f"the administrator cannot log in: {answer}")
        user, turns = answer.json()["data"]["user"]["id"], itertools.count()
        body = {"user_id": user, "name": "failover", "permissions": ["read"]}

        async def key() -> None:
            answer, began = await self.send(_bearer("POST", "/admin/v1/api-keys", token, body))
            if answer.status != 201:
                return
            created = answer.json()
            if next(turns) % 2:
                self.promises.add("key", [_with_key(created["key"])], 200, began)
                return
            answer, began = await self.send(_bearer("DELETE", f"/admin/v1/api-keys/{created['api_key']['id']}", token))
            if answer.status == 204:
                await self._ended("key revocation", _with_key(created["key"]), began)

        return key


def _token(answer: Response) -> str | None:
    found = JWT.search(answer.body.decode("utf-8", "replace")) if answer.status == 200 else None
    return found.group() if found else None
