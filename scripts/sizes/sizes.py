"""Bytes a row, indexes included."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import psycopg


class Size(NamedTuple):
    """What a table takes."""

    rows: int
    table: int
    """The bytes of the table itself."""
    indexes: int
    """The bytes of its indexes."""

    @property
    def a_row(self) -> float:
        """The bytes of a row, with its entries in all indexes."""
        return (self.table + self.indexes) / self.rows

    def __str__(self) -> str:
        return f"{self.table / self.rows:5.0f} + {self.indexes / self.rows:5.0f} = {self.a_row:5.0f}"


def of_file(database: Path, table: str) -> Size:
    """What a table takes in an SQLite file: the pages of its trees, as `dbstat` counts them."""
    with closing(sqlite3.connect(database)) as connection:
        pages = connection.execute(
            "SELECT s.type = 'table', sum(d.pgsize) FROM sqlite_schema s "
            "JOIN dbstat d ON d.name = s.name AND d.aggregate = TRUE WHERE s.tbl_name = ? AND s.rootpage > 0 GROUP BY 1",
            (table,),
        )
        size = dict(pages.fetchall())
        [rows] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return Size(rows, size[1], size.get(0, 0))


def of_postgres(url: str, table: str) -> Size:
    """What a table takes on PostgreSQL, with its maps and what is stored out of line."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            f"SELECT (SELECT count(*) FROM {table}), pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)".encode(),
            (table, table),
        ).fetchone()
    assert found is not None
    return Size(*found)
