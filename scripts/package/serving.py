"""What systemd does with the server: reloading it, restarting it when it hangs, and listening in its place."""

import http.client
import os
import re
import secrets
import signal
import threading
import time
from pathlib import Path

from lib.process import run
from lib.report import Report
from package.installing import PAGE, cannot_log_in, logged
from package.system import SERVICE, URL, attempt, differs, permissions, pid, shown, status_of, until

DROP_IN = Path(f"/run/systemd/system/{SERVICE}.d/package-test.conf")
WATCHDOG = 1.0
"""Seconds, instead of the minute that the unit has."""

EXAMPLE = Path("/usr/share/doc/latchkey/examples/latchkey.socket")
SOCKET = Path("/etc/systemd/system/latchkey.socket")


def supervision(report: Report) -> None:
    """Reloads it, and lets it hang."""
    before = pid()
    run(["systemctl", "reload", SERVICE])
    reloaded = until(lambda: "SIGHUP" in logged())
    report.check(
        "a reload is taken notice of, and the server stays",
        [
            None if reloaded else "nothing was logged",
            differs("the process", pid(), before),
            differs("its status", shown("StatusText"), f"answering requests at {URL}"),
        ],
    )
    change(f"[Service]\nWatchdogSec={WATCHDOG}\nTimeoutAbortSec=1\nRestartSec=100ms\n")
    before = pid()
    time.sleep(3 * WATCHDOG)
    report.check("a server that works feeds its watchdog", [differs("the process", pid(), before)])
    os.kill(before, signal.SIGSTOP)
    report.check(
        "a server that hangs is restarted",
        [
            None if until(lambda: pid() not in (0, before) and shown("ActiveState") == "active") else "it still hangs",
            differs("the number of restarts", shown("NRestarts"), "1"),
            cannot_log_in(),
        ],
    )
    change("")


def credentials(report: Report) -> None:
    """Hands it a secret, as the page says. It keeps it, because signing keys are encrypted from then on."""
    key = Path("/etc/latchkey/master-key")
    key.touch(mode=0o600)
    key.write_text(secrets.token_hex(32))
    change(re.findall(r"```ini\n(.*?)```", PAGE.read_text(), re.DOTALL)[0])
    environment = Path(f"/proc/{pid()}/environ").read_text().split("\0")
    setting = f"LATCHKEY_TOKENS_MASTER_KEY_FILE=/run/credentials/{SERVICE}/{key.name}"
    report.check(
        "a secret that only root can read on the disk is used",
        [
            None if setting in environment else f"{setting} is not set",
            differs("it", permissions(str(key)), "root:root 600"),
            cannot_log_in(),
        ],
    )


def change(drop_in: str) -> None:
    """Restarts the service with other settings."""
    DROP_IN.parent.mkdir(parents=True, exist_ok=True)
    DROP_IN.write_text(drop_in)
    run(["systemctl", "daemon-reload"])
    run(["systemctl", "restart", SERVICE])


def activation(report: Report) -> None:
    """Lets systemd listen."""
    run(["systemctl", "stop", SERVICE])
    report.check("a stopped server ends with 0", [differs("the result", shown("Result"), "success")])
    SOCKET.write_bytes(EXAMPLE.read_bytes())
    report.check("the unit is valid", [attempt(["systemd-analyze", "verify", SOCKET]).stderr.strip()])
    run(["systemctl", "daemon-reload"])
    run(["systemctl", "enable", "--quiet", "--now", SOCKET.name])
    report.check(
        "the first client starts the server",
        [
            differs("before", shown("ActiveState"), "inactive"),
            differs("/readyz", status_of("/readyz"), 200),
            differs("after", shown("ActiveState"), "active"),
        ],
    )
    clients = Clients()
    before = pid()
    run(["systemctl", "restart", SERVICE])
    problems, count = clients.stop()
    report.check(
        "no client is refused during a restart",
        [*problems, None if pid() != before else "it was not restarted"],
        f"{count} requests",
    )
    run(["systemctl", "disable", "--quiet", "--now", SOCKET.name])
    SOCKET.unlink()
    run(["systemctl", "daemon-reload"])
    run(["systemctl", "restart", SERVICE])
    report.check("without it, the server listens itself again", [differs("/readyz", status_of("/readyz"), 200)])


class Clients:
    """Asks one request after the other, each on a connection of its own.

    Like every client of HTTP, it repeats a request whose connection was closed without a response: the server may end
    between accepting the one and reading the other."""

    def __init__(self) -> None:
        self._problems: list[str] = []
        self._count = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def stop(self) -> tuple[list[str], int]:
        """Ends. Returns what went wrong, and how many requests there were."""
        self._ends.set()
        self._thread.join()
        return self._problems, self._count

    def _ask(self) -> None:
        while not self._ends.is_set():
            self._count += 1
            try:
                if (status := status_of("/livez")) != 200:
                    self._problems.append(f"a response is {status}")
            except http.client.RemoteDisconnected:
                continue
            except OSError as error:
                self._problems.append(f"a request failed: {error!r}")
