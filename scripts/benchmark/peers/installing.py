"""What the peers share: each is installed once, below target/, and gets a new folder for each run."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmark.measured_server import Account, Running
from lib import process
from lib.client import Client, request
from lib.process import DEADLINE, ROOT, ScriptError

SOURCES = Path(__file__).resolve().parent
"""The source files of the peers, a folder each."""

INSTALLED = ROOT / "target" / "bench" / "peers"
"""The installed peers, a folder each."""

INSTALL_DEADLINE = 900
"""Seconds that a step of an installation may take. It may compile."""


def install(name: str, lock: str, steps: Callable[[Path], None]) -> Path:
    """Installs a peer with these steps, unless this version of its lock file is installed. Returns its folder."""
    folder = INSTALLED / name
    wanted, stamp = SOURCES / name / lock, folder / ".installed"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        print(f"installing {name.replace('_', '-')}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        steps(folder)
        shutil.copy(wanted, stamp)
    return folder


def run(command: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Runs a step of an installation and returns its output."""
    return process.run(command, folder=folder, environment=environment, deadline=INSTALL_DEADLINE)


@contextlib.contextmanager
def fresh_folder(accounts: Sequence[Account]) -> Iterator[Path]:
    """A folder for one run, with a file of accounts that the peer's seed script reads."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=INSTALLED) as name:
        folder = Path(name)
        written = json.dumps([account._asdict() for account in accounts])
        (folder / "accounts.json").write_text(written, encoding="utf-8")
        yield folder


def settings(folder: Path, secret: str) -> dict[str, str]:
    """The environment of a peer: the path of its database, and a secret under the peer's own name for it."""
    return {**os.environ, "DATABASE": str(folder / "peer.db"), secret: secrets.token_hex(32)}


def wait_until_ready(
    started: "subprocess.Popen[bytes]", log: Path, find_address: Callable[[str], str | None]
) -> Running:
    """Waits until the log of a server names its address, and it responds there."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until and started.poll() is None:
        if address := find_address(log.read_text(encoding="utf-8", errors="replace")):
            running = Running([started.pid], address)
            if asyncio.run(Client(running.socket_address).send(request("GET", "/"))).status:
                return running
        time.sleep(0.02)
    raise ScriptError(f"the peer did not start: {log.read_text(encoding='utf-8', errors='replace').strip()}")
