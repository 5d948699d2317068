"""Filling a Latchkey database with accounts.

The server creates the schema, the first user, the first session and the first token. The other rows are copies of these
with their own names, times and ids, so that they have every column as the server writes it. Each session also has the
audit event of its login, and the known login source.
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
from lib.accounts import add
from lib.client import Client, request
from lib.installation import Installation
from lib.process import ScriptError

YOUNGEST, OLDEST = 60_000, 5 * 24 * 60 * 60 * 1000
"""The age of sessions, in milliseconds."""

Row = dict[str, Any]


class Template(NamedTuple):
    """What the server has uuid_text for the first profile."""

    database: Path
    user: Row
    links: dict[str, list[Row]]
    """The rows of roles and permissions, by table."""
    session: Row
    event: Row
    """The audit event of the login."""
    source: Row
    """The known login source."""
    signer: Signer


def template_of(installation: Installation) -> Template:
    """Creates the first account in an empty installation, and logs in."""
    first = accounts.profile(1)
    names = {"username": first.username, "email": first.email, "name": first.name, "phone": first.phone}
    rights = {"role": accounts.ROLE, "isp_id": "1", "branch_id": "1", "permission": accounts.PERMISSIONS}
    add(installation, "user", accounts.PASSWORD, **names, **rights)
    with installation.serve() as server:
        body = json.dumps({"email": first.email, "password": accounts.PASSWORD}).encode()
        headers = (("Content-Type", "application/json"), ("User-Agent", first.user_agent))
        login = request("POST", "/api/v1/auth/login", headers, body)
        response = asyncio.run(Client(server.address).send(login))
        if response.status != 200:
            raise ScriptError(f"a login failed: {response.status} {response.body!r}")
    token = response.json()["data"]["token"]
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
            source=rows("SELECT * FROM attempts WHERE target = 'users/1'")[0],
            signer=signer,
        )


def fill(database: Path, template: Template, count: int, in_use: Collection[int], now: int) -> None:
    """Writes all rows in one transaction, without a journal: an unfinished file is thrown away."""
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
        _insert(connection, "attempts", template.source, SOURCE, (_source(number) for number in others))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _insert(
    connection: sqlite3.Connection, table: str, template: Row, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> None:
    """Inserts copies of a row, with these columns replaced."""

    def expression(name: str) -> str:
        return "?" if name in columns else connection.execute("SELECT quote(?)", (template[name],)).fetchone()[0]

    names = [*columns, *(name for name in template if name not in columns)]
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(map(expression, names))})", rows
    )


USER = (
    *("id", "uid", "name", "name_folded", "phone"),
    *("username", "username_folded", "email", "email_folded", "last_login_address"),
)


def _user(number: int) -> tuple[Any, ...]:
    one = accounts.profile(number)
    names = one.username, one.username, one.email, one.email
    return (number, accounts.ident("user", number), one.name, one.name.lower(), one.phone, *names, one.address)


def _created(number: int, now: int) -> int:
    """The start of a session. Accounts did not log in in their order."""
    return now - YOUNGEST - int.from_bytes(accounts.ident("age", number)[:5], "big") % (OLDEST - YOUNGEST)


SESSION = (
    *("id", "token_id", "account_id", "address", "user_agent"),
    *("created_at", "seen_at", "expires_at", "idle_until", "ended_at", "ended_reason"),
)


def _session(number: int, now: int, lasts: int, idles: int, is_in_use: bool) -> tuple[Any, ...]:
    one, created = accounts.profile(number), _created(number, now)
    idents = accounts.ident("session", number), accounts.ident("token", number)
    end = (None, None) if is_in_use or number % 2 else (created + YOUNGEST, "logout")
    return (*idents, number, one.address, one.user_agent, created, created, created + lasts, created + idles, *end)


EVENT = ("at", "actor", "account_id", "subject", "network", "request_id")


def _event(number: int, now: int) -> tuple[Any, ...]:
    session, request = accounts.uuid_text(accounts.ident("session", number)), accounts.ident("request", number).hex()
    network = f"{accounts.profile(number).address}/32"
    return _created(number, now), f"users/{number}", number, f"sessions/{session}", network, request


SOURCE = ("target", "place")


def _source(number: int) -> tuple[Any, ...]:
    return f"users/{number}", f"net:{accounts.profile(number).address}/32"
