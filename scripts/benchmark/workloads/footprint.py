"""What the server needs: time to start, memory, disk."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmark.measured_server import Running
from benchmark.figures import Row, Spread, at_most
from benchmark.latchkey import Placed
from benchmark.load import chains, each_once, hit, queue
from benchmark.environment import IN_FLIGHT, PEOPLE, Environment, logged_in
from benchmark.workload import Workload
from lib.installation import DEADLINE, Broken

MB = 1_000_000
SETTLING = 2.0
"""Seconds after the start until the server counts as idle."""
REFRESHES = 50


def first_answer(installation: Placed) -> float:
    """Milliseconds from the start of the process until /readyz says that it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (installation.folder / "start.log").open("wb") as log:
        began = time.monotonic()
        with installation.started(port, log) as process:
            while not _is_ready(port):
                if process.poll() is not None or time.monotonic() - began > DEADLINE:
                    raise Broken("the server did not start")
            return 1000 * (time.monotonic() - began)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False


def _starts(environment: Environment) -> list[Row]:
    times = []
    for _ in range(environment.rounds):
        with Placed(environment.latchkey.binary, {}) as installation:
            times.append(first_answer(installation))
    size = environment.latchkey.binary.stat().st_size / MB
    return [
        Row("startup with a new database", "ms", Spread.of(times), goal=at_most(100)),
        Row("size of the binary", "MB", Spread.of([size]), goal=at_most(25)),
    ]


def _memory(environment: Environment) -> list[Row]:
    idle: list[float] = []
    loaded: list[float] = []
    for number in range(1, environment.rounds + 1):
        with environment.latchkey.start(PEOPLE, None) as running:
            time.sleep(SETTLING)
            idle.append(running.resident_anonymous() / MB)
            with _highest(running, loaded):
                _everything(environment, running)
        print(f"  round {number} of {environment.rounds}", flush=True)
    return [
        Row("anonymous resident memory, idle", "MB", Spread.of(idle), goal=at_most(20)),
        Row("anonymous resident memory, peak under load", "MB", Spread.of(loaded), goal=at_most(64)),
    ]


def _everything(environment: Environment, running: Running) -> None:
    latchkey = environment.latchkey
    tokens = logged_in(latchkey, running, IN_FLIGHT)
    hit(running, latchkey.me(tokens[0]), environment.seconds, None)
    logins = [latchkey.login(person) for person in PEOPLE]
    each_once(running, queue(running, logins, IN_FLIGHT))
    each_once(running, chains(running, latchkey.refresh, tokens, REFRESHES))


@contextmanager
def _highest(running: Running, into: list[float]) -> Iterator[None]:
    """Looks at the memory all the time while the block lasts, and notes the most that there was."""
    over, seen = threading.Event(), list[int]()

    def look() -> None:
        while True:
            seen.append(running.resident_anonymous())
            if over.wait(0.02):
                return

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    into.append(max(seen) / MB)


WORKLOADS = (
    Workload(
        "start",
        "Startup",
        "From the start of the process to the first success of `/readyz`, each time with a new database.",
        _starts,
    ),
    Workload(
        "memory",
        "Memory",
        "Anonymous resident memory: two seconds after startup, and the peak under load (`me` over 32 connections, 16 "
        "logins in flight, 16 clients that refresh).",
        _memory,
    ),
)
