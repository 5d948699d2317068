"""Latchkey databases of any size: a number of users, with a session each.

A database is kept below target/ for a day, by the code that creates it, the schema and the size. Runs get a copy.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmark import accounts, filling
from benchmark.accounts import Profile
from benchmark.signing import Signer
from lib.installation import Installation
from lib.process import ROOT

FOLDER = ROOT / "target" / "bench" / "dataset"
ACTIVE = 50_000
"""The largest number of active sessions. Of the others, every second one has ended."""
KEPT = 24 * 60 * 60
"""Seconds that a database can be used: its sessions last two days or more, and the server deletes older ones."""


class Dataset:
    """A database of accounts, and their tokens."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self.count = count
        self.active = range(1, count + 1, max(1, count // ACTIVE))
        """The accounts whose sessions are active, spread over the whole table."""

    @property
    def size(self) -> int:
        """The size of the database in bytes."""
        return (self._folder / "latchkey.db").stat().st_size

    def copy_to(self, database: Path) -> None:
        """Copies the database. Active sessions become used just now, so that the server has no session to update in the
        next minutes, as with accounts that are in constant use."""
        shutil.copyfile(self._folder / "latchkey.db", database)
        # The mode of the server's own files.
        database.chmod(0o600)
        now = _now()
        idle = self._signer().session_lasts
        used = ((now, now + idle, accounts.ident("session", number)) for number in self.active)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.executemany("UPDATE sessions SET seen_at = ?, idle_until = ? WHERE id = ?", used)
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def profile(self, number: int) -> Profile:
        """One of the accounts; the first is number 1."""
        return accounts.profile(number)

    def me(self, number: int) -> dict[str, Any]:
        """The response of the staff contract's `me`."""
        profile = accounts.profile(number)
        data = {
            "id": number,
            "name": profile.name,
            "email": profile.email,
            "phone": profile.phone,
            "role": accounts.ROLE,
        }
        return {"success": True, "data": {**data, "isp_id": 1, "branch_id": 1, "permissions": accounts.PERMISSIONS}}

    def token(self, number: int) -> str:
        """The token of an active session, valid for an hour."""
        return self._signer().token(number, accounts.ident("session", number), accounts.ident("token", number))

    def write_tokens(self, file: Path) -> int:
        """Writes the tokens of all active sessions for spread.lua, shuffled. Returns their number."""
        signer = self._signer()
        shuffled = sorted(self.active, key=lambda number: accounts.ident("order", number))
        idents = ((number, accounts.ident("session", number), accounts.ident("token", number)) for number in shuffled)
        file.write_text("".join(f"{signer.token(*one)}\n" for one in idents), encoding="ascii")
        return len(shuffled)

    def _signer(self) -> Signer:
        return Signer(**json.loads((self._folder / "signer.json").read_text(encoding="ascii")))


def populated(binary: Path, count: int) -> Dataset:
    """The dataset of this size. Creates it unless it exists, with the server that it is for."""
    with Installation(binary) as installation:
        installation.run("migrate")
        with closing(sqlite3.connect(installation.database)) as connection:
            schema = repr(connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall())
        sources = [
            Path(accounts.__file__).with_name(name)
            for name in ("dataset.py", "filling.py", "accounts.py", "signing.py")
        ]
        parts = [schema.encode(), *(source.read_bytes() for source in sources)]
        folder = FOLDER / f"{count}-{hashlib.sha256(b''.join(parts)).hexdigest()[:16]}"
        if not _is_good(folder):
            began = time.monotonic()
            print(f"creating a database of {count:,} accounts", flush=True)
            _make(installation, folder, count)
            size = (folder / "latchkey.db").stat().st_size / 1e6
            print(f"created in {time.monotonic() - began:.0f} s, {size:,.0f} MB", flush=True)
    return Dataset(folder, count)


def _is_good(folder: Path) -> bool:
    database = folder / "latchkey.db"
    return database.exists() and time.time() - database.stat().st_mtime < KEPT


def _make(installation: Installation, folder: Path, count: int) -> None:
    for old in FOLDER.glob(f"{count}-*"):
        shutil.rmtree(old)
    FOLDER.mkdir(parents=True, exist_ok=True)
    template = filling.template_of(installation)
    # The folder is renamed, so it may not exist at the end.
    with tempfile.TemporaryDirectory(prefix="making-", dir=FOLDER, ignore_cleanup_errors=True) as made:
        database = Path(made) / "latchkey.db"
        shutil.copyfile(template.database, database)
        filling.fill(database, template, count, set(Dataset(folder, count).active), _now())
        (Path(made) / "signer.json").write_text(json.dumps(template.signer._asdict()), encoding="ascii")
        os.rename(made, folder)


def _now() -> int:
    return time.time_ns() // 1_000_000
