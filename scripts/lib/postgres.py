"""Where the programs of PostgreSQL are, and whom they run as."""

import os
import pwd
import shutil
from pathlib import Path

from lib.process import ScriptError


def find_programs() -> Path:
    """The folder of the server's programs, which distributions keep out of PATH."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for candidate in candidates:
        if all((candidate / name).exists() for name in ("initdb", "postgres", "psql")):
            return candidate
    raise ScriptError("PostgreSQL was not found; on Debian: apt-get install postgresql")


def server_user() -> str | None:
    """The user to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise ScriptError("neither the user postgres nor nobody exists, and PostgreSQL cannot run as root")
