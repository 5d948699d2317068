"""What every attack works with: the server, its accounts, the operations, and requests that carry what they should."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Iterable
from typing import Any, TypeVar

from lib.accounts import Account, ApiKey, add_account, add_api_key, password_of
from lib.client import Answer, Client, Headers, Networks, request
from lib.documents import NOBODYS, Json, Operation, operations
from lib.installation import Broken, Installation, Server
from lib.report import Report

PARALLEL = 32
"""How many requests are under way at a time where an attack is not about their number."""

JWT = re.compile(r"eyJ[\w-]*\.eyJ[\w-]*\.[\w-]+")

Result = TypeVar("Result")


class Target:
    """One server under attack."""

    def __init__(self, installation: Installation, server: Server, report: Report) -> None:
        self.installation = installation
        self.server = server
        self.report = report
        self.client = Client(server.address, report.seen)
        self.networks = Networks()
        self.operations = operations()
        self.account = add_account(installation, "attacked")
        self.api_key: ApiKey = add_api_key(installation, self.account)
        self._spares, self._devices = itertools.count(1), itertools.count(1)
        self._caller = self.spare()
        self._caller_token = ""

    async def sign_in(self) -> None:
        """Gets the token that goes with requests whose token is not what is wrong with them."""
        self._caller_token = await self.log_in(self.login, self._caller)

    @property
    def logins(self) -> list[Operation]:
        """The operations that log in."""
        return [operation for operation in self.operations if operation.is_login]

    @property
    def protected(self) -> list[Operation]:
        """The operations that a bearer token opens."""
        return [operation for operation in self.operations if operation.takes_bearer]

    @property
    def login(self) -> Operation:
        """A login that needs nothing but a name and a password, where it does not matter which."""
        return next(login for login in self.logins if "apiKey" not in login.schemes)

    def spare(self) -> Account:
        """Another account, for an attack that uses it up."""
        return add_account(self.installation, f"spare{next(self._spares)}")

    def logins_of(self, contract: str) -> list[Operation]:
        """The operations by which callers of a contract log in: its own, or all there are where it has none, because
        its callers come from any."""
        return [login for login in self.logins if login.contract == contract] or self.logins

    def good_body(self, operation: Operation, account: Account | None = None) -> Json:
        """The document's example; where a password is asked for, one with an account that exists."""
        if operation.is_login:
            account = account or self.account
            return operation.login_body(account.name, account.password or "")
        if operation.changes_password:
            account = account or self._caller
            new = password_of(f"{account.username}, the next")
            return {**operation.example, "current_password": account.password, "new_password": new}
        return operation.example

    def request(
        self,
        operation: Operation,
        *,
        headers: Headers = (),
        body: bytes | None = None,
        media: str | None = "",
        network: str | None = None,
        account: Account | None = None,
        ident: str = NOBODYS,
    ) -> bytes:
        """A request to an operation, from a network of its own unless one is given, with a good body of the account
        unless a body is given, of the operation's own content type unless `media` says another or, with None, says
        nothing; `ident` is what its path is about, if it is about something."""
        if body is None and operation.takes_body:
            body = operation.written(self.good_body(operation, account))
        fields = [self.networks.header(network or self.networks.fresh()), *headers]
        if media == "" and operation.takes_body:
            media = operation.media[0]
        if media:
            fields.append(("Content-Type", media))
        return request(operation.method, operation.target(ident), fields, body)

    async def send(self, operation: Operation, **parts: Any) -> Answer:
        """Sends such a request."""
        return await self.client.send(self.request(operation, **parts))

    def credentials(self, operation: Operation) -> list[tuple[str, str]]:
        """An API key where the operation takes one, else a token where it takes that."""
        if "apiKey" in operation.schemes:
            return [("x-api-key", self.api_key.key)]
        return [("Authorization", f"Bearer {self._caller_token}")] if operation.takes_bearer else []

    async def try_password(
        self, login: Operation, name: str, password: str, network: str | None = None, device: str = "attack"
    ) -> Answer:
        """Tries to log in."""
        body = login.written(login.login_body(name, password, device))
        return await self.send(login, headers=self.credentials(login), body=body, network=network)

    async def log_in(self, login: Operation, account: Account | None = None, network: str | None = None) -> str:
        """Logs in from a device of its own, because another login from the same may end the session; returns the
        token."""
        account = account or self.account
        device = f"device {next(self._devices)}"
        answer = await self.try_password(login, account.name, account.password or "", network, device)
        token = JWT.search(answer.body.decode("utf-8", "replace"))
        if answer.status != 200 or token is None:
            raise Broken(f"{login} does not log in: {answer.status} {answer.body!r}")
        return token.group()


async def in_parallel(work: Iterable[Awaitable[Result]], limit: int = PARALLEL) -> list[Result]:
    """Does all of it, so many at a time, and returns the results in order."""
    turn = asyncio.Semaphore(limit)

    async def take(one: Awaitable[Result]) -> Result:
        async with turn:
            return await one

    return await asyncio.gather(*(take(one) for one in work))


def tally(values: Iterable[object]) -> str:
    """How often each value occurs: `401 x11`."""
    groups = itertools.groupby(sorted(str(value) for value in values))
    return ", ".join(f"{value} x{len(list(group))}" for value, group in groups)
