"""The kernel's accounting of processes: CPU time, memory, and children."""

import ctypes
import time
from collections.abc import Iterable
from pathlib import Path

from lib.process import ScriptError

_LIBC = ctypes.CDLL(None, use_errno=True)


def cpu_seconds(pid: int) -> float:
    """The CPU time of all threads of a process, ended ones included. It uses the POSIX clock, because the ticks of
    /proc are a hundredth of a second."""
    clock = ctypes.c_int()
    if _LIBC.clock_getcpuclockid(pid, ctypes.byref(clock)) != 0:
        raise ScriptError(f"there is no process {pid} to measure")
    return time.clock_gettime(clock.value)


def family(pids: Iterable[int]) -> list[int]:
    """These processes and their descendants."""
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
    """The anonymous resident memory of a process, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next((line for line in status.splitlines() if line.startswith("RssAnon:")), None)
    if line is None:
        raise ScriptError(f"there is no process {pid} to measure")
    return int(line.split()[1]) * 1024


def peak_memory(pid: int) -> int:
    """The largest resident memory of a process so far in bytes, file-backed pages included; 0 once it has ended. The
    kernel keeps it for each program, so unlike `ru_maxrss` it does not count what a process was before it ran this."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0")
    return int(line.split()[1]) * 1024


def cpu_seconds_by_thread(pid: int) -> list[tuple[str, float]]:
    """The name and the CPU time of each thread of a process."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        name = (thread / "comm").read_text(encoding="utf-8").strip()
        nanoseconds = int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        found.append((name, nanoseconds / 1e9))
    return found
