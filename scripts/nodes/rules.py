"""A test of the checker: small histories, of which each breaks the rule that it is named for, or none."""

from nodes.history import History, Operation, Outcome

OK, REFUSED, UNKNOWN = Outcome.OK, Outcome.REFUSED, Outcome.UNKNOWN
ENDED = "it was accepted after it had ended"
LOST = "it was refused although it is valid"
SEVERAL = "a token has several successors"


def _gives(start: float, end: float, outcome: Outcome = OK) -> Operation:
    return Operation("a", "login", start, end, outcome, gives=frozenset({"s"}))


def _ends(start: float, end: float, outcome: Outcome = OK) -> Operation:
    return Operation("a", "logout", start, end, outcome, uses="s", ends=frozenset({"s"}))


def _use(start: float, end: float, outcome: Outcome = OK) -> Operation:
    return Operation("b", "me", start, end, outcome, uses="s")


def _refresh(start: float, end: float, successor: str | None, outcome: Outcome = OK) -> Operation:
    return Operation("b", "refresh", start, end, outcome, uses="s", token="t", successor=successor)


CASES: tuple[tuple[str, tuple[Operation, ...], list[str]], ...] = (
    ("a use of an open session", (_gives(0, 1), _use(2, 3)), []),
    ("a use after the logout", (_gives(0, 1), _ends(2, 3), _use(4, 5)), [ENDED]),
    ("a refused use after the logout", (_gives(0, 1), _ends(2, 3), _use(4, 5, REFUSED)), []),
    ("a use during the logout", (_gives(0, 1), _ends(2, 4), _use(3, 5)), []),
    ("a refused use during the logout", (_gives(0, 1), _ends(2, 4), _use(3, 5, REFUSED)), []),
    ("a use after a logout that was refused", (_gives(0, 1), _ends(2, 3, REFUSED), _use(4, 5)), [LOST]),
    ("a use after a logout that may have happened", (_gives(0, 1), _ends(2, 3, UNKNOWN), _use(4, 5)), []),
    ("a refused one, too", (_gives(0, 1), _ends(2, 3, UNKNOWN), _use(4, 5, REFUSED)), []),
    (
        "a logout without answer that happens after the login",
        (_ends(0, 1, UNKNOWN), _gives(2, 3), _use(4, 5, REFUSED)),
        [],
    ),
    (
        "a use after the logout, and before the next login",
        (_gives(0, 1), _ends(2, 3), _use(4, 5), _gives(6, 7)),
        [ENDED],
    ),
    ("a refused use before the logout", (_gives(0, 1), _use(2, 3, REFUSED), _ends(4, 5)), [LOST]),
    ("a second logout", (_gives(0, 1), _ends(2, 3), _ends(4, 5)), [ENDED]),
    ("two logouts at once", (_gives(0, 1), _ends(2, 4), _ends(3, 5, REFUSED)), []),
    ("a refused use of an open session", (_gives(0, 1), _use(2, 3, REFUSED)), [LOST]),
    ("a refused use during the login", (_gives(0, 2), _use(1, 3, REFUSED)), []),
    ("a refused use after a login that may have failed", (_gives(0, 1, UNKNOWN), _use(2, 3, REFUSED)), []),
    ("no answer to a use", (_gives(0, 1), _use(2, 3, UNKNOWN)), []),
    ("a use after it was given again", (_gives(0, 1), _ends(2, 3), _gives(4, 5), _use(6, 7)), []),
    ("a refused use after that", (_gives(0, 1), _ends(2, 3), _gives(4, 5), _use(6, 7, REFUSED)), [LOST]),
    ("a use after it was given, and ended again", (_ends(0, 1), _gives(2, 3), _ends(4, 5), _use(6, 7)), [ENDED]),
    ("two refreshes with one successor", (_gives(0, 1), _refresh(2, 3, "u"), _refresh(2, 4, "u")), []),
    ("two refreshes with two successors", (_gives(0, 1), _refresh(2, 3, "u"), _refresh(2, 4, "v")), [SEVERAL]),
    ("a refresh without answer", (_gives(0, 1), _refresh(2, 3, "u"), _refresh(2, 4, None, UNKNOWN)), []),
)


def problems() -> list[str]:
    """The histories of which the checker says something else."""
    found = []
    for name, operations, expected in CASES:
        history = History()
        for operation in operations:
            history.add(operation)
        violations = history.violations()
        if sorted(one.rule for one in violations) != expected:
            found.append(f"{name}: {[one.rule for one in violations]} instead of {expected}")
        found += [f"{name}: nothing is printed" for one in violations if len(list(one.lines())) < 2]
    return found
