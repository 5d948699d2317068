"""What the checks ask of the machine that they run on: files, units, the server."""

import grp
import http.client
import json
import pwd
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lib.process import ScriptError, run

SERVICE = "latchkey.service"
ADDRESS = "127.0.0.1", 8080
"""What the packaged configuration says."""
URL = "http://{}:{}".format(*ADDRESS)

PATIENCE = 30.0
"""Seconds that anything may take."""


def attempt(command: Sequence[object], stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Runs a program, whatever comes of it."""
    words = [str(word) for word in command]
    return subprocess.run(words, input=stdin, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)


def as_service(*command: str, stdin: str = "") -> str:
    """Runs a program as the user of the service."""
    return run(["runuser", "-u", "latchkey", "--", *command], stdin=stdin, folder=Path("/"))


def shown(name: str, unit: str = SERVICE) -> str:
    """A property of a unit."""
    return run(["systemctl", "show", f"--property={name}", "--value", unit]).strip()


def pid() -> int:
    """The process of the service; 0 when there is none."""
    return int(shown("MainPID"))


def until(condition: Callable[[], bool]) -> bool:
    """Waits until something is so. Returns whether it became so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def permissions(path: str) -> str:
    """The owner, the group and the mode of a file."""
    try:
        status = Path(path).stat()
    except FileNotFoundError:
        return "missing"
    owner, group = pwd.getpwuid(status.st_uid).pw_name, grp.getgrgid(status.st_gid).gr_name
    return f"{owner}:{group} {status.st_mode & 0o7777:o}"


def status_of(path: str) -> int:
    """The status of a response, on a connection of its own."""
    connection = http.client.HTTPConnection(*ADDRESS, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def curl(*arguments: str) -> Any:
    """What curl prints, as JSON; None when it is not JSON."""
    finished = attempt(["curl", "--silent", "--show-error", *arguments])
    if finished.returncode != 0:
        raise ScriptError(f"curl failed: {finished.stderr.strip()}")
    try:
        return json.loads(finished.stdout)
    except ValueError:
        return None


def differs(what: str, found: object, expected: object) -> str | None:
    """A problem where something is not as it should be."""
    return None if found == expected else f"{what} is {found}, not {expected}"
