"""The Python packages of the scripts, which `scripts/tools` installs: most need those of `python`."""

import os
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "target" / "tools"
"""The virtual environments."""
FOLDER = TOOLS / "python"
"""The one that most scripts need."""


def enter(script: str, kind: str = "python") -> None:
    """Goes on in a virtual environment, before anything of it is imported."""
    folder = TOOLS / kind
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    python = folder / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"{script}: the Python packages were not found; `scripts/tools {kind}` installs them")
    os.execv(python, [str(python), *sys.argv])
