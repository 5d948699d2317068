"""The products whose accounts are users. Their tables are those that their pages assume."""

from collections.abc import Sequence

from migrate import hashes
from migrate.cases import Case, Person, guid
from migrate.databases import OldDatabase

PASSWORD = "a long and winding road"
OPEN_MANAGEMENT = {"LATCHKEY_CONTRACTS_MANAGEMENT_LOGIN_REQUIRES_CREDENTIAL": "false"}


def _staff(database: OldDatabase, _: str) -> Sequence[Person]:
    stored = hashes.bcrypt_hash(PASSWORD)
    permissions = '["subscribers.view", "packages.view"]'
    database.insert(
        "users",
        id=7,
        name="Ana Lima",
        email="ana@example.com",
        phone="01712345678",
        password=stored,
        role="admin",
        permissions=permissions,
        isp_id=1,
        branch_id=2,
    )
    database.insert("users", id=8, name="Max Ümit", email="max@example.com", password=stored, role="reseller")
    database.insert("users", id=9, name="Old", email="old@example.com", password=stored, role="staff", is_active=False)
    return [
        Person(
            {
                "username": "u7",
                "email": "ana@example.com",
                "name": "Ana Lima",
                "phone": "01712345678",
                "roles": ["admin"],
                "permissions": ["subscribers.view", "packages.view"],
                "isp_id": 1,
                "branch_id": 2,
                "status": "active",
                "password_hash": stored,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "u8",
                "email": "max@example.com",
                "name": "Max Ümit",
                "roles": ["reseller"],
                "permissions": [],
                "status": "active",
                "password_hash": stored,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "u9",
                "email": "old@example.com",
                "name": "Old",
                "roles": ["staff"],
                "permissions": [],
                "status": "disabled",
                "password_hash": stored,
            },
            PASSWORD,
        ),
    ]


def _management(database: OldDatabase, _: str) -> Sequence[Person]:
    v3, v2 = hashes.identity_v3(PASSWORD, "sha512", 20_000), hashes.identity_v2(PASSWORD)
    database.insert("AspNetRoles", Id="r1", Name="Administrator")
    database.insert("AspNetRoles", Id="r2", Name="User")
    users = (
        {
            "Id": guid(0),
            "UserName": "ana",
            "Email": "ana@example.com",
            "PasswordHash": v3,
            "PhoneNumber": "0171",
            "FirstName": "Ana",
            "LastName": "Lima",
        },
        {"Id": guid(1), "UserName": "max@example.com", "Email": "max@example.com", "PasswordHash": v2},
        {
            "Id": guid(2),
            "UserName": "old",
            "Email": "old@example.com",
            "PasswordHash": v3,
            "FirstName": "Old",
            "LockoutEnd": "9999-12-31 23:59:59.9999999+00:00",
        },
    )
    for day, user in enumerate(users, 1):
        database.insert("AspNetUsers", CreatedAt=f"2024-01-{day:02}", LockoutEnabled=1, **user)
    for user, role in ((guid(0), "r2"), (guid(0), "r1"), (guid(1), "r2"), (guid(2), "r2")):
        database.insert("AspNetUserRoles", UserId=user, RoleId=role)
    return [
        Person(
            {
                "uid": guid(0),
                "created_at": "2024-01-01T00:00:00Z",
                "username": "ana",
                "email": "ana@example.com",
                "name": "Ana Lima",
                "phone": "0171",
                "roles": ["Administrator", "User"],
                "status": "active",
                "password_hash": v3,
            },
            PASSWORD,
        ),
        Person(
            {
                "uid": guid(1),
                "created_at": "2024-01-02T00:00:00Z",
                "username": f"u-{guid(1)}",
                "email": "max@example.com",
                "name": "max@example.com",
                "roles": ["User"],
                "status": "active",
                "password_hash": v2,
            },
            PASSWORD,
        ),
        Person(
            {
                "uid": guid(2),
                "created_at": "2024-01-03T00:00:00Z",
                "username": "old",
                "email": "old@example.com",
                "name": "Old",
                "roles": ["User"],
                "status": "disabled",
                "password_hash": v3,
            },
            PASSWORD,
        ),
    ]


def _netxd(database: OldDatabase, _: str) -> Sequence[Person]:
    stored = hashes.bcrypt_hash(PASSWORD, "$2a$")
    database.insert(
        "users",
        id=1,
        username="admin",
        email="admin@example.com",
        full_name="Ana Lima",
        phone="0171",
        password_hash=stored,
        type="ADMIN",
        is_active=True,
    )
    database.insert(
        "users",
        id=2,
        username="max@example.com",
        email="max@example.com",
        password_hash=stored,
        type="USER",
        is_active=True,
    )
    database.insert(
        "users", id=3, username="old", email="old@example.com", password_hash=stored, type="USER", is_active=False
    )
    for user, role in ((1, "ROLE_ADMIN"), (1, "ROLE_SUPER_ADMIN"), (2, "ROLE_USER"), (3, "ROLE_USER")):
        database.insert("user_roles", user_id=user, role=role)
    return [
        Person(
            {
                "username": "admin",
                "email": "admin@example.com",
                "name": "Ana Lima",
                "phone": "0171",
                "roles": ["ROLE_SUPER_ADMIN", "ROLE_ADMIN"],
                "scope": "ADMIN",
                "status": "active",
                "password_hash": stored,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "u2",
                "email": "max@example.com",
                "name": "max@example.com",
                "roles": ["ROLE_USER"],
                "scope": "USER",
                "status": "active",
                "password_hash": stored,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "old",
                "email": "old@example.com",
                "name": "old",
                "roles": ["ROLE_USER"],
                "scope": "USER",
                "status": "disabled",
                "password_hash": stored,
            },
            PASSWORD,
        ),
    ]


USERS = (
    Case("staff", "users", _staff, ("staff", "netxd"), back="$2y$"),
    Case("management", "users", _management, ("management", "staff"), settings=OPEN_MANAGEMENT),
    Case("netxd", "users", _netxd, ("netxd", "staff")),
)
