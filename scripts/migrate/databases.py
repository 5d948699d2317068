"""The databases of the old systems: SQLite in a file, PostgreSQL in a schema of its own."""

import contextlib
import os
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from lib import process
from lib.process import ScriptError, find_program
from migrate.page import Statement

TEST_DATABASE_URL = "TEST_DATABASE_URL"
"""The environment variable that names the test server. `scripts/postgres` sets it."""


class OldDatabase(ABC):
    """A database of an old system."""

    name: str
    """SQLite's or PostgreSQL's, as in `Statement.database`."""

    @abstractmethod
    def execute(self, sql: str) -> None:
        """Runs statements, separated by semicolons."""

    @abstractmethod
    def insert(self, table: str, **columns: object) -> None:
        """Inserts a row."""

    @abstractmethod
    def extract(self, statement: Statement, file: str) -> None:
        """Runs a statement as the page says, which writes a file into the folder."""

    @abstractmethod
    def django(self) -> dict[str, object]:
        """How Django's settings name it."""

    @abstractmethod
    def laravel(self) -> dict[str, str]:
        """How Laravel's configuration names it."""


class Sqlite(OldDatabase):
    """SQLite. Its shell is not everywhere, so the module of Python prints what the shell would."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "old.db"

    def execute(self, sql: str) -> None:
        """Runs statements."""
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            connection.executescript(sql)

    def insert(self, table: str, **columns: object) -> None:
        """Inserts a row."""
        with contextlib.closing(sqlite3.connect(self._file)) as connection, connection:
            connection.execute(_insert(table, columns, "?"), list(columns.values()))

    def extract(self, statement: Statement, file: str) -> None:
        """Writes the only column of each row as a line."""
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            lines = [row for (row,) in connection.execute(statement.sql)]
        (self._folder / file).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def django(self) -> dict[str, object]:
        """Its file."""
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(self._file)}

    def laravel(self) -> dict[str, str]:
        """Its file, which Laravel does not make."""
        self._file.touch()
        return {"driver": "sqlite", "database": str(self._file)}


class Postgres(OldDatabase):
    """PostgreSQL."""

    name = "postgresql"

    def __init__(self, folder: Path, schema: str) -> None:
        self._folder = folder
        self._url = os.environ[TEST_DATABASE_URL]
        self._schema = schema
        self._options = f"-c search_path={schema}"
        find_program("psql", "install PostgreSQL's client (Debian: apt-get install postgresql-client)")

    def execute(self, sql: str) -> None:
        """Runs statements."""
        with psycopg.connect(self._url, options=self._options) as connection:
            connection.execute(sql.encode())

    def insert(self, table: str, **columns: object) -> None:
        """Inserts a row."""
        with psycopg.connect(self._url, options=self._options) as connection:
            connection.execute(_insert(table, columns, "%s").encode(), list(columns.values()))

    def extract(self, statement: Statement, file: str) -> None:
        """Runs the command of the page, or the one that all pages have."""
        (self._folder / "extract.sql").write_text(statement.sql, encoding="utf-8")
        command = statement.command or f'psql -XAt -f extract.sql "$OLD_DATABASE" > {file}'
        settings = {"OLD_DATABASE": self._url, "PGOPTIONS": self._options}
        printed = subprocess.run(
            ["bash", "-c", command],
            cwd=self._folder,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=process.DEADLINE,
            check=False,
        )
        # psql goes on after an error in a file.
        if printed.returncode or printed.stderr:
            raise ScriptError(f"psql said: {printed.stderr.strip()}")

    def django(self) -> dict[str, object]:
        """Its parts."""
        url = urlsplit(self._url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "HOST": url.hostname,
            "PORT": url.port,
            "USER": url.username,
            "PASSWORD": url.password,
            "OPTIONS": {"options": self._options},
        }

    def laravel(self) -> dict[str, str]:
        """Its URL, from which Laravel takes the driver, too."""
        return {"url": self._url, "schema": self._schema}


@contextlib.contextmanager
def old_database(kind: str, folder: Path, schema: str) -> Iterator[OldDatabase]:
    """An empty database of this kind, until the block is left. The schema is the name of PostgreSQL's."""
    if kind == Sqlite.name:
        yield Sqlite(folder)
        return
    url = os.environ[TEST_DATABASE_URL]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}".encode())
        try:
            yield Postgres(folder, schema)
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


def _insert(table: str, columns: dict[str, object], place: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join([place] * len(columns))})'
