"""What a measurement is."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmark.figures import Row
from benchmark.environment import Environment


@dataclass(frozen=True)
class Workload:
    """One measurement."""

    name: str
    """What `--only` calls it."""
    title: str
    how: str
    """What is done, for whoever reads the report."""
    measure: Callable[[Environment], list[Row]]
    needs_peers: bool = False
    """Whether other servers take part."""
