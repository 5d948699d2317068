"""Runs in the container, as root: the life of a package."""

import subprocess
import sys
import time

from lib.process import ScriptError
from lib.report import Report
from package import installing, leaving, serving
from package.building import FIRST
from package.container import SHARED

STEPS = (
    ("Installed", installing.install),
    ("The first administrator", installing.first_login),
    ("The sandbox", installing.sandbox),
    ("Supervised", serving.supervision),
    ("Credentials of systemd", serving.credentials),
    ("Sockets of systemd", serving.activation),
    ("Upgraded", leaving.upgrade),
    ("Removed", leaving.remove),
    ("Purged", leaving.purge),
)


def main() -> int:
    """Runs everything, and returns the exit code."""
    report = Report()
    began = time.monotonic()
    # It takes as long as all the rest.
    lint = ["lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", str(SHARED / FIRST)]
    with subprocess.Popen(lint, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as linting:
        for name, step in STEPS:
            report.begin(name)
            try:
                step(report)
            except (ScriptError, OSError, subprocess.TimeoutExpired) as error:
                report.check("goes on", [f"{type(error).__name__}: {error}"])
                linting.kill()
                break
        printed = linting.communicate()[0]
    report.begin("Judged by lintian")
    findings = [line for line in printed.splitlines() if line[:2] in ("E:", "W:")]
    failure = None if linting.returncode == 0 or findings else f"it ended with {linting.returncode}: {printed.strip()}"
    report.check("has no errors and no warnings but the explained ones", [*findings, failure])
    return report.finish(time.monotonic() - began)


sys.exit(main())
