"""What every attack works with: the server, its accounts, the operations, and good requests."""

import itertools
from collections.abc import Iterable

from lib.accounts import Account, add_account, add_api_key
from lib.client import JWT, Client, Headers, Networks, Response, request
from lib.documents import Operation, operations
from lib.installation import Installation, Server
from lib.process import ScriptError
from lib.report import Report

PARALLEL = 32
"""Requests in flight, where their number is not the attack."""


class Target:
    """One server under attack."""

    def __init__(self, installation: Installation, server: Server, report: Report) -> None:
        self.installation = installation
        self.server = server
        self.report = report
        self.client = Client(server.address, report.observe)
        self.networks = Networks()
        self.operations = operations()
        self.account = add_account(installation, "attacked")
        self.api_key = add_api_key(installation, self.account.username, "read,write,delete,create,admin")
        self._numbers, self._devices = itertools.count(1), itertools.count(1)
        self._token = ""

    async def sign_in(self) -> None:
        """Gets the token of requests whose token is not the attack."""
        self._token = await self.log_in(self.login, self.new_account())

    @property
    def logins(self) -> list[Operation]:
        """The login operations."""
        return [operation for operation in self.operations if operation.is_login]

    @property
    def login(self) -> Operation:
        """The first login that needs only a name and a password."""
        return next(login for login in self.logins if "apiKey" not in login.schemes)

    def new_account(self) -> Account:
        """A new account, for an attack that uses it up."""
        return add_account(self.installation, f"account{next(self._numbers)}")

    def request(self, operation: Operation, headers: Headers = (), body: bytes | None = None) -> bytes:
        """A request to an operation, from a network of its own unless the headers name one."""
        if not any(name == "X-Forwarded-For" for name, _ in headers):
            headers = [self.networks.header(self.networks.fresh()), *headers]
        if operation.takes_body:
            headers = [*headers, ("Content-Type", operation.media[0])]
        return request(operation.method, operation.target(), headers, body)

    def login_request(
        self, login: Operation, name: str, password: str, network: str | None = None, device: str = "attack"
    ) -> bytes:
        """A login."""
        headers = [*self.credentials(login), self.networks.header(network or self.networks.fresh())]
        return self.request(login, headers, login.encode(login.login_body(name, password, device)))

    def valid_login(self) -> bytes:
        """A login that succeeds."""
        return self.login_request(self.login, self.account.name, self.account.password or "")

    def credentials(self, operation: Operation) -> list[tuple[str, str]]:
        """An API key where the operation accepts one, or else a token where it accepts that."""
        if "apiKey" in operation.schemes:
            return [("x-api-key", self.api_key.key)]
        return [("Authorization", f"Bearer {self._token}")] if operation.takes_bearer else []

    async def try_password(
        self, login: Operation, name: str, password: str, network: str | None = None, device: str = "attack"
    ) -> Response:
        """Tries to log in."""
        return await self.client.send(self.login_request(login, name, password, network, device))

    async def log_in(self, login: Operation, account: Account) -> str:
        """Logs in and returns the token. The device is new, because a login ends the session of the same device."""
        device = f"device {next(self._devices)}"
        response = await self.try_password(login, account.name, account.password or "", device=device)
        token = JWT.search(response.body.decode("utf-8", "replace"))
        if response.status != 200 or token is None:
            raise ScriptError(f"{login} does not log in: {response.status} {response.body!r}")
        return token.group()


def tally(values: Iterable[object]) -> str:
    """How often each value occurs: `401 x11`."""
    groups = itertools.groupby(sorted(str(value) for value in values))
    return ", ".join(f"{value} x{len(list(group))}" for value, group in groups)
