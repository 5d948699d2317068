"""Prints one line per check, and the failed ones again at the end."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lib.client import Response

WIDTH = 62
"""The width of the column of names."""


class Finding(NamedTuple):
    """A check that was made elsewhere, to be reported."""

    name: str
    problems: list[str]
    detail: str = ""


class Report:
    """Prints checks as they are made, and remembers the failed ones."""

    def __init__(self) -> None:
        self._section = ""
        self._made = 0
        self._failed: list[str] = []
        self._statuses: Counter[int] = Counter()
        self._server_errors = 0
        self._may_be_busy = False

    def begin(self, section: str, *, may_be_busy: bool = False) -> None:
        """Begins a section. With `may_be_busy` it fills a queue on purpose, so that 503 with Retry-After is no server
        error."""
        self._section = section
        self._may_be_busy = may_be_busy
        self._statuses.clear()
        self._server_errors = 0
        print(f"\n{section}", flush=True)

    def observe(self, response: Response) -> None:
        """Counts a response. It is called for every response of the server."""
        self._statuses[response.status] += 1
        told_to_retry = response.status == 503 and response.header("retry-after") is not None
        if response.status >= 500 and not (self._may_be_busy and told_to_retry):
            self._server_errors += 1

    def end(self) -> None:
        """Ends a section: no response in it may be a server error."""
        counts = ", ".join(f"{status} x{count}" for status, count in sorted(self._statuses.items()))
        problems = [f"{self._server_errors} responses are server errors"] if self._server_errors else []
        self.check("no response is a server error", problems, counts)

    def check(self, name: str, problems: Iterable[str | None], detail: str = "") -> None:
        """Prints a check, which fails if there is a problem. Prints at most three problems and the number of others."""
        found = list(dict.fromkeys(problem for problem in problems if problem))
        self._made += 1
        if not found:
            print(f"ok    {name:<{WIDTH}}  {detail}".rstrip(), flush=True)
            return
        text = "; ".join(found[:3]) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")
        self._failed.append(f"{self._section}: {name}: {text}")
        print(f"FAIL  {name:<{WIDTH}}  {text}", flush=True)

    def note(self, name: str, detail: str) -> None:
        """Prints a line that is not a check."""
        print(f"      {name:<{WIDTH}}  {detail}", flush=True)

    def finish(self, seconds: float) -> int:
        """Prints the summary and returns the exit code."""
        print(f"\n{self._made} checks in {seconds:.0f} s, {len(self._failed)} failed")
        for failed in self._failed:
            print(f"  {failed}")
        return 1 if self._failed else 0
