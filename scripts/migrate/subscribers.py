"""The products whose accounts are subscribers. Their tables are those that their pages assume."""

from collections.abc import Sequence

from migrate import hashes
from migrate.cases import Case, Person
from migrate.databases import OldDatabase

PASSWORD = "a long and winding road"


def _ispcrm(database: OldDatabase, _: str) -> Sequence[Person]:
    slow, md5 = hashes.bcrypt_hash(PASSWORD), hashes.md5(PASSWORD)
    full = {"email": "rui@example.com", "mobile": "01712345678", "package": "20MB Package"}
    database.insert(
        "subscribers",
        customer_id="12345",
        username="rui",
        password=slow,
        firstname="Rui",
        lastname="Melo",
        expires_at="2027-06-30 23:59:59",
        status="active",
        **full,
    )
    database.insert("subscribers", customer_id="0007", username="eva@home", password=md5, email="", status="expired")
    database.insert("subscribers", customer_id="9", username="max", password=slow, firstname="Max", status="blocked")
    database.insert("subscribers", customer_id="10", username="no one", password=slow, status="active")
    return [
        Person(
            {
                "username": "rui",
                "customer_id": "12345",
                "firstname": "Rui",
                "lastname": "Melo",
                "email": "rui@example.com",
                "phone": "01712345678",
                "package_name": "20MB Package",
                "expiration_date": "2027-06-30 23:59:59",
                "status": "active",
                "password_hash": slow,
            },
            PASSWORD,
        ),
        Person(
            {"username": "eva@home", "customer_id": "0007", "status": "expired", "password_hash": md5},
            PASSWORD,
            refused="password_hash",
            is_digest=True,
        ),
        Person(
            {
                "username": "max",
                "customer_id": "9",
                "firstname": "Max",
                "status": "disabled",
                "password_hash": slow,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "no one",
                "customer_id": "10",
                "status": "active",
                "password_hash": slow,
            },
            None,
            refused="username",
        ),
    ]


def _subscriber(database: OldDatabase, _: str) -> Sequence[Person]:
    stored = hashes.bcrypt_hash(PASSWORD)
    database.insert("packages", id=3, name="10MB Package")
    database.insert(
        "subscribers",
        id=1,
        username="subscriber1",
        fullname="John van Doe",
        email="john@example.com",
        phone="01712345678",
        password=stored,
        package_id=3,
        expiration_date="2025-12-31 23:59:59",
        status="active",
    )
    database.insert("subscribers", id=2, username="cher", fullname="Cher", password=stored, status="pending")
    database.insert("subscribers", id=3, username="gone", fullname="G One", password=stored, status="disabled")
    return [
        Person(
            {
                "username": "subscriber1",
                "customer_id": "1",
                "firstname": "John",
                "lastname": "van Doe",
                "email": "john@example.com",
                "phone": "01712345678",
                "package_name": "10MB Package",
                "expiration_date": "2025-12-31 23:59:59",
                "status": "active",
                "password_hash": stored,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "cher",
                "customer_id": "2",
                "firstname": "Cher",
                "status": "pending",
                "password_hash": stored,
            },
            PASSWORD,
        ),
        Person(
            {
                "username": "gone",
                "customer_id": "3",
                "firstname": "G",
                "lastname": "One",
                "status": "disabled",
                "password_hash": stored,
            },
            PASSWORD,
        ),
    ]


SUBSCRIBERS = (
    Case("ispcrm", "subscribers", _ispcrm, ("ispcrm", "subscriber")),
    Case("subscriber", "subscribers", _subscriber, ("subscriber", "ispcrm"), back="$2y$"),
)
