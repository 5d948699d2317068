"""Runs the processes of packaging/compose, from nothing to the first login and through a rolling restart."""

import http.client
import json
import ssl
import stat
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from containers.processes import Stack, postgres
from containers.program import ENDS_WITHIN
from lib.process import ScriptError
from lib.report import Report

CLIENT, LIAR = "127.0.0.77", "203.0.113.9"
"""Where requests come from, and where they say that they come from."""
LOGIN, PROFILE = "/api/v1/auth/login", "/api/v1/auth/me"
EMAIL = "root@example.com"
SOON = 10.0
"""Seconds within which the proxy has to notice."""

Json = Any


class Browser:
    """A client of the proxy, with a password."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._password = (stack.compose / "secrets" / "admin_password").read_text(encoding="ascii").strip()

    def ask(self, method: str, path: str, body: Json = None, headers: Mapping[str, str] = {}) -> tuple[int, Json]:
        """The status and the JSON of an answer; 0 where there is none."""
        connection = http.client.HTTPConnection(self._stack.proxy, 8080, timeout=10, source_address=(CLIENT, 0))
        return _asked(connection, method, path, body, headers)

    def log_in(self, **headers: str) -> tuple[int, str]:
        """The status of a login, and its token."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        status, answer = self.ask("POST", LOGIN, {"email": EMAIL, "password": self._password}, sent)
        return status, answer["data"]["token"] if status == 200 else ""

    def log_in_with_tls(self, certificate: Path) -> tuple[int, Json]:
        """The same over TLS."""
        trusted = ssl.create_default_context(cafile=str(certificate))
        # The certificate is for localhost, which is not the address.
        trusted.check_hostname = False
        connection = http.client.HTTPSConnection(self._stack.proxy, 8443, timeout=10, context=trusted)
        return _asked(connection, "POST", LOGIN, {"email": EMAIL, "password": self._password}, {})

    def profile(self, token: str) -> int:
        """The status of a request with a token."""
        return self.ask("GET", PROFILE, headers={"Authorization": f"Bearer {token}"})[0]


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, body: Json, headers: Mapping[str, str]
) -> tuple[int, Json]:
    try:
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        read = answer.read()
        return answer.status, json.loads(read) if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()


