"""The rows to measure: those of the benchmark's dataset, and subscribers, on both databases."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from benchmark.dataset import Dataset

TABLES = (
    *("roles", "permissions", "users", "user_roles", "user_permissions", "subscribers"),
    *("sessions", "audit_events", "attempts"),
)
"""The tables, each behind those that it refers to."""

SUBSCRIBERS = """
INSERT INTO subscribers (customer_id, username, username_folded, firstname, lastname, email, email_folded, phone,
    package_name, expiration_date, password_hash, status, last_login_at, last_login_address, created_at, updated_at,
    name_folded, isp_id, branch_id)
SELECT 'C-' || id, username, username_folded, substr(name, 1, instr(name, ' ') - 1), substr(name, instr(name, ' ') + 1),
    email, email_folded, phone, 'Fibre 100', created_at, password_hash, status, last_login_at, last_login_address,
    created_at, updated_at, name_folded, isp_id, branch_id
FROM users ORDER BY id
"""
"""As many subscribers as users, with the same names."""

SPREAD = "UPDATE attempts SET kept_until = kept_until + rowid * 7919 % 1000003"
"""Login sources that were last used at different times, in no order."""


def copy_to_file(dataset: Dataset, database: Path) -> None:
    """Copies the dataset's database and adds the subscribers. The file has no unused pages then."""
    dataset.copy_to(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute(SUBSCRIBERS)
        connection.execute(SPREAD)
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = WAL")


def copy_to_postgres(database: Path, url: str) -> None:
    """Copies all rows of an SQLite file to an empty PostgreSQL database that has the schema."""
    with closing(sqlite3.connect(database)) as source, psycopg.connect(url) as target:
        for table in TABLES:
            kinds = dict(
                target.execute(
                    "SELECT column_name, data_type FROM information_schema.columns "
                    "WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
                    (table,),
                ).fetchall()
            )
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, kinds))
            )
            with target.cursor() as cursor, cursor.copy(into) as copy:
                for row in _rows(source, table, kinds):
                    copy.write_row(row)
    # It cannot run in a transaction.
    with psycopg.connect(url, autocommit=True) as target:
        target.execute("VACUUM (ANALYZE)")


def _rows(source: sqlite3.Connection, table: str, kinds: dict[str, str]) -> Iterator[list[Any]]:
    """The rows with values of PostgreSQL's types: SQLite has bytes for a UUID, and a number for a truth value."""
    convert = {
        place: (lambda value: UUID(bytes=value)) if kind == "uuid" else bool
        for place, kind in enumerate(kinds.values())
        if kind in ("uuid", "boolean")
    }
    for row in source.execute(f"SELECT {', '.join(kinds)} FROM {table} ORDER BY rowid"):
        values = list(row)
        for place, to in convert.items():
            values[place] = to(values[place])
        yield values
