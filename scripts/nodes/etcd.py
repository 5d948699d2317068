"""One member of etcd, where Patroni keeps which server is the primary."""

import contextlib
import os
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from lib import process
from lib.process import DEADLINE, ScriptError, find_program

HINT = "install Debian's packages patroni and etcd-server"


def environment() -> dict[str, str]:
    """What etcd and Patroni get: nothing that is meant for others, or for another PostgreSQL or Python."""
    known = {key: value for key, value in os.environ.items() if not key.startswith(("ETCD", "PATRONI", "PG", "PYTHON"))}
    return {**known, "LC_ALL": "C.UTF-8"}


def answers(url: str) -> bool:
    """Whether it answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def running(folder: Path, ports: Sequence[int]) -> Iterator[None]:
    """Runs etcd until the block is left, on a port for its clients and one for the other members that there may be."""
    client, peer = (f"http://127.0.0.1:{port}" for port in ports)
    options = {
        "name": "only",
        "data-dir": folder / "etcd",
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"only={peer}",
    }
    command = [find_program("etcd", HINT), *(f"--{name}={value}" for name, value in options.items())]
    log = folder / "etcd.log"
    with log.open("wb") as out, process.started(command, log=out, folder=folder, environment=environment()) as started:
        until = time.monotonic() + DEADLINE
        while not answers(f"{client}/health"):
            if started.poll() is not None or time.monotonic() > until:
                said = log.read_text(encoding="utf-8", errors="replace")
                raise ScriptError(f"etcd did not start: {said[-2000:].strip()}")
            time.sleep(0.05)
        yield
