"""Accounts, made through the command line as an operator makes them."""

import hashlib
import json
from dataclasses import dataclass

from lib.installation import Installation


@dataclass(frozen=True)
class Account:
    """One name and one password that log in through every contract: there is a user and a subscriber of it."""

    username: str
    password: str | None

    @property
    def name(self) -> str:
        """What to log in with. A contract may insist on an e-mail address, so this is one."""
        return f"{self.username}@accounts.example"


@dataclass(frozen=True)
class ApiKey:
    """An API key, and the client secret that goes with it where it is a client of OAuth."""

    key: str
    secret: str


def password_of(username: str) -> str:
    """A password that is as good as any, and has no name in it."""
    return hashlib.sha256(username.encode()).hexdigest()[:32]


def add_user(installation: Installation, username: str, *, has_password: bool = True) -> Account:
    """Adds a user, whose e-mail address is the account's name."""
    account = Account(username, password_of(username) if has_password else None)
    arguments = ["user", "add", "--username", username, "--email", account.name, "--name", username]
    _add(installation, [*arguments, "--role", "admin"], account)
    return account


def add_account(installation: Installation, username: str) -> Account:
    """Adds a user and a subscriber. Subscribers log in with a username, so theirs looks like an e-mail address."""
    account = add_user(installation, username)
    arguments = ["subscriber", "add", "--username", account.name, "--customer-id", username]
    _add(installation, arguments, account)
    return account


def add_api_key(installation: Installation, owner: Account, permissions: str = "read,write,delete,create") -> ApiKey:
    """Makes an API key, with all permissions unless others are given."""
    arguments = ["api-key", "create", "--owner", owner.username, "--name", "scripts"]
    printed = json.loads(installation.run(*arguments, "--permissions", permissions, "--json"))
    return ApiKey(printed["key"], printed["client_secret"])


def _add(installation: Installation, arguments: list[str], account: Account) -> None:
    if account.password is None:
        installation.run(*arguments)
    else:
        installation.run(*arguments, "--password-stdin", line=account.password)
