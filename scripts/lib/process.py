"""Runs programs: to their end, or while a block lasts."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
"""The root of the project."""

DEADLINE = 60.0
"""Seconds that a command or a start may take. It is generous: what takes longer hangs."""

GRACE = 15.0
"""Seconds that a process may take to stop."""

MADE_BY = {"debug": "build", "release": "release"}
"""The target of the Makefile for each profile."""

Cores = set[int] | None
"""The cores that a process may use; None for all."""


class ScriptError(Exception):
    """The script cannot go on: a program is missing, failed, or did something that the script relies on wrongly."""


def find_program(name: str, hint: str) -> str:
    """The path of a program. The hint says where it comes from."""
    if (found := shutil.which(name)) is None:
        raise ScriptError(f"{name} was not found; {hint}")
    return found


def latchkey_binary(arguments: list[str], profile: str = "debug") -> Path:
    """The server to test: the only argument, or what was built with this profile."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} [BINARY]")
    return _program(Path(arguments[0]) if arguments else _built(profile), profile)


def latchkey_binaries(arguments: list[str], profile: str = "debug") -> tuple[Path, Path | None]:
    """The server to test, as above, and the one of the version before it, if there is a second argument."""
    if len(arguments) > 2 or any(argument.startswith("-") for argument in arguments):
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} [BINARY [PREVIOUS]]")
    previous = _program(Path(arguments[1]), profile) if arguments[1:] else None
    return latchkey_binary(arguments[:1], profile), previous


def _built(profile: str) -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / profile / "latchkey"


def _program(binary: Path, profile: str) -> Path:
    if not os.access(binary, os.X_OK):
        raise SystemExit(f"{binary} is not a program; build it with `make {MADE_BY[profile]}`")
    return binary.resolve()


def exit_on_sigterm() -> None:
    """Makes SIGTERM unwind the script like Ctrl-C, so that servers are stopped and folders removed."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


def run(
    command: Sequence[object],
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
    deadline: float = DEADLINE,
    cores: Cores = None,
    user: str | None = None,
) -> str:
    """Runs a program to its end and returns its output. A failure is a `ScriptError` with what it printed."""
    words = [str(word) for word in command]
    name = " ".join([Path(words[0]).name, *words[1:3]])
    try:
        finished = subprocess.run(
            words,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            cwd=folder,
            env=environment,
            timeout=deadline,
            preexec_fn=_pin_to(cores),
            check=False,
            user=user,
            group=_group_of(user),
            extra_groups=None if user is None else [],
        )
    except subprocess.TimeoutExpired as hanging:
        raise ScriptError(f"`{name}` took more than {deadline:.0f} seconds") from hanging
    if finished.returncode != 0:
        printed = "\n".join(text for text in (finished.stderr.strip(), finished.stdout.strip()) if text)
        raise ScriptError(f"`{name}` failed with {finished.returncode}: {printed}")
    return finished.stdout


@contextlib.contextmanager
def started(
    command: Sequence[object],
    *,
    log: IO[bytes],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    cores: Cores = None,
    user: str | None = None,
    keeps_output: bool = True,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a program, in its own process group, until the block is left. Its errors go to the log, and its output, too,
    if that is kept."""
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=log if keeps_output else subprocess.DEVNULL,
        stderr=log,
        cwd=folder,
        env=environment,
        start_new_session=True,
        preexec_fn=_pin_to(cores),
        user=user,
        group=_group_of(user),
        extra_groups=None if user is None else [],
    )
    try:
        yield process
    finally:
        stop(process)
        # Workers may outlive it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def stop(process: "subprocess.Popen[bytes]") -> int:
    """Stops a process: SIGTERM, and SIGKILL when that is not enough. Returns its exit code."""
    process.terminate()
    try:
        return process.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _pin_to(cores: Cores) -> "_PinTo | None":
    return _PinTo(frozenset(cores)) if cores else None


@dataclass(frozen=True)
class _PinTo:
    """Pins the process that calls it to some cores."""

    cores: frozenset[int]

    def __call__(self) -> None:
        os.sched_setaffinity(0, self.cores)


def _group_of(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid
