"""A throw-away Latchkey: a folder with a database, commands run in it, and a server that runs while a script does."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
"""The root of the project."""

DEADLINE = 60.0
"""How many seconds a command or a start may take. Generous: what hits it is broken, not slow."""

READY = "ready to answer requests"
"""The message of the one log line that says that the server is there, and where."""


class Broken(Exception):
    """The program under test did not do what nothing here can go on without."""


def binary_from(arguments: list[str]) -> Path:
    """The program to run: the only argument, else the release build."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} [BINARY]")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    binary = Path(arguments[0]) if arguments else target / "release" / "latchkey"
    if not os.access(binary, os.X_OK):
        raise SystemExit(f"{binary} is not a program; `cargo build --release --locked` makes it")
    return binary.resolve()


def end_on_signals() -> None:
    """Makes SIGTERM unwind the script as Ctrl-C does, so that the server is stopped and the folder removed."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)


class Installation:
    """A folder with an SQLite database in it, and the settings of every command that is run there."""

    def __init__(self, binary: Path, settings: Mapping[str, str]) -> None:
        self._binary = binary
        self._temporary = tempfile.TemporaryDirectory(prefix="latchkey-")
        self.folder = Path(self._temporary.name)
        self.database = self.folder / "latchkey.db"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_")}
        self._environment = {
            **inherited,
            "LATCHKEY_DATABASE_URL": f"sqlite://{self.database}",
            "LATCHKEY_LOG_FORMAT": "json",
            # The lowest there is: nothing here is about the strength of hashes.
            "LATCHKEY_PASSWORDS_BCRYPT_COST": "10",
            **settings,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    def run(self, *arguments: str, line: str = "") -> str:
        """Runs a command to its end with this line on its standard input, and returns what it printed."""
        finished = subprocess.run(
            [self._binary, *arguments],
            input=f"{line}\n",
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=self._environment,
            timeout=DEADLINE,
            check=False,
        )
        if finished.returncode != 0:
            raise Broken(f"`latchkey {' '.join(arguments)}` failed: {finished.stderr.strip()}")
        return finished.stdout

    @contextlib.contextmanager
    def serve(self, *arguments: str) -> Iterator["Server"]:
        """Runs the server, with these further arguments, on a free port of 127.0.0.1 until the block is left, however
        it is left."""
        log = self.folder / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self._binary, "serve", "--listen", "127.0.0.1:0", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env=self._environment,
            )
        try:
            yield Server(process, log)
        finally:
            stop(process)


class Server:
    """A running server."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log
        self.address = self._wait_until_ready()

    @property
    def url(self) -> str:
        """Where it is, for a client of HTTP."""
        return "http://{}:{}".format(*self.address)

    @property
    def is_running(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def log(self) -> str:
        """Everything it has logged so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def memory(self) -> dict[str, int]:
        """Its memory in KiB by the kernel's names, such as VmRSS and VmHWM; nothing where there is no /proc."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return {}
        fields = (line.split() for line in status.splitlines())
        return {words[0].rstrip(":"): int(words[1]) for words in fields if words[-1:] == ["kB"]}

    def _wait_until_ready(self) -> tuple[str, int]:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until and self.is_running:
            for line in self.log().splitlines():
                if READY in line and line.endswith("}"):
                    host, port = json.loads(line)["address"].rsplit(":", 1)
                    return host, int(port)
            time.sleep(0.02)
        raise Broken(f"the server did not start: {self.log().strip()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a server: asks first, and insists after the time it may take to finish what is under way."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
