"""The old backends in tests/legacy: how each is built, started and asked, and what it is told to do wrong."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

import requests

from cutover import accounts
from cutover.accounts import Account
from lib import process
from lib.process import DEADLINE, ROOT, ScriptError, find_program

Json = Any
SOURCES = ROOT / "tests" / "legacy"
BUILT = ROOT / "target" / "legacy"
"""What is compiled."""
BUILDING = 300.0
"""Seconds that a build may take."""
ENVIRONMENT = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8", "NODE_ENV": "production"}
"""Nothing else of the environment is to change an answer."""
GO = {"GOCACHE": str(BUILT / "cache"), "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off"}
"""Go builds with what is installed, and caches in its own folder."""
DEVICE = "917038"
SECRET = "oK4#vR9!bT2^hW7&mQ5*cY8(pZ1)dX6-"
"""What their tokens are signed with. One of words would be refused by the server that is to accept them."""
WRONG = "a wrong password"
TIMEOUT = 15.0
"""Seconds that an answer may take."""

Command = Sequence[object]


class Call(NamedTuple):
    """A request to a backend."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Json


def send(url: str, call: Call) -> requests.Response:
    """Sends a request to the server at this address."""
    return requests.request(
        call.method,
        url + call.path,
        headers={"Accept": "application/json", **call.headers},
        json=call.body,
        timeout=TIMEOUT,
        allow_redirects=False,
    )


class Asked(NamedTuple):
    """A request as a backend has recorded it. The account is the name that a login sends, as it was sent."""

    method: str
    path: str
    account: str | None
    status: int


@dataclass(frozen=True)
class Backend:
    """A program that answers the page of a contract."""

    name: str
    contract: str
    prepare: Callable[[], Command]
    """Builds it where needed, and returns the command that serves it; a `ScriptError` where a tool is missing."""
    login_path: str
    name_member: str
    """The member of a login that has the name."""
    token: tuple[str, ...]
    """Where the token is in the answer to a login."""
    issuer: str
    """The claim `iss` of its tokens."""
    account_claim: str
    """The claim that says whose a token is."""
    account_of: Callable[[Account, int], Json]
    """What that claim is for an account and its number."""
    legacy_tokens: Mapping[str, str]
    """How Latchkey is told whose a token is, once the account has come over."""
    login_headers: Mapping[str, str] = field(default_factory=dict)
    login_members: Mapping[str, str] = field(default_factory=dict)
    """What a login sends besides the name and the password."""
    difference: str = ""
    """The member of the answer to a login that the planted difference renames, or gives another type."""

    def account(self, number: int, *, disabled: bool = False) -> Account:
        """The account with this number, from 1."""
        return accounts.make(self.contract, number, disabled=disabled)

    def login(self, name: str, password: str) -> Call:
        """The request that logs in."""
        body = {self.name_member: name, "password": password, **self.login_members}
        return Call("POST", self.login_path, self.login_headers, body)

    def token_in(self, answer: Json) -> str:
        """The token in an answer to a login."""
        for member in self.token:
            answer = answer[member]
        return str(answer)


