"""Laravel: its package makes the tables and the accounts, and reads what the way back writes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lib import process
from lib.process import find_program
from migrate.cases import Person
from migrate.databases import OldDatabase

PASSWORD = "a long and winding road"
APPLICATION = Path(__file__).with_name("laravel_application.php")
PACKAGES = "on Debian: apt-get install php-cli php-laravel-framework php-pgsql php-sqlite3"
ROLES = ("editor", "auditor")
"""In the order of their numbers, which is not the alphabet's."""
USERS = (
    {"name": "Ana Lima", "email": "bcrypt@example.com", "hasher": "bcrypt", "roles": ["auditor", "editor"]},
    {"name": "Max Ümit", "email": "argon2i@example.com", "hasher": "argon", "roles": ["auditor"]},
    {"name": "Eva", "email": "argon2id@example.com", "hasher": "argon2id", "roles": ["editor"]},
    {"name": "None", "email": "none@example.com", "hasher": "bcrypt", "roles": []},
)
"""Numbered from 1. The hashers are all of Laravel's drivers, and the roles are as they are assigned, one by one."""


def fill(database: OldDatabase, statement: str) -> Sequence[Person]:
    """Migrates the database, with the tables of laravel-permission for each statement, and adds the accounts."""
    given = {"connection": database.laravel(), "password": PASSWORD, "roles": ROLES, "users": USERS}
    stored: dict[str, str] = _run("fill", given)
    # The number of another model is not a user's.
    database.insert("model_has_roles", role_id=1, model_type="App\\Models\\Team", model_id=2)
    has_roles = "laravel-permission" in statement
    return [_person(f"u{number}", user, stored, has_roles, database.name) for number, user in enumerate(USERS, 1)]


def reads(password: str, stored: str) -> bool:
    """Whether Laravel takes a password."""
    return bool(_run("check", [[password, stored]])[0])


def _person(username: str, user: Mapping[str, Any], stored: Mapping[str, str], has_roles: bool, kind: str) -> Person:
    roles = sorted(user["roles"], key=ROLES.index) if has_roles else ["staff"]
    line = {
        "username": username,
        "email": user["email"],
        "name": user["name"],
        "roles": roles,
        "password_hash": stored[user["name"]],
    }
    # SQLite makes an empty list of no roles, and PostgreSQL null.
    if not roles and kind == "postgresql":
        del line["roles"]
    return Person(line, PASSWORD, None if roles else "roles")


def _run(command: str, given: object) -> Any:
    php = find_program("php", PACKAGES)
    return json.loads(process.run([php, APPLICATION, command], stdin=json.dumps(given)))
