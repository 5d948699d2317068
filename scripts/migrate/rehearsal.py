"""Follows a page, with one of its statements, from the old database to the way back."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import bcrypt

from lib.installation import Installation
from lib.settings import HIGHEST_LIMITS
from migrate.cases import Case, Finding, Person
from migrate.databases import old_database
from migrate.logins import problem
from migrate.page import Page, Statement
from migrate.reports import counts, unnamed

WRONG = "not the password"
BACK = "back.ndjson"
"""The file that the way back of a page writes."""
OWN = ("id", "uid", "created_at", "updated_at", "last_login_at")
"""What Latchkey makes, unless it is imported."""
DIGEST = re.compile(r"^[0-9a-f]{32}$|^\$aspnet-membership|^\$wrapped")
"""A fast digest, as it comes and as it may be stored."""


def rehearse(case: Case, page: Page, statement: Statement, binary: Path) -> Iterator[Finding]:
    """Follows the page."""
    with Installation(binary, {**HIGHEST_LIMITS, **case.settings}) as installation:
        people = list(_extract(case, page, statement, installation.folder))
        written = read(installation.folder / case.file)
        yield Finding(
            "the statement writes these lines",
            differences(written, [dict(one.line) for one in people]),
            f"{len(written)} lines",
        )
        yield from _import(case, page, people, installation)


def _extract(case: Case, page: Page, statement: Statement, folder: Path) -> Sequence[Person]:
    schema = re.sub(r"\W+", "_", f"migrate_{case.page}_{statement.name}").lower()
    with old_database(statement.database, folder, schema) as database:
        if page.tables():
            database.execute(page.tables())
        people = case.fill(database, statement.name)
        database.extract(statement, case.file)
    return people


def _import(case: Case, page: Page, people: list[Person], installation: Installation) -> Iterator[Finding]:
    taken = [person for person in people if not person.refused]
    digests = [person for person in people if person.is_digest]
    refused = len(people) - len(taken)

    def run(command: str, expected: dict[str, int], described: list[Person]) -> list[str]:
        printed = installation.shell(command)
        said = f"{printed.stdout}\n{printed.stderr}"
        problems = unnamed(said, described)
        if counts(said) != expected:
            problems.append(f"it counts {counts(said)}, not {expected}: {said.strip()}")
        if printed.returncode != (1 if "refused" in expected else 0):
            problems.append(f"its exit code is {printed.returncode}: {said.strip()}")
        return problems

    def exported() -> list[dict[str, Any]]:
        return lines(installation.run("export", case.realm, "-", "--with-hashes"))

    first, *more = page.commands("Cut-over")
    added = present({"added": len(taken), "refused": refused})
    yield Finding("the dry run reports what an import would", run("\n".join(page.commands("Dry run")), added, people))
    yield Finding("the dry run writes nothing", ["there is a database"] if installation.database.exists() else [])
    with installation.serve() as server:
        detail = f"{len(taken)} taken, {refused} refused"
        yield Finding("the import reports what it took", run(first, added, people), detail)
        for command in more:
            yield Finding("digests are taken when they are named", run(command, {"added": len(digests)}, []))
            taken += digests
        kept = differences([normal(one) for one in exported()], [normal(dict(one.line)) for one in taken])
        yield Finding("the accounts are as they were extracted", kept)
        again = present({"unchanged": len(taken) - len(digests), "refused": refused})
        yield Finding("the import again leaves all unchanged", run(first, again, people))
        yield from _log_in(case, taken, server.url)
        yield Finding("the server has logged no error", errors(server.log()))
    yield from _go_back(case, page, taken, installation)


def _log_in(case: Case, taken: list[Person], url: str) -> Iterator[Finding]:
    first, *others = case.contracts
    wrong = [problem(url, first, person.line, WRONG, 401) for person in taken]
    yield Finding("a wrong password is refused", wrong)
    right = [problem(url, first, person.line, person.password or WRONG, status(person)) for person in taken]
    yield Finding(f"the old password logs in through {first}", right, f"{len(taken)} accounts")
    for contract in others:
        again = [problem(url, contract, person.line, person.password or WRONG, status(person)) for person in taken]
        yield Finding(f"and once more through {contract}", again)


def _go_back(case: Case, page: Page, taken: list[Person], installation: Installation) -> Iterator[Finding]:
    printed = installation.shell("\n".join(page.commands("Way back")))
    if printed.returncode:
        yield Finding("the way back exports", [printed.stderr])
        return
    back = {line["username"]: line.get("password_hash", "") for line in read(installation.folder / BACK)}
    problems = []
    for person in taken:
        if person.password and not person.is_disabled:
            stored = back.get(person.line["username"], "")
            # bcrypt that is as strong as new hashes is not renewed.
            is_kept = stored == person.line["password_hash"] and stored.startswith("$2")
            if is_kept:
                stored = case.back + stored[4:]
            if not stored.startswith(case.back):
                problems.append(f"the hash of {person.line['username']} begins with {stored[:12]!r}")
                continue
            plain = "$2b$" + stored.removeprefix(case.back)
            if not bcrypt.checkpw(person.password.encode(), plain.encode()):
                problems.append(f"bcrypt does not take the password of {person.line['username']}")
            if case.check_back and not case.check_back(person.password, stored):
                problems.append(f"the system does not take the password of {person.line['username']}")
    yield Finding(f"the way back has hashes that begin with {case.back}", problems, f"{len(back)} accounts")


def status(person: Person) -> int:
    """What a login is answered."""
    if person.password is None:
        return 401
    return 403 if person.is_disabled else 200


def read(file: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return lines(file.read_text(encoding="utf-8"))


def lines(text: str) -> list[dict[str, Any]]:
    """The lines of a text, without members that are null."""
    return [present(json.loads(line)) for line in text.splitlines() if line.strip()]


def present(members: dict[str, Any]) -> dict[str, Any]:
    """The members that are neither null nor zero."""
    return {name: value for name, value in members.items() if value is not None and value != 0}


def normal(line: dict[str, Any]) -> dict[str, Any]:
    """A line as an export writes it, with a status and times of RFC 3339, without empty members, what Latchkey makes
    itself, and digests, which it hashes."""
    expiration = re.sub(r"^([\d-]+) ([\d:]+)$", r"\1T\2Z", line.get("expiration_date", ""))
    said = {"status": "active", **line, "expiration_date": expiration}
    if DIGEST.search(said.get("password_hash", "")):
        del said["password_hash"]
    return {name: value for name, value in said.items() if name not in OWN and value not in (None, "", [])}


def differences(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[str]:
    """How lines differ from those that are expected."""
    by_name = {str(line.get("username")): line for line in expected}
    problems = [f"{line} instead of {by_name.get(str(line.get('username')))}" for line in found if line not in expected]
    names = {str(line.get("username")) for line in found}
    problems += [f"{name} is missing" for name in by_name if name not in names]
    order = [str(line.get("username")) for line in found]
    if order != list(by_name) and not problems:
        problems.append(f"the order is {order}")
    return problems


def errors(log: str) -> list[str]:
    """The lines of a log that are errors or panics."""
    return [line for line in log.splitlines() if '"level":"ERROR"' in line or "panicked" in line]
