"""What `latchkey import` prints."""

import itertools
import re

from migrate.cases import Person

SUMS = ("added", "updated", "unchanged", "skipped", "refused")


def counts(printed: str) -> dict[str, int]:
    """How many accounts it says to have added, refused, and so on, without those that are none."""
    table = [line for line in printed.splitlines() if line.startswith("│")]
    rows = [[cell.strip() for cell in re.split("[│┆]", line)[1:-1]] for line in table]
    found = {}
    for header, row in itertools.pairwise(rows):
        if header[:1] == ["rows"]:
            found = {name: int(cell) for name, cell in zip(header, row, strict=True)}
    return {name: found[name] for name in SUMS if found.get(name)}


def unnamed(printed: str, people: list[Person]) -> list[str]:
    """The refused people whose line it does not name with the reason."""
    found = []
    for number, person in enumerate(people, 1):
        reason = person.refused
        if reason and not re.search(rf"(?m)^.*\bline {number}\b.*: .*{reason}", printed):
            found.append(f"line {number} is not said to be refused for its {reason}: {printed.strip()}")
    return found
