"""The footprint of the server: startup, memory, size."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmark.environment import ACCOUNTS, IN_FLIGHT, Environment, logged_in
from benchmark.figures import Row, Spread, at_most
from benchmark.load import chains, queue, run_load, run_plan
from benchmark.measured_server import Running
from benchmark.workload import Workload
from lib.client import Client, request
from lib.installation import Installation
from lib.process import DEADLINE, ScriptError

MB = 1_000_000
SETTLING = 2.0
"""Seconds after startup when the server counts as idle."""
REFRESHES = 50


def startup(installation: Installation) -> float:
    """Milliseconds from the start of the process to the first success of /readyz."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (installation.folder / "start.log").open("wb") as log:
        began = time.monotonic()
        with installation.started(port=port, log=log) as process:
            while not _is_ready(port):
                if process.poll() is not None or time.monotonic() - began > DEADLINE:
                    raise ScriptError("the server did not start")
            return 1000 * (time.monotonic() - began)


def _is_ready(port: int) -> bool:
    return asyncio.run(Client(("127.0.0.1", port)).send(request("GET", "/readyz"))).status == 200


def _starts(environment: Environment) -> list[Row]:
    times = []
    for _ in range(environment.rounds):
        with Installation(environment.latchkey.binary) as installation:
            times.append(startup(installation))
    size = environment.latchkey.binary.stat().st_size / MB
    return [
        Row("startup with a new database", "ms", Spread.of(times), goal=at_most(100)),
        Row("size of the binary", "MB", Spread.of([size]), goal=at_most(35)),
    ]


def _memory(environment: Environment) -> list[Row]:
    idle: list[float] = []
    loaded: list[float] = []
    for number in range(1, environment.rounds + 1):
        with environment.latchkey.start(ACCOUNTS, None) as running:
            time.sleep(SETTLING)
            idle.append(running.resident_anonymous() / MB)
            with _peak(running, loaded):
                _everything(environment, running)
        print(f"  round {number} of {environment.rounds}", flush=True)
    return [
        Row("anonymous resident memory, idle", "MB", Spread.of(idle), goal=at_most(20)),
        Row("anonymous resident memory, peak under load", "MB", Spread.of(loaded), goal=at_most(64)),
    ]


def _everything(environment: Environment, running: Running) -> None:
    latchkey = environment.latchkey
    tokens = logged_in(latchkey, running, IN_FLIGHT)
    run_load(running, latchkey.me(tokens[0]), environment.seconds, None)
    logins = [latchkey.login(person) for person in ACCOUNTS]
    run_plan(running, queue(running, logins, IN_FLIGHT))
    run_plan(running, chains(running, latchkey.refresh, tokens, REFRESHES))


@contextmanager
def _peak(running: Running, into: list[float]) -> Iterator[None]:
    """Samples the memory while the block lasts, and appends the peak."""
    done, samples = threading.Event(), list[int]()

    def sample() -> None:
        while True:
            samples.append(running.resident_anonymous())
            if done.wait(0.02):
                return

    watcher = threading.Thread(target=sample)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
    into.append(max(samples) / MB)


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
