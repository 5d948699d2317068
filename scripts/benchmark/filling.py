"""Filling a Latchkey database with accounts.

The server itself makes the schema, the first user, the first session and the first token. The rows of the others are
copies of those in which only what differs between people is different, so that they have every column as the server
writes it. A session has the record of its login, too, and the place that the person is known from.
"""

import asyncio
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from benchmark import accounts
from benchmark.signing import Signer
from lib.client import Client, request
from lib.installation import Broken, Installation

YOUNGEST, OLDEST = 60_000, 5 * 24 * 60 * 60 * 1000
"""How old sessions are, in milliseconds."""

Row = dict[str, Any]


class Template(NamedTuple):
    """What the server has written for the first person."""

    database: Path
    user: Row
    links: dict[str, list[Row]]
    """The rows that give the user roles and permissions, by table."""
    session: Row
    event: Row
    """The record of the login."""
    place: Row
    signer: Signer


def template_of(installation: Installation) -> Template:
    """Has the first person log in to this empty installation."""
    first = accounts.person(1)
    names = ["--username", first.username, "--email", first.email, "--name", first.name, "--phone", first.phone]
    rights = ["--role", accounts.ROLE, *(part for name in accounts.PERMISSIONS for part in ("--permission", name))]
    places = ["--isp-id", "1", "--branch-id", "1", "--password-stdin"]
    installation.run("user", "add", *names, *rights, *places, line=accounts.PASSWORD)
    with installation.serve() as server:
        body = json.dumps({"email": first.email, "password": accounts.PASSWORD}).encode()
        headers = (("Content-Type", "application/json"), ("User-Agent", first.user_agent))
        login = request("POST", "/api/v1/auth/login", headers, body)
        answer = asyncio.run(Client(server.address).send(login))
        if answer.status != 200:
            raise Broken(f"a login is answered with {answer.status} {answer.body!r}")
    token = answer.json()["data"]["token"]
    with closing(sqlite3.connect(installation.database)) as connection:
        connection.row_factory = sqlite3.Row

        def rows(query: str) -> list[Row]:
            return [dict(row) for row in connection.execute(query)]

        links = {table: rows(f"SELECT * FROM {table}") for table in ("user_roles", "user_permissions")}
        session = rows("SELECT * FROM sessions")[0]
        [key] = rows("SELECT * FROM signing_keys")
        signer = Signer.of(token, key["secret"], session["idle_until"] - session["created_at"])
        return Template(
            database=installation.database,
            user=rows("SELECT * FROM users")[0],
            links=links,
            session=session,
            event=rows("SELECT * FROM audit_events WHERE action = 'login.succeeded'")[0],
            place=rows("SELECT * FROM attempts WHERE target = 'users/1'")[0],
            signer=signer,
        )


def fill(database: Path, template: Template, count: int, in_use: Collection[int], now: int) -> None:
    """Writes everybody's rows in one transaction, without a journal: a file that was not finished is thrown away."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -2000000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM sessions")
        others = range(2, count + 1)
        _insert(connection, "users", template.user, USER, (_user(number) for number in others))
        for table, links in template.links.items():
            for link in links:
                _insert(connection, table, link, ("user_id",), ((number,) for number in others))
        lasts, idles = (template.session[end] - template.session["created_at"] for end in ("expires_at", "idle_until"))
        sessions = (_session(number, now, lasts, idles, number in in_use) for number in range(1, count + 1))
        _insert(connection, "sessions", template.session, SESSION, sessions)
        event = {name: value for name, value in template.event.items() if name != "id"}
        _insert(connection, "audit_events", event, EVENT, (_event(number, now) for number in others))
        _insert(connection, "attempts", template.place, PLACE, (_place(number) for number in others))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _insert(
    connection: sqlite3.Connection, table: str, template: Row, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> None:
    """Copies a row of the server's again and again, with these columns replaced."""

    def written(name: str) -> str:
        return "?" if name in columns else connection.execute("SELECT quote(?)", (template[name],)).fetchone()[0]

    names = [*columns, *(name for name in template if name not in columns)]
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(map(written, names))})", rows)


USER = ("id", "uid", "name", "phone", "username", "username_folded", "email", "email_folded", "last_login_address")


def _user(number: int) -> tuple[Any, ...]:
    one = accounts.person(number)
    names = one.username, one.username, one.email, one.email
    return (number, accounts.ident("user", number), one.name, one.phone, *names, one.address)


def _created(number: int, now: int) -> int:
    """When a session was opened: the order of people is not that of their logins."""
    return now - YOUNGEST - int.from_bytes(accounts.ident("age", number)[:5], "big") % (OLDEST - YOUNGEST)


SESSION = (
    *("id", "token_id", "account_id", "address", "user_agent"),
    *("created_at", "seen_at", "expires_at", "idle_until", "ended_at", "ended_reason"),
)


def _session(number: int, now: int, lasts: int, idles: int, is_in_use: bool) -> tuple[Any, ...]:
    one, created = accounts.person(number), _created(number, now)
    idents = accounts.ident("session", number), accounts.ident("token", number)
    end = (None, None) if is_in_use or number % 2 else (created + YOUNGEST, "logout")
    return (*idents, number, one.address, one.user_agent, created, created, created + lasts, created + idles, *end)


EVENT = ("at", "actor", "account_id", "subject", "network", "request_id")


def _event(number: int, now: int) -> tuple[Any, ...]:
    session, request = accounts.written(accounts.ident("session", number)), accounts.ident("request", number).hex()
    network = f"{accounts.person(number).address}/32"
    return _created(number, now), f"users/{number}", number, f"sessions/{session}", network, request


PLACE = ("target", "place")


def _place(number: int) -> tuple[Any, ...]:
    return f"users/{number}", f"net:{accounts.person(number).address}/32"
