"""What the system's own accounting says about processes: processor time, memory, and which ones belong together."""

import ctypes
import time
from collections.abc import Iterable
from pathlib import Path

from lib.installation import Broken

_LIBC = ctypes.CDLL(None, use_errno=True)


def cpu_seconds(pid: int) -> float:
    """The processor time of all threads of a process, also of those that have ended, to the nanosecond: the clock of
    POSIX, because the ticks in /proc are a hundredth of a second each."""
    clock = ctypes.c_int()
    if _LIBC.clock_getcpuclockid(pid, ctypes.byref(clock)) != 0:
        raise Broken(f"process {pid} is not there to be measured")
    return time.clock_gettime(clock.value)


def family(pids: Iterable[int]) -> list[int]:
    """These processes and all that descend from them."""
    found: list[int] = []
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.append(pid)
            waiting += _children(pid)
    return found


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for one in lists for child in one.read_text(encoding="ascii").split()]


def anonymous_memory(pid: int) -> int:
    """The resident memory of a process that no file backs, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next((line for line in status.splitlines() if line.startswith("RssAnon:")), None)
    if line is None:
        raise Broken(f"process {pid} is not there to be measured")
    return int(line.split()[1]) * 1024


def cpu_seconds_by_thread(pid: int) -> list[tuple[str, float]]:
    """The names of the threads that a process has, and the processor time that each has used, to the nanosecond."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        name = (thread / "comm").read_text(encoding="utf-8").strip()
        nanoseconds = int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        found.append((name, nanoseconds / 1e9))
    return found
