"""Measured figures, and their goals."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Taken = TypeVar("Taken")

SHORT_TURNS = 10
"""How often a round takes a short measure."""


@dataclass(frozen=True)
class Spread:
    """A figure that was measured several times."""

    values: tuple[float, ...]

    @staticmethod
    def of(values: Sequence[float]) -> "Spread":
        """The spread of these."""
        return Spread(tuple(values))

    @property
    def median(self) -> float:
        """The median, which counts."""
        return float(statistics.median(self.values))

    def __truediv__(self, other: "Spread") -> "Spread":
        """The ratio of each round, because other load in a round affects both figures."""
        return Spread(tuple(ours / theirs for ours, theirs in zip(self.values, other.values, strict=True)))

    def __str__(self) -> str:
        middle = written(self.median)
        if len(self.values) == 1:
            return middle
        return f"{middle} ({written(min(self.values))} to {written(max(self.values))})"


def written(value: float) -> str:
    """A figure with three significant digits, and thousands separators."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


@dataclass(frozen=True)
class Goal:
    """A bound for a figure."""

    bound: float
    is_least: bool

    def is_met(self, value: float) -> bool:
        """Whether a value meets it."""
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        return f"at {'least' if self.is_least else 'most'} {self.bound:.3g}"


def at_least(bound: float) -> Goal:
    """More is better."""
    return Goal(bound, is_least=True)


def at_most(bound: float) -> Goal:
    """Less is better."""
    return Goal(bound, is_least=False)


@dataclass(frozen=True)
class Row:
    """One line of a table: a figure of the server, what it is held against, and the goal. The goal is one for the ratio
    of the two where there are two, and else for the figure."""

    what: str
    unit: str
    ours: Spread
    reference: str = ""
    theirs: Spread | None = None
    goal: Goal | None = None

    @property
    def ratio(self) -> Spread | None:
        """Ours to theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        return self.goal.is_met((self.ratio or self.ours).median) if self.goal else None

    def cells(self) -> list[str]:
        """The line, as text."""
        goal = f"{self.goal}{' times' if self.theirs else f' {self.unit}'.rstrip()}" if self.goal else ""
        met = {None: "", True: "yes", False: "**no**"}[self.is_met]
        theirs = f"{self.reference} {self.theirs}" if self.theirs else ""
        return [self.what, self.unit, str(self.ours), theirs, str(self.ratio or ""), goal, met]


def in_turns(rounds: int, *measures: Callable[[], Taken]) -> list[list[Taken]]:
    """Takes each measure once per round, in turn, and returns the results of each."""
    taken: list[list[Taken]] = [[] for _ in measures]
    for number in range(1, rounds + 1):
        for index, measure in enumerate(measures):
            taken[index].append(measure())
        print(f"  round {number} of {rounds}", flush=True)
    return taken


def in_short_turns(rounds: int, *measures: Callable[[], float]) -> list[list[float]]:
    """Like `in_turns`, for measures so short that other load would dominate a single one. Each round takes them
    SHORT_TURNS times in turn, and the result is the mean."""

    def taken() -> list[float]:
        turns = [[measure() for measure in measures] for _ in range(SHORT_TURNS)]
        return [statistics.fmean(ours) for ours in zip(*turns, strict=True)]

    return [list(ours) for ours in zip(*in_turns(rounds, taken)[0], strict=True)]
