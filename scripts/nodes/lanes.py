"""Runs parts of the test side by side, each lane in a process of its own: it gets its own signals, so that all is
cleaned up at once when the test is ended, and no lane is held up by the threads of another."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from lib.process import GRACE, exit_on_sigterm
from lib.report import Finding, Report

Part = tuple[str, Callable[[Path], Iterator[Finding]]]
"""What is printed above it, and what makes its checks, given the server's program."""


def run(binary: Path, lanes: Sequence[Sequence[Part]], report: Report, deadline: float) -> None:
    """Runs the lanes, and reports each part when it is over."""
    context = multiprocessing.get_context("fork")
    running: dict[Connection, BaseProcess] = {}
    until = time.monotonic() + deadline
    try:
        for lane in lanes:
            receiver, sender = context.Pipe(duplex=False)
            running[receiver] = context.Process(target=_lane, args=(binary, lane, sender))
            running[receiver].start()
            sender.close()
        while running:
            if not (ready := wait(list(running), max(until - time.monotonic(), 0))):
                report.check("everything ends in time", [f"not after {deadline:.0f} s"])
                return
            for receiver in [one for one in running if one in ready]:
                _receive(receiver, running, report)
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join(GRACE)
            if process.is_alive():
                process.kill()


def _receive(receiver: Connection, running: dict[Connection, BaseProcess], report: Report) -> None:
    try:
        name, findings = receiver.recv()
    except EOFError:
        process = running.pop(receiver)
        process.join(GRACE)
        if process.exitcode != 0:
            report.check("a lane runs to its end", [f"it ended with {process.exitcode}"])
        return
    report.begin(name)
    for finding in findings:
        report.check(*finding)


def _lane(binary: Path, parts: Sequence[Part], sender: Connection) -> None:
    exit_on_sigterm()
    for name, part in parts:
        findings: list[Finding] = []
        try:
            # One by one, so that those before an error are kept.
            findings.extend(part(binary))
        except Exception as error:  # Whatever it is, the other parts are to be run.
            findings.append(Finding("runs to its end", [f"{type(error).__name__}: {error}"]))
        sender.send((name, findings))