class OldBackend:
    """A backend with accounts, on a port of its own, which it keeps when it is stopped or killed and started again. Its
    files and its log are in the folder."""

    def __init__(self, backend: Backend, folder: Path, held: Sequence[Account], secret: str) -> None:
        self.backend = backend
        self.port = _free_port()
        self._folder = folder
        self._command = backend.prepare()
        self._faults, self._requests = folder / "faults.json", folder / "requests.ndjson"
        self._log = folder / "server.log"
        self._running = contextlib.ExitStack()
        self._process: "subprocess.Popen[bytes] | None" = None
        folder.mkdir(parents=True, exist_ok=True)
        self._accounts = folder / "accounts.json"
        self.holds(held)
        self._requests.touch()
        self._environment = {
            **ENVIRONMENT,
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PORT": str(self.port),
            "ACCOUNTS": str(self._accounts),
            "FAULTS": str(self._faults),
            "REQUESTS": str(self._requests),
            "SECRET": secret,
        }

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts it, and waits until it accepts connections."""
        if self._process:
            raise ScriptError(f"the old backend {self.backend.name} runs already")
        log = self._running.enter_context(self._log.open("ab"))
        self._process = self._running.enter_context(
            process.started(self._command, log=log, folder=self._folder, environment=self._environment)
        )
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        self.stop()
        raise ScriptError(f"the old backend {self.backend.name} did not start: {self.log().strip()[-2000:]}")

    def stop(self) -> None:
        """Stops it, if it runs: SIGTERM, and SIGKILL when that is not enough."""
        self._process = None
        self._running.close()

    def kill(self) -> None:
        """Kills it and its workers, as if the power failed."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self.stop()

    def holds(self, held: Sequence[Account]) -> None:
        """Gives it other accounts, or other passwords of them, from its next start on."""
        self._accounts.write_text(json.dumps([one.entry() for one in held]), encoding="utf-8")

    def faults(self, *, delay_ms: int = 0, status: int = 0, html: bool = False, difference: bool = False) -> None:
        """Makes it do these things wrong from the next request on, and nothing else."""
        planted = {"delay_ms": delay_ms, "status": status, "html": html, "difference": difference}
        # It reads the file at any time, so that must never be half written.
        new = self._faults.with_suffix(".new")
        new.write_text(json.dumps({name: value for name, value in planted.items() if value}), encoding="utf-8")
        new.replace(self._faults)

    def requests(self) -> list[Asked]:
        """What it was asked since it was made. A line is there before its answer is sent."""
        # The last line may be half written.
        lines = self._requests.read_text(encoding="utf-8").split("\n")[:-1]
        return [Asked(**json.loads(line)) for line in lines]

    def log(self) -> str:
        """What it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""


def _laravel() -> Command:
    hint = "on Debian: apt-get install php-cli php-laravel-framework php-sqlite3"
    php = find_program("php", hint)
    found = "exit(@include_once('Illuminate/autoload.php') && extension_loaded('pdo_sqlite') ? 0 : 1);"
    try:
        process.run([php, "-r", found])
    except ScriptError as missing:
        raise ScriptError(f"Laravel or SQLite for PHP was not found; {hint}") from missing
    return [php, SOURCES / "laravel" / "serve.php"]


def _express(program: str) -> Callable[[], Command]:
    def prepare() -> Command:
        node = find_program("node", "install Node.js 20 or newer, https://nodejs.org")
        if not (SOURCES / "express" / "node_modules" / "express").exists():
            raise ScriptError("the package express was not found; `scripts/tools legacy` installs it")
        return [node, SOURCES / "express" / program]

    return prepare


def _django() -> Command:
    return [sys.executable, SOURCES / "django" / "serve.py"]


def _go() -> Command:
    go = find_program("go", "on Debian: apt-get install golang-go")
    environment = {**ENVIRONMENT, **GO, "HOME": str(BUILT)}
    process.run([go, "build", "-o", BUILT / "staff"], folder=SOURCES / "go", environment=environment, deadline=BUILDING)
    return [BUILT / "staff"]


BACKENDS = (
    Backend(
        name="laravel",
        contract="subscriber",
        prepare=_laravel,
        login_path="/api/v1/subscriber/login",
        name_member="username",
        token=("data", "token"),
        issuer="https://isp.example/api/v1/subscriber/login",
        account_claim="sub",
        account_of=lambda _, number: str(number),
        legacy_tokens={"account": "{sub}", "account_by": "customer_number"},
        difference="fullname",
    ),
    Backend(
        name="django",
        contract="ispcrm",
        prepare=_django,
        login_path="/api/v1/subscriber/Login",
        name_member="username",
        token=("token",),
        issuer="ispcrm",
        account_claim="user_id",
        account_of=lambda _, number: number,
        legacy_tokens={"account": "{user_id}", "account_by": "takeover"},
        difference="customer_id",
    ),
    Backend(
        name="go",
        contract="staff",
        prepare=_go,
        login_path="/api/v1/auth/login",
        name_member="email",
        token=("data", "token"),
        issuer="zal-staff",
        account_claim="sub",
        account_of=lambda account, _: account.name,
        legacy_tokens={"account_by": "email"},
        difference="expires_in",
    ),
    Backend(
        name="express",
        contract="netxd",
        prepare=_express("netxd.js"),
        login_path="/rpc/admin/UserService/GetToken",
        name_member="emailid",
        token=("authResponse", "JWT"),
        issuer="jwt-auth",
        account_claim="UserID",
        account_of=lambda _, number: str(number),
        legacy_tokens={"account": "{UserID}", "account_by": "takeover"},
        login_members={"deviceID": DEVICE},
        difference="expirationTime",
    ),
    Backend(
        name="express_management",
        contract="management",
        prepare=_express("management.js"),
        login_path="/v1/auth/login",
        name_member="username",
        token=("token",),
        issuer="https://licensing.example",
        account_claim="nameid",
        account_of=lambda account, _: account.profile["id"],
        legacy_tokens={"account": "{unique_name}"},
        login_headers={"x-api-key": accounts.API_KEY},
        difference="expiresIn",
    ),
)


def backend_of(contract: str) -> Backend:
    """The backend that answers a contract."""
    return next(backend for backend in BACKENDS if backend.contract == contract)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
