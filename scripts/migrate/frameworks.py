"""The frameworks. Their tables are their own."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from lib import process
from migrate import hashes, keycloak, laravel
from migrate.cases import Case, Person, guid
from migrate.databases import OldDatabase
from migrate.django_project import PASSWORD as DJANGO_PASSWORD
from migrate.hashes import FILES, RECORDED_PASSWORD

PASSWORD = "a long and winding road"
PROJECT = Path(__file__).with_name("django_project.py")


def _django(database: OldDatabase, _: str) -> Sequence[Person]:
    stored = json.loads(run_django("fill", database.django()))

    def person(key: str, role: str = "user", refused: str | None = None, **changed: object) -> Person:
        line = {
            "username": key,
            "email": f"{key}@example.com",
            "name": key,
            "roles": [role],
            "permissions": [],
            "status": "active",
            "password_hash": stored.get(key),
            **changed,
        }
        return Person({member: value for member, value in line.items() if value is not None}, DJANGO_PASSWORD, refused)

    groups = {"roles": ["admin", "Support", "Billing"], "permissions": ["auth.add_group", "auth.view_user"]}
    scrypt = {"username": "u6", "email": "scrypt@example.com", "name": "s@example.com"}
    nobody = person("nobody", password_hash=None)
    return [
        person("pbkdf2", name="Ana Lima", **groups),
        person("pbkdf2_sha1"),
        person("argon2"),
        person("bcrypt_sha256"),
        person("bcrypt", status="disabled"),
        person("scrypt", "staff", password_hash=stored["s@example.com"], **scrypt),
        person("md5", refused="password_hash"),
        Person(nobody.line, None),
    ]


def _django_reads(password: str, stored: str) -> bool:
    return bool(json.loads(run_django("check", [[password, stored]]))[0])


def run_django(command: str, given: object) -> str:
    """Runs Django in a process of its own, and returns what it prints."""
    return process.run([sys.executable, "-B", PROJECT, command], stdin=json.dumps(given))


def _aspnet_identity(database: OldDatabase, _: str) -> Sequence[Person]:
    database.execute((FILES / f"aspnet-identity.{database.name}.sql").read_text(encoding="utf-8"))
    kept = {
        "ana": hashes.identity_v3(PASSWORD, "sha512", 20_000),
        "eva": hashes.identity_v3(PASSWORD, "sha256", 10_000),
        "max@example.com": hashes.identity_v2(PASSWORD),
        "old": hashes.identity_v3(PASSWORD, "sha1", 10_000),
        "sam": hashes.membership(PASSWORD),
        "zoe": None,
    }
    roles = {"ana": ["Manager", "Admin"], "zoe": []}
    for role in ("Admin", "Manager", "User"):
        database.insert("AspNetRoles", Id=f"r-{role}", Name=role, NormalizedName=role.upper())
    people = []
    for place, (name, stored) in enumerate(kept.items()):
        email, ident = f"{name.split('@')[0]}@example.com", guid(place)
        database.insert(
            "AspNetUsers",
            Id=ident,
            UserName=name,
            NormalizedUserName=name.upper(),
            Email=email,
            NormalizedEmail=email.upper(),
            EmailConfirmed=True,
            PasswordHash=stored,
            PhoneNumberConfirmed=False,
            TwoFactorEnabled=False,
            LockoutEnabled=True,
            AccessFailedCount=0,
            LockoutEnd="9999-12-31 23:59:59+00:00" if name == "old" else None,
            PhoneNumber="0171" if name == "ana" else None,
        )
        given = roles.get(name, ["User"])
        for role in given:
            database.insert("AspNetUserRoles", UserId=ident, RoleId=f"r-{role}")
        line = {
            "uid": ident,
            "username": f"u-{ident}" if "@" in name else name,
            "email": email,
            "name": "Ana Lima" if name == "ana" else name,
            "phone": "0171" if name == "ana" else None,
            "roles": sorted(given) if given or database.name == "sqlite" else None,
            "status": "disabled" if name == "old" else "active",
            "password_hash": stored,
        }
        present = {key: value for key, value in line.items() if value is not None}
        people.append(Person(present, PASSWORD if stored else None, None if given else "roles"))
    database.insert("AspNetUserClaims", UserId=guid(0), ClaimType="name", ClaimValue="Ana Lima")
    return people


def _wordpress(database: OldDatabase, _: str) -> Sequence[Person]:
    database.execute((FILES / "wordpress.sql").read_text(encoding="utf-8"))
    users = (
        ("admin", hashes.recorded("wordpress_6_8"), 'a:1:{s:13:"administrator";b:1;}'),
        ("Eva Maria", hashes.recorded("wordpress_phpass"), 'a:1:{s:6:"editor";b:1;}'),
        ("max@example.com", hashes.bcrypt_hash(RECORDED_PASSWORD), 'a:1:{s:10:"subscriber";b:1;}'),
        ("ancient", hashes.md5(RECORDED_PASSWORD), 'a:1:{s:8:"customer";b:1;}'),
    )
    roles = ("administrator", "editor", "subscriber", "customer")
    people = []
    for place, (login, stored, capabilities) in enumerate(users, 1):
        email = f"{place}@example.com"
        database.insert("wp_users", ID=place, user_login=login, user_pass=stored, user_email=email, display_name=login)
        database.insert("wp_usermeta", user_id=place, meta_key="wp_capabilities", meta_value=capabilities)
        line = {
            "username": f"u{place}" if set(login) & set(" @") else login,
            "email": email,
            "name": login,
            "roles": [roles[place - 1]],
            "password_hash": stored,
        }
        if login == "admin":
            database.insert("wp_usermeta", user_id=place, meta_key="billing_phone", meta_value="0171")
            line["phone"] = "0171"
        is_digest = login == "ancient"
        people.append(Person(line, RECORDED_PASSWORD, "password_hash" if is_digest else None, is_digest))
    return people


CONTRACTS = ("staff", "netxd")

FRAMEWORKS = (
    Case("laravel", "users", laravel.fill, CONTRACTS, back="$2y$", check_back=laravel.reads),
    Case("django", "users", _django, CONTRACTS, back="bcrypt$$2b$", check_back=_django_reads),
    Case("aspnet-identity", "users", _aspnet_identity, CONTRACTS),
    Case("keycloak", "users", keycloak.fill, CONTRACTS),
    Case("wordpress", "users", _wordpress, CONTRACTS, back="$2y$"),
)
