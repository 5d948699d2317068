"""A node: a server that a test starts, stops and kills, over a database that others may share."""

import contextlib
import http.client
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from lib import settings
from lib.client import Response
from lib.installation import Installation, Server
from lib.process import DEADLINE, ScriptError

SETTINGS = {**settings.HIGHEST_LIMITS, **settings.TRUSTED_PROXY, **settings.database_connections(5)}
"""What each node is started with: several have to fit into one small database server."""


class Node:
    """A server and its settings. Each start takes a free port."""

    def __init__(
        self,
        binary: Path,
        database: str | None,
        changed: Mapping[str, str] = {},
        name: str = "node",
        wrapper: Sequence[str] = (),
    ) -> None:
        """A node on the database at this URL, or on a new SQLite file. The wrapper is what it runs on, a program with
        its arguments that becomes the server (`exec`)."""
        self.name, self._wrapper = name, wrapper
        url = {settings.DATABASE_URL: database} if database else {}
        self.installation = Installation(binary, {**SETTINGS, **url, **changed})
        self._running = contextlib.ExitStack()
        self._server: Server | None = None
        self._logged = ""
        self._address = ("127.0.0.1", 0)

    def __enter__(self) -> Self:
        """Starts it."""
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, *, wrapper: Sequence[str] | None = None, deadline: float = DEADLINE) -> None:
        """Starts it, on another wrapper if there is one, and waits until it listens."""
        self.installation.wrapper = self._wrapper if wrapper is None else wrapper
        self._server = self._running.enter_context(self.installation.serve(deadline=deadline))
        self._address = self._server.address

    @property
    def server(self) -> Server:
        """The running server."""
        if self._server is None:
            raise ScriptError(f"{self.name} does not run")
        return self._server

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens, or did before it was ended, when nobody answers there."""
        return self._address

    @property
    def url(self) -> str:
        """Its base URL."""
        return self.server.url

    @property
    def is_running(self) -> bool:
        """Whether the process runs."""
        return self._server is not None and self._server.is_running

    def kill(self) -> None:
        """Kills it (SIGKILL), and waits until it is gone."""
        os.kill(self.server.pid, signal.SIGKILL)
        self._end()

    def stop(self) -> int:
        """Stops it (SIGTERM), and returns its exit code."""
        code = self.server.stop()
        self._end()
        return code

    def close(self) -> None:
        """Ends it, and removes its folder."""
        try:
            self._end()
        finally:
            self.installation.__exit__()

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Runs a command on its database, and returns its output."""
        return self.installation.run(*arguments, stdin=stdin)

    def ask(self, path: str, timeout: float = 10.0) -> Response | None:
        """The answer to a GET without credentials; none where the connection breaks, or in time."""
        connection = http.client.HTTPConnection(*self.address, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            headers = tuple((name.lower(), value) for name, value in answer.getheaders())
            return Response(answer.status, headers, answer.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def wait_until_ready(self, deadline: float = DEADLINE) -> float:
        """Waits until `/readyz` answers 200, and returns how long that took."""
        began = time.monotonic()
        while time.monotonic() < began + deadline:
            if self.is_running and (answer := self.ask("/readyz")) and answer.status == 200:
                return time.monotonic() - began
            time.sleep(0.02)
        raise ScriptError(f"{self.name} is not ready after {deadline:.0f} s")

    def log(self) -> str:
        """Everything that it has logged, of all its starts."""
        return self._logged + (self._server.log() if self._server else "")

    def panics(self) -> list[str]:
        """The panics among it."""
        return [f"{self.name}: {line}" for line in self.log().splitlines() if "panicked" in line]

    def errors(self) -> list[str]:
        """What it has logged as an error."""
        return [f"{self.name}: {line}" for line in self.log().splitlines() if '"level":"ERROR"' in line]

    def _end(self) -> None:
        self._running.close()
        self._logged, self._server = self.log(), None
