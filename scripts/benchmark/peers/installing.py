"""What the peers have in common: they are installed once, below target/, and get a folder of their own for each run."""

import contextlib
import http.client
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
from lib.installation import DEADLINE, ROOT, Broken

SOURCES = Path(__file__).resolve().parent
"""Where the peers' own files are, a folder each."""

INSTALLED = ROOT / "target" / "bench" / "peers"
"""Where they are installed, a folder each."""

PATIENCE = 900
"""How many seconds an installation may take: it may compile."""


def install(name: str, lock: str, steps: Callable[[Path], None]) -> Path:
    """Takes these steps in the peer's folder unless they were taken for this very lock file, and returns the folder."""
    folder = INSTALLED / name
    wanted, stamp = SOURCES / name / lock, folder / ".installed"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        print(f"installing {name.replace('_', '-')}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        steps(folder)
        shutil.copy(wanted, stamp)
    return folder


def needed(program: str, advice: str) -> str:
    """The path of a program; one clear line when there is none."""
    if (found := shutil.which(program)) is None:
        raise Broken(f"{program} was not found; {advice}")
    return found


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Runs a program to its end, and returns what it printed."""
    try:
        finished = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=folder,
            env=environment,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as hanging:
        raise Broken(f"`{' '.join(map(str, command[:3]))}` took more than {PATIENCE} seconds") from hanging
    if finished.returncode != 0:
        said = (finished.stderr.strip() or finished.stdout.strip()).splitlines()
        raise Broken(f"`{' '.join(map(str, command[:3]))}` failed: {' / '.join(said[-3:])}")
    return finished.stdout


@contextlib.contextmanager
def fresh_folder(accounts: Sequence[Account]) -> Iterator[Path]:
    """A folder for one run, with the accounts in it as a file that the peer's own program reads."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=INSTALLED) as name:
        folder = Path(name)
        written = json.dumps([account._asdict() for account in accounts])
        (folder / "accounts.json").write_text(written, encoding="utf-8")
        yield folder


def settings(folder: Path, secret: str) -> dict[str, str]:
    """The environment of a peer: where its database is, and a secret under the name that it has for it."""
    return {**os.environ, "DATABASE": str(folder / "peer.db"), secret: secrets.token_hex(32)}


def wait_until_there(process: "subprocess.Popen[bytes]", log: Path, find: Callable[[str], str | None]) -> Running:
    """Waits until what a server has logged tells its address, and it answers there."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until and process.poll() is None:
        if address := find(log.read_text(encoding="utf-8", errors="replace")):
            connection = http.client.HTTPConnection(address, timeout=DEADLINE)
            with contextlib.closing(connection):
                connection.request("GET", "/")
                connection.getresponse().read()
            return Running([process.pid], address)
        time.sleep(0.02)
    raise Broken(f"the peer did not start: {log.read_text(encoding='utf-8', errors='replace').strip()}")
