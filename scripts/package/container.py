"""A container that boots systemd on the files of this machine. What it writes goes to memory; it has a network of its
own, and ends when the script does, even if that is killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

from lib import process
from lib.process import ROOT, ScriptError, find_program

DEADLINE = 240.0
"""Seconds that it may run: four times what it takes."""

SHARED = Path("/run/package-test")
"""Where the container has the folder that is shared with it."""

SCRIPTS = "/run/package-test-scripts"

UNIT = "package-test.service"

# systemd-nspawn refuses to run on `/` itself.
BEGIN = 'mount --bind / "$1" && shift && exec "$@"'


def require() -> None:
    """Fails where no container can be booted."""
    find_program("systemd-nspawn", "it is in Debian's package systemd-container")
    tried = subprocess.run([*_as_root(), "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if tried.returncode != 0:
        raise ScriptError("a container takes root, and sudo asks for a password: run `sudo true` before")


def _as_root() -> list[str]:
    if os.geteuid() == 0:
        return []
    return [find_program("sudo", "a container takes root, and this is not root"), "-n"]


def run(module: str, shared: Path) -> int:
    """Boots, runs a module of the scripts there, and prints what it prints. Returns its exit code: 0 or 1."""
    output, root, unit = shared / "output", shared / "root", shared / UNIT
    output.touch()
    root.mkdir()
    unit.write_text(_unit(module))
    command = [
        # Its processes are below one that ends with this one, and all others with that.
        *_as_root(),
        *("setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc"),
        *("sh", "-c", BEGIN, "sh", root),
        *("systemd-nspawn", "--quiet", f"--directory={root}", "--volatile=overlay", "--boot", "--private-network"),
        *("--register=no", "--keep-unit", "--settings=no", "--resolv-conf=off", "--timezone=off", "--link-journal=no"),
        *("--console=pipe", f"--bind={shared}:{SHARED}", f"--bind-ro={ROOT / 'scripts'}:{SCRIPTS}"),
        *(f"--bind-ro={ROOT / 'docs'}:{SHARED}-docs", f"--bind-ro={unit}:/run/systemd/system/{UNIT}"),
        *(f"systemd.unit={UNIT}", "systemd.show_status=0"),
    ]
    log = shared / "log"
    with log.open("wb") as errors, process.started(command, log=errors, folder=ROOT) as container:
        try:
            code = _relay(container, output)
        finally:
            # Nothing in it is worth a clean end.
            container.kill()
    if not output.stat().st_size:
        raise ScriptError(f"the container did not start:\n{log.read_text(errors='replace').strip()}")
    return code


def _relay(container: "subprocess.Popen[bytes]", output: Path) -> int:
    until = time.monotonic() + DEADLINE
    with output.open(encoding="utf-8", errors="replace") as printed:
        while container.poll() is None:
            if time.monotonic() > until:
                raise ScriptError(f"the container did not end within {DEADLINE:.0f} seconds")
            sys.stdout.write(printed.read())
            sys.stdout.flush()
            time.sleep(0.1)
        sys.stdout.write(printed.read())
    return container.returncode


def _unit(module: str) -> str:
    return f"""\
[Unit]
After=basic.target
SuccessAction=exit
SuccessActionExitStatus=0
FailureAction=exit
FailureActionExitStatus=1

[Service]
Type=oneshot
WorkingDirectory={SCRIPTS}
Environment=LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive
ExecStart={Path(sys.executable).resolve()} -B -m {module}
StandardOutput=file:{SHARED}/output
StandardError=inherit
TimeoutStartSec={DEADLINE:.0f}
"""
