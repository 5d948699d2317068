"""The accounts of old backends: those of one contract are made alike, by their number."""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from lib.accounts import password_of

Json = Any
API_KEY = "api_old000000000000000000000"
"""The key of the first account of the management API."""


@dataclass(frozen=True)
class Account:
    """An account as the backends read it. The members of the profile are the page's."""

    name: str
    password: str
    profile: dict[str, Json]
    disabled: bool = False

    def entry(self) -> dict[str, Json]:
        """What is written into the file of the accounts."""
        return asdict(self)


def make(contract: str, number: int, *, disabled: bool = False) -> Account:
    """The account of a contract with this number, from 1."""
    name, profile = _MADE[contract](number)
    # Beyond ASCII, because each stack has its own idea of a text.
    return Account(name, f"{password_of(name)[:20]} é", profile, disabled)


def _subscriber(number: int) -> tuple[str, dict[str, Json]]:
    return f"subscriber{number}", {
        "fullname": f"Rahim Ümit {number}",
        "email": f"subscriber{number}@example.com",
        "phone": f"017{number:08}",
        "package_name": "10MB Package",
        "expiration_date": "2031-12-31 23:59:59",
        "status": "active",
    }


def _ispcrm(number: int) -> tuple[str, dict[str, Json]]:
    return f"subscriber{number}", {
        "customer_id": str(10_000 + number),
        "firstname": "Rahim",
        "lastname": f"Ümit {number}",
    }


def _staff(number: int) -> tuple[str, dict[str, Json]]:
    return f"user{number}@example.com", {
        "name": f"Ana Lima {number}",
        "phone": f"017{number:08}",
        "role": ("admin", "staff", "reseller")[number % 3],
        "isp_id": 1,
        "branch_id": number,
        "permissions": ["subscribers.view", "packages.view"],
    }


def _management(number: int) -> tuple[str, dict[str, Json]]:
    ident = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"user{number}.example.com"))
    key = {
        "id": number,
        "name": "portal",
        "key": API_KEY,
        "clientSecret": "secret",
        "createdDate": "2024-02-01T08:00:00Z",
        "expireDate": "2099-01-01T00:00:00Z",
        "ownerId": ident,
        "revoked": False,
        "permissions": 15,
        "description": "Of the customers' portal",
    }
    setting = {
        "id": number,
        "category": "ui",
        "group": "theme",
        "name": "mode",
        "value": "dark",
        "type": "string",
        "description": "",
        "readOnly": False,
        "userId": ident,
    }
    return f"user{number}", {
        "id": ident,
        "email": f"user{number}@example.com",
        "firstName": "Ana",
        "lastName": f"Lima {number}",
        "createdAt": "2024-02-01T08:00:00Z",
        "rank": 0,
        "customerId": 1000 + number,
        "roles": ["admin"],
        "apiKeys": [key] if number == 1 else [],
        "settings": [setting],
    }


def _netxd(number: int) -> tuple[str, dict[str, Json]]:
    return f"user{number}", {
        "email": f"user{number}@example.com",
        "type": "ADMIN",
        "roles": ["ROLE_SUPER_ADMIN", "ROLE_ADMIN"],
    }


_MADE = {
    "ispcrm": _ispcrm,
    "management": _management,
    "netxd": _netxd,
    "staff": _staff,
    "subscriber": _subscriber,
}
