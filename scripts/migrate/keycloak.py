"""Keycloak: a realm with credentials of each algorithm, and what must stay behind."""

import json
from collections.abc import Sequence

from migrate import hashes
from migrate.cases import Person, guid
from migrate.databases import OldDatabase
from migrate.hashes import FILES

PASSWORD = "a long and winding road"


def fill(database: OldDatabase, _: str) -> Sequence[Person]:
    """Makes the realm."""
    database.execute((FILES / "keycloak.sql").read_text(encoding="utf-8"))
    sha512 = hashes.keycloak_pbkdf2(PASSWORD, "sha512", 30_000, 64)
    sha256 = hashes.keycloak_pbkdf2(PASSWORD, "sha256", 27_500, 64)
    argon2 = hashes.keycloak_argon2(PASSWORD)
    for realm in ("myrealm", "other"):
        database.insert("realm", id=f"r-{realm}", name=realm)
    for role in ("default-roles-myrealm", "offline_access", "manager", "auditor"):
        database.insert("keycloak_role", id=role, name=role, realm_id="r-myrealm", client_role=False)
    database.insert("keycloak_role", id="of-client", name="of-client", realm_id="r-myrealm", client_role=True)
    users = (("ana", sha512), ("eva@example.com", argon2), ("old", sha256), ("ldap", None), ("mute", sha256))
    people = []
    for place, (name, columns) in enumerate(users):
        ident, email = guid(place), f"{name.split('@')[0]}@example.com"
        is_ana, has_email = name == "ana", name != "mute"
        database.insert(
            "user_entity",
            id=ident,
            username=name,
            email=email if has_email else None,
            enabled=name != "old",
            first_name="Ana" if is_ana else None,
            last_name="Lima" if is_ana else None,
            realm_id="r-myrealm",
            created_timestamp=1_700_000_000_000 + place,
        )
        database.insert("user_role_mapping", user_id=ident, role_id="default-roles-myrealm")
        text = None
        if columns:
            secret, data = columns
            database.insert(
                "credential",
                id=f"c-{place}",
                type="password",
                user_id=ident,
                secret_data=secret,
                credential_data=data,
                priority=10,
            )
            text = text_of(json.loads(secret), json.loads(data))
        line = {
            "uid": ident,
            "username": f"u-{ident}" if "@" in name else name,
            "email": email if has_email else None,
            "name": "Ana Lima" if is_ana else name,
            "phone": "0171" if is_ana else None,
            "roles": ["auditor", "manager"] if is_ana else ["user"],
            "status": "disabled" if name == "old" else "active",
            "password_hash": text,
        }
        present = {key: value for key, value in line.items() if value is not None}
        people.append(Person(present, PASSWORD if text else None, None if has_email else "email"))
    database.insert("user_attribute", id="a", name="phoneNumber", value="0171", user_id=guid(0))
    for role in ("offline_access", "manager", "auditor", "of-client"):
        database.insert("user_role_mapping", user_id=guid(0), role_id=role)
    database.insert(
        "credential", id="otp", type="otp", user_id=guid(0), secret_data="{}", credential_data="{}", priority=1
    )
    service = {"username": "service-account-x", "service_account_client_link": "x", "realm_id": "r-myrealm"}
    database.insert("user_entity", id="service", enabled=True, **service)
    database.insert("user_entity", id="other", enabled=True, username="other", realm_id="r-other")
    return people


def text_of(secret: dict[str, str], data: dict[str, object]) -> str:
    """The text that the page's table shows."""
    cost = "v=19$m=7168,t=5,p=1" if data["algorithm"] == "argon2" else f"i={data['hashIterations']}"
    name = "argon2id" if data["algorithm"] == "argon2" else data["algorithm"]
    return f"${name}${cost}${secret['salt']}${secret['value']}"
