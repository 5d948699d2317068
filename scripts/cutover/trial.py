"""Trying something with each old backend, two at a time, and reporting it."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cutover.backends import BACKENDS, Backend
from lib.report import Finding, Report

PARALLEL = 2
"""The number of backends that are tried at once."""

Trial = Callable[[Backend, Path], Iterable[Finding]]
"""What is tried with a backend, in a folder of its own."""


def add_only(parser: argparse.ArgumentParser) -> None:
    """Adds the flag that chooses backends."""
    names = [backend.name for backend in BACKENDS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"of these: {', '.join(names)}")


def run(trial: Trial, only: list[str] | None) -> int:
    """Tries it with these backends, or with all, and returns the exit code."""
    chosen = [backend for backend in BACKENDS if not only or backend.name in only]
    report = Report()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="latchkey-old-") as folder, ThreadPoolExecutor(PARALLEL) as pool:
        everything = pool.map(lambda one: _found(trial, one, Path(folder) / one.name), chosen)
        for backend, found in zip(chosen, everything, strict=True):
            report.begin(f"{backend.name}, which answers {backend.contract}")
            for finding in found:
                report.check(finding.name, finding.problems, finding.detail)
    return report.finish(time.monotonic() - began)


def _found(trial: Trial, backend: Backend, folder: Path) -> list[Finding]:
    """What was found with a backend, up to where it could not go on."""
    found: list[Finding] = []
    folder.mkdir()
    try:
        found.extend(trial(backend, folder))
    # What a backend answers may be anything.
    except Exception as error:
        found.append(Finding("runs to its end", [f"{type(error).__name__}: {error}"]))
    return found
