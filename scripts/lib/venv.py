"""The Python packages of the scripts, which `scripts/tools python` installs."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "target" / "tools" / "python"
"""The virtual environment."""


def enter(script: str) -> None:
    """Goes on in the virtual environment, before anything of it is imported."""
    if Path(sys.prefix).resolve() == FOLDER.resolve():
        return
    python = FOLDER / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"{script}: the Python packages were not found; `scripts/tools python` installs it")
    os.execv(python, [str(python), *sys.argv])
