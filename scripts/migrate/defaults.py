"""Whether hashes at the costs that systems have by default are within Latchkey's limits. The accounts that log in have
lower costs, because a refusal costs the sum of all kinds of hashes that a database holds."""

import json
from collections.abc import Iterator
from pathlib import Path

from lib.installation import Installation
from migrate import hashes
from migrate.cases import Finding
from migrate.frameworks import run_django
from migrate.keycloak import text_of
from migrate.reports import counts

NOT_TAKEN = ("md5",)
"""Django's hashers whose hashes are refused."""


def check(binary: Path) -> Iterator[Finding]:
    """Imports an account with each of them, without writing."""
    stored = {name: one for name, one in json.loads(run_django("defaults", None)).items() if name not in NOT_TAKEN}
    stored["identity"] = hashes.identity_v3("x", "sha512", 100_000)
    for name, columns in {
        "keycloak-sha512": hashes.keycloak_pbkdf2("x", "sha512", 210_000, 64),
        "keycloak-sha256": hashes.keycloak_pbkdf2("x", "sha256", 600_000, 32),
        "keycloak-argon2": hashes.keycloak_argon2("x"),
    }.items():
        stored[name] = text_of(*map(json.loads, columns))
    accounts = [
        {
            "username": name,
            "email": f"{name}@example.com",
            "name": name,
            "roles": ["user"],
            "password_hash": stored_hash,
        }
        for name, stored_hash in stored.items()
    ]
    with Installation(binary) as installation:
        lines = "".join(f"{json.dumps(account)}\n" for account in accounts)
        (installation.folder / "users.ndjson").write_text(lines, encoding="utf-8")
        printed = installation.shell("latchkey import users users.ndjson --dry-run")
        problem = None if counts(printed.stdout) == {"added": len(stored)} else printed.stderr
        yield Finding("hashes at default costs are taken", [problem], ", ".join(stored))
