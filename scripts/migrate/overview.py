"""Follows the overview's example: a table of comma-separated values whose columns have other names."""

from collections.abc import Iterator
from pathlib import Path

from lib.installation import Installation
from migrate.cases import Finding, Person
from migrate.hashes import RECORDED_PASSWORD, recorded
from migrate.logins import problem
from migrate.page import Page
from migrate.rehearsal import differences, lines, normal

SECTION = "The file"


def check(binary: Path) -> Iterator[Finding]:
    """Imports the printed table with the printed command."""
    page = Page("README")
    table = page.block(SECTION, "csv")
    stored = next(word for word in table.replace("\n", ",").split(",") if word.startswith("$"))
    line = {
        "username": "ana",
        "email": "ana@example.com",
        "name": "Ana Lima",
        "roles": ["staff", "auditors"],
        "scope": "STAFF",
        "status": "active",
        "password_hash": stored,
    }
    other = {"username": "rui", "email": "rui@example.com", "name": "Rui Melo", "roles": ["staff"]}
    people = [Person(line, RECORDED_PASSWORD), Person({**other, "scope": "STAFF", "status": "active"}, None)]
    with Installation(binary) as installation:
        (installation.folder / "users.csv").write_text(f"{table}\n", encoding="utf-8")
        printed = installation.shell("\n".join(page.commands(SECTION)))
        yield Finding("its command imports its table", [printed.stderr] if printed.returncode else [])
        found = [normal(one) for one in lines(installation.run("export", "users", "-", "--with-hashes"))]
        yield Finding("the columns are where they belong", differences(found, [dict(one.line) for one in people]))
        is_known = stored == recorded("laravel_bcrypt")
        with installation.serve() as server:
            logged_in = problem(server.url, "netxd", line, RECORDED_PASSWORD, 200) if is_known else None
        yield Finding("its account logs in", [logged_in, None if is_known else "its hash is not the recorded one"])
