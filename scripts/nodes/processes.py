"""Signals to a process with all its children."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path


def freeze(first: int) -> None:
    """Stops a process and its children in mid-air."""
    _signal(first, signal.SIGSTOP)


def thaw(first: int) -> None:
    """Lets them go on."""
    _signal(first, signal.SIGCONT)


def kill(first: int) -> None:
    """Kills them all at once."""
    # What stands still makes no children, and notices no death.
    freeze(first)
    # The first one last: its children would not be found without it.
    for pid in [*_children(first), first]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _signal(first: int, number: signal.Signals) -> None:
    os.kill(first, number)
    reached = {first}
    while new := set(_children(first)) - reached:
        for pid in new:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        reached |= new


def _children(parent: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # The name, in parentheses, may contain anything.
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[1]) == parent and fields[0] != "Z":
                    yield int(folder.name)
