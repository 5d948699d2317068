"""Checkpoints an SQLite file as the server does (`crates/sqlite-inline/src/checkpoint.rs`): by a connection of its own,
beside the writer, and then what the writer has added meanwhile, while it waits."""

import os
import queue
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

FRAMES, MORE = 1000, 100
"""How many frames in the write-ahead log make a checkpoint due, and how many more the next one where readers keep the log
from starting again."""
NEWEST_FRAME = slice(16, 20)
"""Where the WAL-index has the number of the newest frame: https://www.sqlite.org/walformat.html#the_wal_index_header"""


class Checkpointer:
    """The other connection, on a thread of its own."""

    def __init__(self, database: Path) -> None:
        self.turn = threading.Lock()
        """Held while something is written."""
        self.held: list[float] = []
        """How long each checkpoint held up the writer, in milliseconds."""
        self._database = database
        # Open until the connections are closed: closing it takes the locks of this process off the file.
        self._index = os.open(database.with_name(f"{database.name}-shm"), os.O_RDONLY)
        self._last = 0
        self._is_running = threading.Event()
        self._orders: queue.Queue[bool] = queue.Queue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._orders.put(False)
        self._thread.join()
        if self._failure and not error:
            raise self._failure

    def run_if_due(self) -> None:
        """Starts a checkpoint if the last commit has made one due."""
        frames = int.from_bytes(os.pread(self._index, NEWEST_FRAME.stop, 0)[NEWEST_FRAME], sys.byteorder)
        if frames < self._last:
            self._last = 0
        if frames >= max(FRAMES, self._last + MORE) and not self._is_running.is_set():
            self._is_running.set()
            self._last = frames
            self._orders.put(True)

    def _work(self) -> None:
        try:
            with closing(sqlite3.connect(self._database, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                while self._orders.get():
                    if not _copies_all(connection):
                        with self.turn:
                            began = time.perf_counter()
                            _copies_all(connection)
                            self.held.append((time.perf_counter() - began) * 1000)
                    self._is_running.clear()
        except sqlite3.Error as error:
            self._failure = error


def _copies_all(connection: sqlite3.Connection) -> bool:
    """Copies what can be copied without waiting. Returns whether that is everything."""
    _, frames, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return bool(frames == copied)
