"""Creates accounts on the command line, like an operator."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from lib.installation import Installation


@dataclass(frozen=True)
class Account:
    """A name and a password that can log in through every contract: a user and a subscriber share them."""

    username: str
    password: str | None

    @property
    def name(self) -> str:
        """The login name. A contract may require an e-mail address, so it is one."""
        return f"{self.username}@accounts.example"


@dataclass(frozen=True)
class ApiKey:
    """An API key, and its client secret for the OAuth endpoints."""

    key: str
    secret: str


def password_of(username: str) -> str:
    """A password that does not contain the username."""
    return hashlib.sha256(username.encode()).hexdigest()[:32]


def add_user(installation: Installation, username: str, *, has_password: bool = True) -> Account:
    """Adds a user, whose e-mail address is the account's name."""
    account = Account(username, password_of(username) if has_password else None)
    add(installation, "user", account.password, username=username, email=account.name, name=username, role="admin")
    return account


def add_subscriber(installation: Installation, username: str) -> Account:
    """Adds a subscriber. Subscribers log in by username, so theirs is the account's name."""
    account = Account(username, password_of(username))
    add(installation, "subscriber", account.password, username=account.name, customer_id=username)
    return account


def add_account(installation: Installation, username: str) -> Account:
    """Adds a user and a subscriber."""
    add_user(installation, username)
    return add_subscriber(installation, username)


def add_api_key(installation: Installation, owner: str, permissions: str = "read,write,delete,create") -> ApiKey:
    """Creates an API key for the user of this name."""
    arguments = _options(owner=owner, name="scripts", permissions=permissions)
    created = json.loads(installation.run("api-key", "create", *arguments, "--json"))
    return ApiKey(created["key"], created["client_secret"])


def add(installation: Installation, kind: str, password: str | None, **options: str | Sequence[str]) -> None:
    """Runs `latchkey KIND add` with these options; a sequence repeats its option."""
    read_password = [] if password is None else ["--password-stdin"]
    installation.run(kind, "add", *_options(**options), *read_password, stdin=password or "")


def _options(**options: str | Sequence[str]) -> list[str]:
    arguments = []
    for name, given in options.items():
        for value in (given,) if isinstance(given, str) else given:
            arguments += [f"--{name.replace('_', '-')}", value]
    return arguments
