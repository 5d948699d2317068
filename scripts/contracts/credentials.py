"""The credentials of a caller: a token, which is replaced when its session has ended, and a password, which changes."""

import itertools

import requests

from contracts.callers import API_KEY, USER, Caller
from lib.client import JWT, TIMEOUT
from lib.documents import Json, Operation, operations
from lib.process import ScriptError


class Credentials:
    """The credentials of one caller of one server."""

    def __init__(self, base: str, caller: Caller) -> None:
        self._base = base
        self._caller = caller
        self._account = caller.account or USER
        self._token = ""
        self._session = requests.Session()
        # Ignore the proxy of the environment.
        self._session.trust_env = False
        self._operations = {(one.contract, one.ident): one for one in operations()}
        self._numbers = itertools.count(1)
        self.password = self._account.password

    def header(self) -> tuple[str, str] | None:
        """The header with the credential; None for a caller without."""
        return ("Authorization", f"Bearer {self.token()}") if self._caller.account else self._caller.header

    def token(self) -> str:
        """A valid token. Any test may end its session, and a login is slow, so the last token is tried first."""
        if not self._token or self._sessions(self._token).status_code != 200:
            self._token = self.new_token()
        return self._token

    def new_token(self) -> str:
        """The token of a new session. A caller without an account gets one of the demonstration user."""
        mine = (one for one in self._operations.values() if one.contract == self._account.contract)
        login = next(one for one in mine if one.is_login)
        response = self._log_in(login)
        token = JWT.search(response.text)
        if response.status_code != 200 or token is None:
            raise ScriptError(f"{login} does not log in: {response.status_code} {response.text}")
        return token.group()

    def new_session(self) -> str:
        """The ID of a new session."""
        listed = self._sessions(self.new_token()).json()["sessions"]
        return next(str(session["id"]) for session in listed if session["current"])

    def new_password(self) -> str:
        """A password that the server accepts."""
        return f"seven quiet herons, {next(self._numbers)} ponds"

    def can_log_in(self, login: Operation) -> bool:
        """Whether the account can log in by this operation."""
        return self._log_in(login).status_code == 200

    def _log_in(self, login: Operation) -> requests.Response:
        headers = {"x-api-key": API_KEY} if "apiKey" in login.schemes else {}
        return self._send(login, body=login.login_body(self._account.name, self.password), headers=headers)

    def _sessions(self, token: str) -> requests.Response:
        return self._send(self._operations["account", "listSessions"], headers={"Authorization": f"Bearer {token}"})

    def _send(self, operation: Operation, *, headers: dict[str, str], body: Json = None) -> requests.Response:
        return self._session.request(
            operation.method, self._base + operation.path, json=body, headers=headers, timeout=TIMEOUT
        )
