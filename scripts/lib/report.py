"""The account of a run: one line a check, and what failed at the end."""

from collections import Counter
from collections.abc import Iterable

from lib.client import Answer

WIDTH = 62
"""How wide the names of checks are printed."""


class Report:
    """Prints checks as they are made, and remembers those that failed."""

    def __init__(self) -> None:
        self._part = ""
        self._made = 0
        self._failed: list[str] = []
        self._statuses: Counter[int] = Counter()
        self._unexpected = 0
        self._may_be_busy = False

    def begin(self, part: str, *, may_be_busy: bool = False) -> None:
        """Begins a part of the run. `may_be_busy` says that it means to fill a queue, so that a 503 with Retry-After,
        which tells the client to come back, is no failure."""
        self._part = part
        self._may_be_busy = may_be_busy
        self._statuses.clear()
        self._unexpected = 0
        print(f"\n{part}", flush=True)

    def seen(self, answer: Answer) -> None:
        """Counts an answer. Every answer of the server is shown to this."""
        self._statuses[answer.status] += 1
        told_to_wait = answer.status == 503 and answer.header("retry-after") is not None
        if answer.status >= 500 and not (self._may_be_busy and told_to_wait):
            self._unexpected += 1

    def end(self) -> None:
        """Ends a part: none of its requests may have been answered with a fault of the server's."""
        counts = ", ".join(f"{status} x{count}" for status, count in sorted(self._statuses.items()))
        faults = [f"{self._unexpected} answers are faults of the server's"] if self._unexpected else []
        self.check("no answer is a fault of the server's", faults, counts)

    def check(self, name: str, problems: Iterable[str | None], detail: str = "") -> None:
        """Prints a check, which has failed when there is a problem. Of many problems, three and a number are told."""
        told = list(dict.fromkeys(problem for problem in problems if problem))
        self._made += 1
        if not told:
            print(f"ok    {name:<{WIDTH}}  {detail}".rstrip(), flush=True)
            return
        text = "; ".join(told[:3]) + (f"; and {len(told) - 3} more" if len(told) > 3 else "")
        self._failed.append(f"{self._part}: {name}: {text}")
        print(f"FAIL  {name:<{WIDTH}}  {text}", flush=True)

    def note(self, name: str, detail: str) -> None:
        """Prints a figure that nothing is asserted of."""
        print(f"      {name:<{WIDTH}}  {detail}", flush=True)

    def finish(self, seconds: float) -> int:
        """Prints the summary, and returns the exit code."""
        print(f"\n{self._made} checks in {seconds:.0f} s, {len(self._failed)} failed")
        for failed in self._failed:
            print(f"  {failed}")
        return 1 if self._failed else 0
