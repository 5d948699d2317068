"""Redoc makes a page of each document, and `redocly join` joins the combined one with a document of somebody else."""

from collections.abc import Iterator

from consumers.documents import load
from consumers.tool import TESTS, Finding, Workplace, problem
from lib.documents import COMBINED, METHODS
from lib.process import ROOT

# It lints the documents, too.
REDOCLY = ROOT / "scripts" / "node_modules" / ".bin" / "redocly"
SHOP = TESTS / "join" / "shop.json"
"""A company's own document. It has operations and types of the same names as ours."""


def check(at: Workplace) -> Iterator[Finding]:
    """Makes the pages, and joins the documents."""
    problems = [
        problem([REDOCLY, "build-docs", at.document(name), "-o", at.folder / f"{name}.html"], at.folder)
        for name in at.names()
    ]
    yield Finding("redoc builds a page of each document", problems, f"{len(problems)} pages")
    joined = at.folder / "joined.json"
    # Without a combined one, a consumer needs all the others.
    ours = [at.document(name) for name in ([COMBINED] if COMBINED in at.names() else at.names())]
    refused = problem([REDOCLY, "join", SHOP, *ours, "-o", joined], at.folder)
    operations = 0 if refused else len(_operations(load(joined)))
    expected = sum(len(_operations(load(file))) for file in (SHOP, *ours))
    missing = None if operations == expected else f"{operations} of {expected} operations are left"
    yield Finding("redocly joins the combined document with another", [refused, missing], f"{operations} operations")


def _operations(document: dict[str, dict[str, dict[str, object]]]) -> list[str]:
    return [method for item in document["paths"].values() for method in item if method in METHODS]
