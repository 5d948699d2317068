"""How long a batch of housekeeping takes: the statements of `delete_expired_sessions`, `delete_audit_events` and
`delete_old_attempts` in `src/store`."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg

from benchmark.loading import SETTINGS
from lib.process import ScriptError
from sizes.checkpointer import Checkpointer

LONG = 50
"""Milliseconds that a login would notice."""

Execute = Callable[..., Any]
"""Runs a statement with its values, and commits it. Returns a cursor."""


class Job(NamedTuple):
    """What a job deletes."""

    table: str
    key: tuple[str, ...]
    """The columns that the rows of a batch are deleted by."""
    time: str
    """The column that says how old a row is."""
    batch: int
    """The rows of a batch."""
    at_once: int
    """The rows that one statement deletes."""

    @property
    def find(self) -> str:
        """The query for the rows of a batch."""
        columns = ", ".join(self.key)
        is_old = f"{self.time} < ? ORDER BY {self.time}"
        return f"SELECT {columns} FROM {self.table} WHERE {is_old} LIMIT {self.batch}"

    @property
    def delete(self) -> str:
        """The statement that deletes them, or one of them."""
        if self.at_once > 1:
            [key] = self.key
            return f"DELETE FROM {self.table} WHERE {key} IN ({', '.join('?' * self.at_once)})"
        return f"DELETE FROM {self.table} WHERE {' AND '.join(f'{column} = ?' for column in self.key)}"


JOBS = (
    Job("sessions", ("id",), "expires_at", 100, 100),
    Job("audit_events", ("id",), "at", 100, 100),
    Job("attempts", ("target", "place"), "kept_until", 100, 1),
)
OLD = (0.001, 0.1, 0.5)
"""The shares of the rows that are old: of a usual run, and of a backlog."""


class Times(NamedTuple):
    """What it took, in milliseconds."""

    find: list[float]
    """To find the rows of each batch. No other request waits for that."""
    delete: list[float]
    """To delete with each statement, and to commit. Other writers of an SQLite file wait for that."""

    def spread(self) -> list[str]:
        """The median, the 99th of 100, the longest, and how many are long, of both."""
        return [
            f"{median(times):.1f} / {sorted(times)[len(times) * 99 // 100]:.1f} / {max(times):.1f} / "
            f"{sum(one > LONG for one in times)}"
            for times in self
        ]


@contextmanager
def file(database: Path) -> Iterator[Execute]:
    """A connection to an SQLite file as the server opens it."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for setting in (*SETTINGS, "wal_autocheckpoint = 0"):
            connection.execute(f"PRAGMA {setting}")
        with Checkpointer(database) as checkpointer:

            def execute(statement: str, *values: Any) -> sqlite3.Cursor:
                if not statement.startswith("DELETE"):
                    return connection.execute(statement, values)
                with checkpointer.turn:
                    cursor = connection.execute(statement, values)
                checkpointer.run_if_due()
                return cursor

            yield execute
        longest = max(checkpointer.held, default=0)
        print(f"{len(checkpointer.held)} checkpoints held up the writer, the longest for {longest:.1f} ms")


@contextmanager
def postgres(url: str) -> Iterator[Execute]:
    """A connection to PostgreSQL."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement.replace("?", "%s").encode(), values)


def plans(execute: Execute, job: Job, explain: str, old: float) -> list[str]:
    """How the database finds the rows, and how it deletes them."""
    some = execute(f"SELECT {', '.join(job.key)} FROM {job.table} LIMIT 1").fetchone()
    found = execute(f"{explain} {job.find}", _before(execute, job, old))
    deleted = execute(f"{explain} {job.delete}", *some * job.at_once)
    return [" / ".join(str(row[-1]).strip() for row in plan) for plan in (found, deleted)]


def reads_all(plan: str) -> bool:
    """Whether this plan reads a table from its beginning, in the words of either database."""
    return "SCAN " in plan or "Seq Scan" in plan


def measure(execute: Execute, job: Job, old: float, batches: int) -> Times:
    """Deletes this many batches, one right after the other."""
    before = _before(execute, job, old)
    times = Times([], [])
    for _ in range(batches):
        began = time.perf_counter()
        rows = execute(job.find, before).fetchall()
        times.find.append((time.perf_counter() - began) * 1000)
        for start in range(0, len(rows), job.at_once):
            some = rows[start : start + job.at_once]
            began = time.perf_counter()
            deleted = execute(job.delete, *(value for row in some for value in row)).rowcount
            times.delete.append((time.perf_counter() - began) * 1000)
            if deleted != job.at_once:
                raise ScriptError(f"a statement has deleted {deleted} rows of {job.table}, not {job.at_once}")
    return times


def _before(execute: Execute, job: Job, old: float) -> int:
    """The moment before which this share of the rows is."""
    [rows] = execute(f"SELECT count(*) FROM {job.table}").fetchone()
    nth = execute(f"SELECT {job.time} FROM {job.table} ORDER BY {job.time} LIMIT 1 OFFSET {int(rows * old)}").fetchone()
    return int(nth[0])
