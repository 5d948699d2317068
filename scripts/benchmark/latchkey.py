"""Latchkey as a server: the release build with everything switched on as it is by default, at bcrypt cost 10."""

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any
from unittest.mock import ANY

from benchmark.measured_server import Account, Cores, Request, Running, started
from lib.client import Answer
from lib.installation import ROOT, Broken, Installation, Server

JSON = ("Content-Type", "application/json")
PHONE = "01712345678"
PERMISSIONS = ["subscribers.view", "subscribers.create", "packages.view"]

OF_USER = {
    **dict.fromkeys(("title", "firstName", "lastName", "department", "birthDate", "lastDismissMessages", "rank")),
    **dict.fromkeys(("image", "address", "postalCode", "region", "city", "country", "countryCode", "mobile", "notes")),
    **dict.fromkeys(("customerId",)),
    **{"createdAt": ANY, "updatedAt": ANY, "lastLogIn": ANY, "roles": ["admin"], "settings": []},
}
"""What `GET /v1/auth/user` says of all accounts here."""
OF_KEY = {
    **{"id": 1, "name": "bench", "createdDate": ANY, "expireDate": None, "revoked": False, "permissions": 1},
    "description": None,
}


class Placed(Installation):
    """An installation whose server runs on chosen cores and appends to its log."""

    def started(
        self, port: int, log: IO[bytes], cores: Cores = None
    ) -> AbstractContextManager["subprocess.Popen[bytes]"]:
        """Starts the server, and does not wait until it answers."""
        command = [self._binary, "serve", "--listen", f"127.0.0.1:{port}"]
        return started(command, cores=cores, log=log, folder=self.folder, environment=self._environment)

    @contextlib.contextmanager
    def serve_on(self, cores: Cores) -> Iterator[Running]:
        """Runs the server until the block is left."""
        log = self.folder / "server.log"
        with log.open("ab") as output, self.started(0, output, cores) as process:
            host, port = Server(process, log).address
            yield Running([process.pid], f"{host}:{port}", log)


class Latchkey:
    """The server, with these settings. Accounts that were made once are copied to further starts on SQLite."""

    def __init__(self, binary: Path, made: Path, settings: Mapping[str, str] = {}, name: str = "Latchkey") -> None:
        self.name = name
        self.binary = binary
        self._made = made
        self._settings = settings
        self._accounts: Sequence[Account] = ()
        self.api_key = ""

    def with_settings(self, name: str, settings: Mapping[str, str]) -> "Latchkey":
        """Another one that shares what was made."""
        return Latchkey(self.binary, self._made, settings, name)

    def prepare(self) -> None:
        """Nothing is needed but the program."""

    def versions(self) -> Mapping[str, str]:
        """The commit, if the program is of one."""
        described = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
        found = subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=False)
        return {"Latchkey": found.stdout.strip() or "unknown"}

    @contextlib.contextmanager
    def start(self, accounts: Sequence[Account], cores: Cores) -> Iterator[Running]:
        """Serves these accounts. The first of them has an API key, `api_key`."""
        self._accounts = accounts
        with Placed(self.binary, self._settings) as installation:
            if "LATCHKEY_DATABASE_URL" in self._settings:
                self.api_key = _add(installation, accounts)
            else:
                self._fill(installation)
            with installation.serve_on(cores) as running:
                yield running

    def _fill(self, installation: Placed) -> None:
        made = self._made / f"accounts-{len(self._accounts)}"
        if not made.exists():
            with Placed(self.binary, {}) as first:
                key = _add(first, self._accounts)
                shutil.copytree(first.folder, made)
            (made / "key").write_text(key, encoding="ascii")
        self.api_key = (made / "key").read_text(encoding="ascii")
        for file in made.glob("latchkey.db*"):
            shutil.copy(file, installation.folder)

    def login(self, account: Account) -> Request:
        """Through the staff contract."""
        body = json.dumps({"email": account.name, "password": account.password}).encode()
        return Request("POST", "/api/v1/auth/login", (JSON,), body)

    def token(self, answer: Answer) -> str:
        """The token of a login or a refresh, whose other members are as they should be."""
        said = answer.json()
        expected = {"token": ANY, "token_type": "bearer", "expires_in": 3600}
        if answer.status != 200 or not said.get("success") or {**said["data"], "user": 0} != {**expected, "user": 0}:
            raise Broken(f"a login is answered with {answer.status} {answer.body!r}")
        return str(said["data"]["token"])

    def me(self, token: str) -> Request:
        """Through the staff contract."""
        return Request("GET", "/api/v1/auth/me", (_bearer(token),))

    def check_me(self, answer: Answer, account: Account) -> str | None:
        """Compares the whole answer."""
        return _difference(answer, {"success": True, "data": self._person(account)})

    def _person(self, account: Account) -> dict[str, Any]:
        return {
            **{"id": self._accounts.index(account) + 1, "name": "Bench User", "email": account.name, "phone": PHONE},
            **{"role": "admin", "isp_id": 1, "branch_id": 1, "permissions": PERMISSIONS},
        }

    def user(self) -> Request:
        """Who the API key belongs to, through the management contract."""
        return Request("GET", "/v1/auth/user", (("x-api-key", self.api_key),))

    def check_user(self, answer: Answer) -> str | None:
        """Compares the whole answer."""
        account = self._accounts[0]
        key = {**OF_KEY, "key": ANY, "clientSecret": ANY, "ownerId": ANY}
        user = {**OF_USER, "id": ANY, "userName": account.name.partition("@")[0], "email": account.name}
        user |= {"phoneNumber": PHONE, "apiKeys": [key], "firstName": ANY, "lastName": ANY}
        return _difference(answer, {"success": True, "code": 0, "message": "User found", "user": user})

    def refresh(self, token: str) -> Request:
        """Through the staff contract."""
        return Request("POST", "/api/v1/auth/refresh", (_bearer(token),), b"")

    def log_out(self, token: str) -> Request:
        """Through the staff contract."""
        return Request("POST", "/api/v1/auth/logout", (_bearer(token),), b"")

    def check_log_out(self, answer: Answer) -> str | None:
        """Compares the whole answer."""
        return _difference(answer, {"success": True, "message": "Successfully logged out"})


def _bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


def _difference(answer: Answer, expected: Any) -> str | None:
    if answer.status == 200 and answer.json() == expected:
        return None
    return f"{answer.status} {answer.body.decode('utf-8', 'replace')}, not {expected}"


def _add(installation: Installation, accounts: Sequence[Account]) -> str:
    permissions = [part for permission in PERMISSIONS for part in ("--permission", permission)]
    profile = ["--role", "admin", "--phone", PHONE, "--isp-id", "1", "--branch-id", "1", *permissions]
    for account in accounts:
        username = account.name.partition("@")[0]
        names = ["--username", username, "--email", account.name, "--name", "Bench User"]
        installation.run("user", "add", *names, *profile, "--password-stdin", line=account.password)
    owner = accounts[0].name.partition("@")[0]
    key = ["api-key", "create", "--owner", owner, "--name", "bench", "--permissions", "read", "--json"]
    return str(json.loads(installation.run(*key))["key"])