def _healthz(stack: Stack) -> int:
    """What the health check of the proxy's container gets."""
    try:
        with urllib.request.urlopen(f"http://{stack.proxy}:8405/healthz", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _until(holds: Callable[[], bool], what: str) -> list[str]:
    until = time.monotonic() + SOON
    while not holds():
        if time.monotonic() > until:
            return [f"{what}: not after {SOON:.0f} s"]
        time.sleep(0.05)
    return []


def _readable(folder: Path) -> Iterator[str]:
    """What others than the owner can read."""
    for path in (folder, *folder.iterdir(), folder.parent / ".env"):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"{path.name} has mode {stat.S_IMODE(path.stat().st_mode):o}"


def _first_start(stack: Stack, report: Report) -> None:
    printed = stack.up(EMAIL, starts=True)
    wrong = [] if "added administrator admin, number 1" in printed else [f"it printed {printed}"]
    report.check("`up` adds the first administrator", wrong, EMAIL)
    secrets = stack.compose / "secrets"
    report.check(
        "only the owner can read the secrets", _readable(secrets), ", ".join(p.name for p in secrets.iterdir())
    )
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    printed = stack.up(EMAIL)
    kept = {path.name: path.read_bytes() for path in secrets.iterdir()} == before
    wrong = [] if kept else ["it made secrets anew"]
    wrong += [] if "there is an administrator already, admin" in printed else [f"it printed {printed}"]
    report.check("`up` again changes nothing", wrong)


def _logins(stack: Stack, browser: Browser, report: Report) -> str:
    wrong = _until(lambda: _healthz(stack) == 200, "the proxy has a node")
    statuses, token = [], ""
    for _ in range(4):
        status, token = browser.log_in(X_Forwarded_For=LIAR, Forwarded=f"for={LIAR}")
        statuses.append(status)
    wrong += [] if statuses == [200] * 4 else [f"logins were answered with {statuses}{stack.logs()}"]
    report.check("the administrator logs in through the proxy", wrong, f"{statuses}")
    served = [name for name in stack.nodes if f" nodes/{name} " in stack.log("proxy")]
    report.check("both nodes served", [] if len(served) == 2 else [f"only {served}"], ", ".join(served))
    listed = stack.run("session", "list", EMAIL, "--json").splitlines()
    addresses = {json.loads(line)["address"] for line in listed}
    wrong = [] if addresses == {CLIENT} else [f"sessions come from {sorted(addresses)}, not {CLIENT}"]
    report.check("nodes know the client's address, whatever it says", wrong, CLIENT)
    written = [str(path) for name in stack.nodes for path in (stack.folder / name).iterdir()]
    report.check("nodes write no files", (f"{path} was written" for path in written))
    warned = [line for name in stack.nodes for line in stack.log(name).splitlines() if '"level":"INFO"' not in line]
    # They are started before there is one.
    unexpected = [line for line in warned if "no user has the role admin" not in line]
    report.check("nodes warn of nothing but the missing administrator", unexpected)
    return token


def _health(stack: Stack, report: Report) -> None:
    try:
        wrong, detail = [], stack.run("healthcheck").strip()
    except ScriptError as error:
        wrong, detail = [str(error)], ""
    report.check("the health check of the image says yes", wrong, detail)


def _start_again(stack: Stack, node: str) -> list[str]:
    """Starts a node, and waits until the proxy has an answer of it."""
    seen = len(stack.log("proxy"))
    stack.start(node)
    return _until(lambda: f" nodes/{node} " in stack.log("proxy")[seen:], f"{node} is back")


def _rolling_restart(stack: Stack, browser: Browser, token: str, report: Report) -> None:
    counted: Counter[int] = Counter()
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            counted[browser.profile(token)] += 1

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    wrong, slowest = [], 0.0
    try:
        for node in stack.nodes:
            code, seconds = stack.stop(node)
            slowest = max(slowest, seconds)
            wrong += [] if code == 0 else [f"{node} ended with {code}"]
            wrong += [] if seconds <= ENDS_WITHIN else [f"{node} took {seconds:.0f} s to end"]
            wrong += _start_again(stack, node)
    finally:
        over.set()
        for thread in asking:
            thread.join()
    wrong += [f"{count} requests were answered with {status}" for status, count in counted.items() if status != 200]
    report.check("a rolling restart loses no request", wrong, f"{counted.total()} requests, {slowest:.1f} s to end")


def _nobody_left(stack: Stack, browser: Browser, report: Report) -> None:
    for node in stack.nodes:
        stack.stop(node)
    wrong = _until(lambda: _healthz(stack) == 503, "the proxy is unhealthy")
    status, _ = browser.log_in()
    wrong += [] if status == 503 else [f"a login was answered with {status}"]
    try:
        stack.run("healthcheck")
        wrong.append("the health check of the image says yes")
    except ScriptError:
        pass
    report.check("health checks say no where there is no node", wrong)


def _tls(stack: Stack, browser: Browser, certificate: Path, report: Report) -> None:
    stack.stop("proxy")
    for node in stack.nodes:
        stack.start(node)
    stack.start_proxy("tls.cfg", PROXY_CERTIFICATE=str(certificate))
    wrong = _until(lambda: _healthz(stack) == 200, "the proxy has a node")
    status, _ = browser.log_in_with_tls(certificate)
    wrong += [] if status == 200 else [f"a login was answered with {status}{stack.logs()}"]
    report.check("the administrator logs in over TLS", wrong)


def check(binary: Path, certificate: Path, report: Report) -> None:
    """Starts it all, and makes all checks."""
    report.begin("The processes of compose.yaml")
    with TemporaryDirectory(prefix="latchkey-stack-") as created:
        folder = Path(created)
        with postgres(folder) as database, Stack(binary, database, folder) as stack:
            _first_start(stack, report)
            browser = Browser(stack)
            token = _logins(stack, browser, report)
            _health(stack, report)
            _rolling_restart(stack, browser, token, report)
            _nobody_left(stack, browser, report)
            _tls(stack, browser, certificate, report)
