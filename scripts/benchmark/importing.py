"""`latchkey import`: a file of accounts of another system, and one run of the command over it."""

import json
import time
from pathlib import Path
from typing import NamedTuple

from benchmark import accounts
from benchmark.accounting import peak_memory
from lib.installation import Installation
from lib.process import ROOT, ScriptError

HASHES = ROOT / "tests" / "it" / "imports" / "forms.ndjson"
"""Password hashes of all forms that other systems have."""
CREATED = 1_600_000_000
"""When the first account was added to the other system, in seconds since 1970; the others follow by the minute."""
DEADLINE = 600.0
"""Seconds that an import may take."""
SAMPLED_EVERY = 0.01
"""Seconds between two looks at a running import, and the precision of its duration."""


class ImportRun(NamedTuple):
    """One run of `latchkey import`."""

    seconds: float
    """From the start of the process to its end."""
    peak_memory: int
    """Bytes."""


def write_file(file: Path, count: int) -> None:
    """Writes a file of that many users, one JSON object per line. Their hashes cycle through all forms."""
    lines = HASHES.read_text(encoding="utf-8").splitlines()
    hashes = [json.loads(line)["hash"] for line in lines]
    with file.open("w", encoding="utf-8") as written:
        for number in range(1, count + 1):
            one = accounts.profile(number)
            user = {
                **{"username": one.username, "email": one.email, "name": one.name, "phone": one.phone},
                **{"roles": [accounts.ROLE], "permissions": accounts.PERMISSIONS, "isp_id": 1, "branch_id": 1},
                "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(CREATED + 60 * number)),
                "password_hash": hashes[number % len(hashes)],
            }
            written.write(f"{json.dumps(user, ensure_ascii=False)}\n")


def run_import(installation: Installation, file: Path, count: int, outcome: str) -> ImportRun:
    """Imports a file of that many users, and checks that this became of each: `added` or `unchanged`."""
    log = installation.folder / "import.log"
    arguments = ("import", "users", str(file), "--json")
    began, peak = time.monotonic(), 0
    with log.open("wb") as output, installation.command(*arguments, log=output) as process:
        while process.poll() is None:
            if time.monotonic() - began > DEADLINE:
                raise ScriptError(f"an import took more than {DEADLINE:.0f} seconds")
            peak = max(peak, peak_memory(process.pid))
            time.sleep(SAMPLED_EVERY)
        seconds = time.monotonic() - began
    printed = log.read_text(encoding="utf-8", errors="replace").strip()
    if process.returncode != 0 or _sums(printed) != {"rows": count, outcome: count}:
        raise ScriptError(f"an import ended with {process.returncode}: {printed[-1000:]}")
    return ImportRun(seconds, peak)


def _sums(printed: str) -> dict[str, int]:
    """The sums that are not zero. They are the last line."""
    try:
        sums = json.loads(printed.splitlines()[-1])
    except (IndexError, ValueError):
        return {}
    return {name: value for name, value in sums.items() if value}
