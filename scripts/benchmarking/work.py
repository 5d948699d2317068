"""What a measurement is."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarking.figures import Row
from benchmarking.stage import Stage


@dataclass(frozen=True)
class Work:
    """One measurement."""

    name: str
    """What `--only` calls it."""
    title: str
    how: str
    """What is done, for whoever reads the report."""
    measure: Callable[[Stage], list[Row]]
    needs_peers: bool = False
    """Whether other servers take part."""
