"""What the rows of an import cost the database alone: its own loader writes the rows that an import has left, every
column of them, into the same tables with the same indexes, triggers and durability.

On PostgreSQL that is `COPY` by psql, from files. On SQLite it is a prepared INSERT for each table, from memory, as in
the shell's `.import`; `.import` itself cannot write these rows, because it reads neither NULL nor the bytes of a UUID
from CSV. Each loader writes everything in one transaction.
"""

import contextlib
import filecmp
import itertools
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Protocol

from benchmark.postgres import Database
from lib.installation import Installation
from lib.process import ScriptError
from lib.settings import DATABASE_URL

TABLES = ("users", "user_roles", "user_permissions", "audit_events")
"""What an import writes for each account, in the order of its writing."""
NAMES = ("roles", "permissions")
"""What it writes once, because many accounts share it; there before the loader begins."""
SETTINGS = ("foreign_keys = ON", "synchronous = FULL", "temp_store = MEMORY", "secure_delete = ON")
"""Those of the connection that the server writes with."""


class Target(Protocol):
    """A kind of database that accounts are imported into. A failure is a `ScriptError`."""

    def empty(self) -> AbstractContextManager[Installation]:
        """An installation whose database has the schema and no accounts."""

    def keep(self, installation: Installation) -> None:
        """Keeps the rows that an import has left, for the loader."""

    def load(self, installation: Installation) -> float:
        """Writes the kept rows into an empty database, and checks that it has them. Returns the loader's seconds."""


class SqliteTarget:
    """SQLite, a new file each time."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary
        self._kept: dict[str, list[tuple[Any, ...]]] = {}

    @contextlib.contextmanager
    def empty(self) -> Iterator[Installation]:
        """A new installation."""
        with Installation(self._binary) as installation:
            installation.run("migrate")
            yield installation

    def keep(self, installation: Installation) -> None:
        """Reads them into memory."""
        with closing(sqlite3.connect(installation.database)) as connection:
            self._kept = {table: list(_rows(connection, table)) for table in (*NAMES, *TABLES)}

    def load(self, installation: Installation) -> float:
        """The seconds include closing, which empties the write-ahead log into the file, as at the end of an import."""
        with closing(sqlite3.connect(installation.database)) as connection, connection:
            for table in NAMES:
                self._insert(connection, table)
        began = time.monotonic()
        with closing(sqlite3.connect(installation.database, isolation_level=None)) as connection:
            for setting in SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                self._insert(connection, table)
            connection.execute("COMMIT")
        seconds = time.monotonic() - began
        with closing(sqlite3.connect(installation.database)) as connection:
            for table in TABLES:
                pairs = itertools.zip_longest(_rows(connection, table), self._kept[table])
                if any(loaded != kept for loaded, kept in pairs):
                    raise ScriptError(f"SQLite has loaded other rows of {table} than an import writes")
        return seconds

    def _insert(self, connection: sqlite3.Connection, table: str) -> None:
        rows = self._kept[table]
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY rowid")


class PostgresTarget:
    """PostgreSQL, a new database on the same server each time."""

    def __init__(self, binary: Path, database: Database, folder: Path) -> None:
        self._binary = binary
        self._database = database
        self._folder = folder

    @contextlib.contextmanager
    def empty(self) -> Iterator[Installation]:
        """Replaces the database."""
        self._database.replace()
        with Installation(self._binary, {DATABASE_URL: self._database.url}) as installation:
            installation.run("migrate")
            # What was written before is flushed before, and not while something is measured.
            self._database.execute("CHECKPOINT")
            yield installation

    def keep(self, installation: Installation) -> None:
        """Writes them to files, as `COPY` reads them."""
        for table in (*NAMES, *TABLES):
            self._copy_out(table, self._file(table))

    def load(self, installation: Installation) -> float:
        """The seconds include starting psql."""
        self._copy_in(NAMES)
        began = time.monotonic()
        self._copy_in(TABLES)
        seconds = time.monotonic() - began
        for table in TABLES:
            loaded = self._folder / f"{table}.loaded"
            self._copy_out(table, loaded)
            if not filecmp.cmp(loaded, self._file(table), shallow=False):
                raise ScriptError(f"PostgreSQL has loaded other rows of {table} than an import writes")
        return seconds

    def _file(self, table: str) -> Path:
        return self._folder / f"{table}.copy"

    def _copy_in(self, tables: tuple[str, ...]) -> None:
        self._database.execute(*(rf"\copy {table} FROM '{self._file(table)}'" for table in tables))

    def _copy_out(self, table: str, file: Path) -> None:
        # The primary key is the first column, or the first two.
        self._database.execute(rf"\copy (SELECT * FROM {table} ORDER BY 1, 2) TO '{file}'")
