"""Latchkey: the release build with its defaults, at bcrypt cost 10 and without limits of refreshes."""

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import ANY

from benchmark.measured_server import Account, Request, Running
from lib import process
from lib.accounts import add, add_api_key
from lib.client import Response
from lib.installation import Installation
from lib.process import Cores, ScriptError
from lib.settings import DATABASE_URL, NO_REFRESH_LIMITS

JSON = ("Content-Type", "application/json")
PHONE = "01712345678"
PERMISSIONS = ["subscribers.view", "subscribers.create", "packages.view"]

OF_USER = {
    **dict.fromkeys(("title", "firstName", "lastName", "department", "birthDate", "lastDismissMessages", "rank")),
    **dict.fromkeys(("image", "address", "postalCode", "region", "city", "country", "countryCode", "mobile", "notes")),
    **dict.fromkeys(("customerId",)),
    **{"createdAt": ANY, "updatedAt": ANY, "lastLogIn": ANY, "roles": ["admin"], "settings": []},
}
"""The members of `GET /v1/auth/user` that all accounts share."""
OF_KEY = {
    **{"id": 1, "name": "scripts", "createdDate": ANY, "expireDate": None, "revoked": False, "permissions": 1},
    "description": None,
}


@contextlib.contextmanager
def serve(installation: Installation, cores: Cores) -> Iterator[Running]:
    """Runs the server of an installation on these cores until the block is left."""
    with installation.serve(cores=cores) as server:
        yield Running([server.pid], "{}:{}".format(*server.address), server.log_file)


class Latchkey:
    """The server with some settings. Accounts are created once, and copied for each further start on SQLite."""

    def __init__(self, binary: Path, cache: Path, settings: Mapping[str, str] = {}, name: str = "Latchkey") -> None:
        self.name = name
        self.binary = binary
        self._cache = cache
        self._settings = settings
        self._accounts: Sequence[Account] = ()
        self.api_key = ""

    def with_settings(self, name: str, settings: Mapping[str, str]) -> "Latchkey":
        """One with other settings and the same accounts."""
        return Latchkey(self.binary, self._cache, settings, name)

    def prepare(self) -> None:
        """Needs nothing."""

    def versions(self) -> Mapping[str, str]:
        """The commit."""
        try:
            described = process.run(["git", "describe", "--always", "--dirty", "--abbrev=12"])
        except (ScriptError, OSError):
            described = ""
        return {"Latchkey": described.strip() or "unknown"}

    @contextlib.contextmanager
    def start(self, accounts: Sequence[Account], cores: Cores) -> Iterator[Running]:
        """Serves these accounts. The first one has an API key, `api_key`."""
        self._accounts = accounts
        with Installation(self.binary, {**NO_REFRESH_LIMITS, **self._settings}) as installation:
            if DATABASE_URL in self._settings:
                self.api_key = _add(installation, accounts)
            else:
                self._fill(installation)
            with serve(installation, cores) as running:
                yield running

    def _fill(self, installation: Installation) -> None:
        folder = self._cache / f"accounts-{len(self._accounts)}"
        if not folder.exists():
            with Installation(self.binary) as first:
                key = _add(first, self._accounts)
                shutil.copytree(first.folder, folder)
            (folder / "key").write_text(key, encoding="ascii")
        self.api_key = (folder / "key").read_text(encoding="ascii")
        for file in folder.glob("latchkey.db*"):
            shutil.copy(file, installation.folder)

    def login(self, account: Account) -> Request:
        """Through the staff contract."""
        body = json.dumps({"email": account.name, "password": account.password}).encode()
        return Request("POST", "/api/v1/auth/login", (JSON,), body)

    def token(self, response: Response) -> str:
        """The token of a login or a refresh. Checks the other members, too."""
        body = response.json()
        expected = {"token": ANY, "token_type": "bearer", "expires_in": 3600}
        if response.status != 200 or not body.get("success") or {**body["data"], "user": 0} != {**expected, "user": 0}:
            raise ScriptError(f"a login is answered with {response.status} {response.body!r}")
        return str(body["data"]["token"])

    def me(self, token: str) -> Request:
        """Through the staff contract."""
        return Request("GET", "/api/v1/auth/me", (_bearer(token),))

    def check_me(self, response: Response, account: Account) -> str | None:
        """Compares the whole response."""
        return _difference(response, {"success": True, "data": self._person(account)})

    def _person(self, account: Account) -> dict[str, Any]:
        return {
            **{"id": self._accounts.index(account) + 1, "name": "Bench User", "email": account.name, "phone": PHONE},
            **{"role": "admin", "isp_id": 1, "branch_id": 1, "permissions": PERMISSIONS},
        }

    def user(self) -> Request:
        """The user of the API key, through the management contract."""
        return Request("GET", "/v1/auth/user", (("x-api-key", self.api_key),))

    def check_user(self, response: Response) -> str | None:
        """Compares the whole response."""
        account = self._accounts[0]
        key = {**OF_KEY, "key": ANY, "clientSecret": ANY, "ownerId": ANY}
        user = {**OF_USER, "id": ANY, "userName": account.name.partition("@")[0], "email": account.name}
        user |= {"phoneNumber": PHONE, "apiKeys": [key], "firstName": ANY, "lastName": ANY}
        return _difference(response, {"success": True, "code": 0, "message": "User found", "user": user})

    def refresh(self, token: str) -> Request:
        """Through the staff contract."""
        return Request("POST", "/api/v1/auth/refresh", (_bearer(token),), b"")

    def log_out(self, token: str) -> Request:
        """Through the staff contract."""
        return Request("POST", "/api/v1/auth/logout", (_bearer(token),), b"")

    def check_log_out(self, response: Response) -> str | None:
        """Compares the whole response."""
        return _difference(response, {"success": True, "message": "Successfully logged out"})


def _bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


def _difference(response: Response, expected: Any) -> str | None:
    if response.status == 200 and response.json() == expected:
        return None
    return f"{response.status} {response.body.decode('utf-8', 'replace')}, not {expected}"


def _add(installation: Installation, accounts: Sequence[Account]) -> str:
    """Adds the accounts, and returns an API key of the first one."""
    profile = {"name": "Bench User", "role": "admin", "phone": PHONE, "isp_id": "1", "branch_id": "1"}
    for account in accounts:
        username = account.name.partition("@")[0]
        names = {"username": username, "email": account.name}
        add(installation, "user", account.password, **names, **profile, permission=PERMISSIONS)
    return add_api_key(installation, accounts[0].name.partition("@")[0], "read").key
