"""What the published pages print, and what is wrong with an answer that should be so.

In an expected body a type stands for any value of it, and every other value for itself. Members that are not expected
are wrong, too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cutover.accounts import Account

Json = Any
DISABLED = "Your account is disabled. Please contact support."


@dataclass(frozen=True)
class Expected:
    """A status and a body."""

    status: int
    body: Json


@dataclass(frozen=True)
class Operation:
    """An operation that takes a bearer token, and its success."""

    method: str
    path: str
    success: Callable[[Account, int], Expected]


@dataclass(frozen=True)
class Page:
    """The page of a contract."""

    welcome: Callable[[Account, int], Expected]
    """The answer to a login of the account with this number."""
    refused: Expected
    """That to a wrong password or an unknown name."""
    incomplete: Expected
    """That to a login without a password."""
    disabled: Expected
    """That to the right password of a disabled account."""
    unauthenticated: Expected | None = None
    """That to a token that is missing or not good."""
    who: Operation | None = None
    refresh: Operation | None = None
    over: Expected | None = None
    """The answer to a refresh of a token that was refreshed or ended."""
    logout: Operation | None = None
    logout_all: Operation | None = None
    portal: Operation | None = None
    """It redirects a browser to the portal, logged in."""


def problems(expected: Json, found: Json, place: str = "") -> Iterator[str]:
    """How what was found differs from what is expected."""
    at = place or "the body"
    if isinstance(expected, type):
        # A boolean is an integer to Python alone.
        if type(found) is not expected:
            yield f"{at} is {found!r}, not of type {expected.__name__}"
    elif isinstance(expected, dict) and isinstance(found, dict):
        for name in expected.keys() - found.keys():
            yield f"{place}.{name} is missing"
        for name in found.keys() - expected.keys():
            yield f"{place}.{name} is not on the page"
        for name in expected.keys() & found.keys():
            yield from problems(expected[name], found[name], f"{place}.{name}")
    elif type(expected) is not type(found) or expected != found:
        yield f"{at} is {found!r}, not {expected!r}"


def _constant(method: str, path: str, body: Json, status: int = 200) -> Operation:
    """An operation that answers everyone alike."""
    return Operation(method, path, lambda *_: Expected(status, body))


def _required(name: str) -> dict[str, list[str]]:
    return {name: [f"The {name} field is required."]}


ISPCRM = Page(
    welcome=lambda account, number: Expected(
        200,
        {
            "message": "Login successful",
            "token": str,
            "subscriber": {"id": number, "username": account.name, **account.profile},
        },
    ),
    refused=Expected(401, {"message": "Invalid credentials"}),
    # The page has no other error.
    incomplete=Expected(401, {"message": "Invalid credentials"}),
    disabled=Expected(401, {"message": "Invalid credentials"}),
    unauthenticated=Expected(401, {"message": "Invalid credentials"}),
    logout=_constant("POST", "/api/v1/subscriber/Logout", {"message": "Logout successful"}),
)


def _failure(status: int, message: str, **more: Json) -> Expected:
    return Expected(status, {"success": False, "message": message, **more})


def _new_token(seconds: int) -> dict[str, Json]:
    return {"token": str, "token_type": "bearer", "expires_in": seconds}


STAFF = Page(
    welcome=lambda account, number: Expected(
        200,
        {
            "success": True,
            "message": "Login successful",
            "data": {
                "user": {
                    "id": number,
                    "name": account.profile["name"],
                    "email": account.name,
                    "role": account.profile["role"],
                },
                **_new_token(3600),
            },
        },
    ),
    refused=_failure(401, "Invalid credentials"),
    incomplete=_failure(422, "Validation failed", errors=_required("password")),
    # Not on this page, but on the vendor's other one.
    disabled=_failure(403, DISABLED),
    unauthenticated=_failure(401, "Unauthenticated"),
    who=Operation(
        "GET",
        "/api/v1/auth/me",
        lambda account, number: Expected(
            200, {"success": True, "data": {"id": number, "email": account.name, **account.profile}}
        ),
    ),
    refresh=_constant("POST", "/api/v1/auth/refresh", {"success": True, "data": _new_token(3600)}),
    over=_failure(401, "Token has expired and cannot be refreshed"),
    logout=_constant("POST", "/api/v1/auth/logout", {"success": True, "message": "Successfully logged out"}),
)

SUBSCRIBER = Page(
    welcome=lambda account, number: Expected(
        200,
        {
            "success": True,
            "message": "Login successful",
            "data": {
                "subscriber": {"id": number, "username": account.name, **account.profile},
                **_new_token(2592000),
            },
        },
    ),
    refused=_failure(401, "Invalid username or password"),
    # Not on this page, but on the vendor's other one.
    incomplete=_failure(422, "Validation failed", errors=_required("password")),
    disabled=_failure(403, DISABLED),
    unauthenticated=_failure(401, "Unauthenticated"),
    refresh=_constant("POST", "/api/v1/subscriber/refresh-token", {"success": True, "data": _new_token(2592000)}),
    over=_failure(401, "Token has expired and cannot be refreshed"),
    logout=_constant("POST", "/api/v1/subscriber/logout", {"success": True, "message": "Successfully logged out"}),
    logout_all=_constant(
        "POST",
        "/api/v1/subscriber/logout-all",
        {"success": True, "message": "Successfully logged out from all devices"},
    ),
    portal=_constant("GET", "/mobile-auto-login", None, 302),
)


def _code(status: int, code: int, message: str, **more: Json) -> Expected:
    return Expected(status, {"success": False, "code": code, "message": message, **more})


USER_MEMBERS = """id userName email phoneNumber title firstName lastName department birthDate createdAt updatedAt
lastDismissMessages lastLogIn rank image address postalCode region city country countryCode mobile notes customerId
roles apiKeys settings""".split()


def _user(account: Account, _: int) -> Expected:
    known = {"userName": account.name, "lastLogIn": str, **account.profile}
    user = {**dict.fromkeys(USER_MEMBERS), **known}
    return Expected(200, {"success": True, "code": 0, "message": str, "user": user})


# The page has no errors. Their codes are those of the reference.
MANAGEMENT = Page(
    welcome=lambda *_: Expected(200, {"success": True, "code": 0, "message": str, "token": str, "expiresIn": 1800}),
    refused=_code(401, 1100, "Invalid username or password"),
    incomplete=_code(422, 1003, "Validation failed", errors=_required("password")),
    disabled=_code(403, 1101, DISABLED),
    unauthenticated=_code(401, 1200, "Unauthenticated"),
    who=Operation("GET", "/v1/auth/user", _user),
    logout=_constant("POST", "/v1/auth/logout", {"success": True, "code": 0, "message": str}),
)


def _netxd_error(status: int, code: str, message: str, **more: Json) -> Expected:
    return Expected(status, {"error": {"code": code, "message": message, **more}})


# The page has one operation, and no errors. Their codes are those of the reference.
NETXD = Page(
    welcome=lambda account, _: Expected(
        200,
        {
            "authResponse": {
                "userName": account.name,
                "JWT": str,
                "expirationTime": int,
                "qrToken": "Ledger:None",
                "ip": "127.0.0.1",
                "type": account.profile["type"],
                "lastLoginTime": str,
                "lastLoginIp": str,
                "otpEnabled": False,
            },
            "userRoles": ",".join(account.profile["roles"]),
        },
    ),
    refused=_netxd_error(401, "INVALID_CREDENTIALS", "Invalid credentials"),
    incomplete=_netxd_error(422, "VALIDATION_FAILED", "Validation failed", errors=_required("password")),
    disabled=_netxd_error(403, "ACCOUNT_DISABLED", DISABLED),
)

PAGES = {"ispcrm": ISPCRM, "management": MANAGEMENT, "netxd": NETXD, "staff": STAFF, "subscriber": SUBSCRIBER}
