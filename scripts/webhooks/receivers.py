"""The receivers: programs that can be killed, and that do as a file says."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from lib.process import DEADLINE, ROOT, ScriptError, find_program

SCRIPTS = ROOT / "scripts" / "webhooks"
PAGE = ROOT / "docs" / "operate" / "webhooks.md"
PACKAGE = ROOT / "scripts" / "node_modules" / "standardwebhooks"


class Message(NamedTuple):
    """A message that has arrived."""

    id: str
    type: str
    account: str | None
    verified: bool
    mode: str
    """How it was answered."""


class Receiver:
    """A receiver on a port of its own: PORT SECRET MODE LOG PAGE. SECRET and MODE are files that it reads with each message;
    it adds a line of JSON for each to LOG. MODE is `ok`, `500`, or `slow`: no answer for 30 seconds. PAGE has the function
    that verifies."""

    def __init__(self, name: str, command: list[str], folder: Path, page: Path) -> None:
        self.name = name
        self._command = command
        self._page = page
        self._port = _free_port()
        self._secret, self._mode, self._log = (folder / f"{name}.{what}" for what in ("secret", "mode", "log"))
        self._errors = folder / f"{name}.errors"
        self._log.touch()
        self.answer("ok")
        self._process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}/hook"

    def knows(self, secret: str) -> None:
        """Gives it a secret."""
        self._secret.write_text(secret, encoding="ascii")

    def answer(self, mode: str) -> None:
        """Changes how it answers."""
        self._mode.write_text(mode, encoding="ascii")

    def start(self) -> None:
        """Starts it, and waits until it listens."""
        files = (self._secret, self._mode, self._log, self._page)
        command = [*self._command, str(self._port), *map(str, files)]
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise ScriptError(f"the receiver {self.name} did not start: {self._errors.read_text(encoding='utf-8')}")

    def kill(self) -> None:
        """Kills it, if it runs."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def messages(self) -> list[Message]:
        """What has arrived."""
        return [Message(**json.loads(line)) for line in self._log.read_text(encoding="utf-8").splitlines()]


def receivers(folder: Path) -> list[Receiver]:
    """One for each library."""
    if not PACKAGE.exists():
        raise ScriptError("the package standardwebhooks was not found; `scripts/tools node` installs it")
    node = find_program("node", "install Node.js 20 or newer, https://nodejs.org")
    # Node.js looks for packages beside the file that imports them.
    (folder / "node_modules").symlink_to(PACKAGE.parent)
    return [
        Receiver("python", [sys.executable, str(SCRIPTS / "receiver.py")], folder, _of_page("python", folder / "verify.py")),
        Receiver("node", [node, str(SCRIPTS / "receiver.mjs")], folder, _of_page("js", folder / "verify.mjs")),
    ]


def _of_page(language: str, file: Path) -> Path:
    """Writes the only example of this language on the page into a file."""
    _, *blocks = PAGE.read_text(encoding="utf-8").split(f"```{language}\n")
    if len(blocks) != 1:
        raise ScriptError(f"{PAGE} has {len(blocks)} examples in {language}, not one")
    file.write_text(blocks[0].partition("```")[0], encoding="utf-8")
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
