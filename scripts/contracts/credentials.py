"""What a caller has at hand: its credential, which it renews when it was spent, and its password, which it changes."""

import itertools
import re

import requests

from contracts.callers import API_KEY, USER, Caller
from lib.documents import Json, Operation, operations
from lib.installation import Broken

JWT = re.compile(r"eyJ[\w-]*\.eyJ[\w-]*\.[\w-]+")
PATIENCE = 30


class Credentials:
    """The credential of one caller of one server."""

    def __init__(self, base: str, caller: Caller) -> None:
        self._base = base
        self._caller = caller
        self._account = caller.account or USER
        self._token = ""
        self._session = requests.Session()
        # No proxy stands between this machine and itself.
        self._session.trust_env = False
        self._operations = {(one.contract, one.ident): one for one in operations()}
        self._numbers = itertools.count(1)
        self.password = self._account.password

    def header(self) -> tuple[str, str] | None:
        """The header that shows who calls; None for a caller without a credential."""
        return ("Authorization", f"Bearer {self.token()}") if self._caller.account else self._caller.header

    def token(self) -> str:
        """A token that is good at this moment. What is tried may end its session at any time; and a login takes long,
        so the one that is there is tried first."""
        if not self._token or self._sessions(self._token).status_code != 200:
            self._token = self.another_token()
        return self._token

    def another_token(self) -> str:
        """The token of a session of its own; of the demonstration user's where the caller has no account."""
        mine = (one for one in self._operations.values() if one.contract == self._account.contract)
        login = next(one for one in mine if one.is_login)
        answer = self._log_in(login)
        token = JWT.search(answer.text)
        if answer.status_code != 200 or token is None:
            raise Broken(f"{login} does not log in: {answer.status_code} {answer.text}")
        return token.group()

    def another_session(self) -> str:
        """The identifier of a session of its own."""
        listed = self._sessions(self.another_token()).json()["sessions"]
        return next(str(session["id"]) for session in listed if session["current"])

    def another_password(self) -> str:
        """A password that nothing is wrong with."""
        return f"seven quiet herons, {next(self._numbers)} ponds"

    def logs_in_through(self, login: Operation) -> bool:
        """Whether the account may log in by this operation."""
        return self._log_in(login).status_code == 200

    def _log_in(self, login: Operation) -> requests.Response:
        headers = {"x-api-key": API_KEY} if "apiKey" in login.schemes else {}
        return self._send(login, body=login.login_body(self._account.name, self.password), headers=headers)

    def _sessions(self, token: str) -> requests.Response:
        return self._send(self._operations["account", "listSessions"], headers={"Authorization": f"Bearer {token}"})

    def _send(self, operation: Operation, *, headers: dict[str, str], body: Json = None) -> requests.Response:
        return self._session.request(
            operation.method, self._base + operation.path, json=body, headers=headers, timeout=PATIENCE
        )
