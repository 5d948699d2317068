"""A measurement."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmark.environment import Environment
from benchmark.figures import Row


@dataclass(frozen=True)
class Workload:
    """One measurement."""

    name: str
    """Its name for `--only`."""
    title: str
    how: str
    """The method, for the report."""
    measure: Callable[[Environment], list[Row]]
    needs_peers: bool = False
    """Whether it measures other servers, too."""
