"""A temporary Latchkey installation: a folder with a database, the commands that run in it, and its server."""

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

from lib import process, settings
from lib.process import DEADLINE, Cores, ScriptError

READY = "ready to answer requests"
"""The message of the log line that says where a started server listens."""

TEST_URL = "LATCHKEY_TEST_URL"
"""The environment variable that names a running demonstration server, for the scripts that can share one."""
TEST_LOG = "LATCHKEY_TEST_LOG"
"""The environment variable that names the log of that server, when it is on this machine."""


class Installation:
    """A folder with an SQLite database, and the settings of every command that runs in it."""

    def __init__(self, binary: Path, changed: Mapping[str, str] = {}) -> None:
        self.binary = binary
        """The program. Another one is run from the next command on, and by the next start."""
        self._temporary = tempfile.TemporaryDirectory(prefix="latchkey-")
        self.folder = Path(self._temporary.name)
        self.database = self.folder / "latchkey.db"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_")}
        database = {settings.DATABASE_URL: f"sqlite://{self.database}"}
        self._environment = {**inherited, **settings.DEFAULTS, **database, **changed}
        self.wrapper: Sequence[str] = ()
        """A program with its arguments that the server runs on, such as valgrind."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Runs a command to its end and returns its output."""
        command = [self.binary, *arguments]
        return process.run(command, stdin=f"{stdin}\n", folder=self.folder, environment=self._environment)

    def shell(self, script: str, deadline: float = DEADLINE) -> "subprocess.CompletedProcess[str]":
        """Runs a script of commands in the folder, with `latchkey` on the PATH. Returns what came of it, whatever its exit
        code is."""
        programs = self.folder / "bin"
        programs.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (programs / "latchkey").symlink_to(self.binary)
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            cwd=self.folder,
            env={**self._environment, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
            timeout=deadline,
            check=False,
        )

    @contextlib.contextmanager
    def command(self, *arguments: str, log: IO[bytes]) -> Iterator["subprocess.Popen[bytes]"]:
        """Runs a command until the block is left. Its output and its errors go to the log."""
        command = [self.binary, *arguments]
        with process.started(command, log=log, folder=self.folder, environment=self._environment) as started:
            yield started

    @contextlib.contextmanager
    def started(
        self, *arguments: str, port: int = 0, log: IO[bytes], cores: Cores = None
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """Runs the server on a port of 127.0.0.1 until the block is left. Does not wait until it is ready."""
        command = [*self.wrapper, self.binary, "serve", "--listen", f"127.0.0.1:{port}", *arguments]
        # The log goes to stderr. The output is the list of the demonstration accounts.
        with process.started(
            command, log=log, keeps_output=False, folder=self.folder, environment=self._environment, cores=cores
        ) as started:
            yield started

    @contextlib.contextmanager
    def serve(self, *arguments: str, cores: Cores = None, deadline: float = DEADLINE) -> Iterator["Server"]:
        """Runs the server on a free port of 127.0.0.1 until the block is left. The deadline is that of its start."""
        log = self.folder / "server.log"
        # What an earlier start logged must not pass for this one's address.
        log.unlink(missing_ok=True)
        with log.open("ab") as output, self.started(*arguments, log=output, cores=cores) as started:
            yield Server(started, log, deadline)


class Server:
    """A running server."""

    def __init__(self, started: "subprocess.Popen[bytes]", log: Path, deadline: float = DEADLINE) -> None:
        self._process = started
        self.log_file = log
        self.address = self._wait_until_ready(deadline)

    @property
    def pid(self) -> int:
        """The process ID."""
        return self._process.pid

    @property
    def url(self) -> str:
        """The base URL."""
        return "http://{}:{}".format(*self.address)

    @property
    def is_running(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def stop(self) -> int:
        """Stops it, and returns its exit code."""
        return process.stop(self._process)

    def log(self) -> str:
        """Everything it has logged so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def memory(self) -> dict[str, int]:
        """Its memory in KiB by the kernel's names, such as VmRSS and VmHWM; empty where there is no /proc."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        except OSError:
            return {}
        fields = (line.split() for line in status.splitlines())
        return {words[0].rstrip(":"): int(words[1]) for words in fields if words[-1:] == ["kB"]}

    def _wait_until_ready(self, deadline: float) -> tuple[str, int]:
        until = time.monotonic() + deadline
        while time.monotonic() < until and self.is_running:
            for line in self.log().splitlines():
                if READY in line and line.endswith("}"):
                    host, port = json.loads(line)["address"].rsplit(":", 1)
                    return host, int(port)
            time.sleep(0.02)
        raise ScriptError(f"the server did not start: {self.log().strip()}")


class DemoServer:
    """A server with the demonstration accounts, which several scripts may share."""

    def __init__(self, url: str, log_file: Path | None) -> None:
        self.url = url
        self._log_file = log_file
        self._logged_before = len(self._log())

    def panics(self) -> list[str]:
        """The panics it has logged since this object was made."""
        return [line for line in self._log()[self._logged_before :].splitlines() if "panicked" in line]

    def _log(self) -> str:
        return self._log_file.read_text(encoding="utf-8", errors="replace") if self._log_file else ""


@contextlib.contextmanager
def demo_server(binary: Path) -> Iterator[DemoServer]:
    """The demonstration server that `LATCHKEY_TEST_URL` names, or a new one."""
    if url := os.environ.get(TEST_URL):
        log = os.environ.get(TEST_LOG)
        yield DemoServer(url.rstrip("/"), Path(log) if log else None)
        return
    with Installation(binary) as installation, installation.serve("--demo") as server:
        yield DemoServer(server.url, server.log_file)
