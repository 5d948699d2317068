"""The requests of the contracts' clients, by the contract's name."""

import base64
import json
from collections.abc import Callable
from typing import Any

from lib.client import JWT, Response
from lib.process import ScriptError
from nodes.calls import Request

USERS, SUBSCRIBERS = "users", "subscribers"
LOGINS: dict[str, dict[str, Callable[[str, str, str], Request]]] = {
    USERS: {
        "staff": lambda name, password, _: _post("/api/v1/auth/login", email=name, password=password),
        "management": lambda name, password, _: _post("/v1/auth/login", username=name, password=password),
        "netxd": lambda name, password, device: _post(
            "/rpc/admin/UserService/GetToken", emailid=name, password=password, deviceID=device
        ),
    },
    SUBSCRIBERS: {
        "subscriber": lambda name, password, _: _post("/api/v1/subscriber/login", username=name, password=password),
        "ispcrm": lambda name, password, _: _post("/api/v1/subscriber/Login", username=name, password=password),
    },
}
LOGOUTS = {
    "staff": "/api/v1/auth/logout",
    "management": "/v1/auth/logout",
    "subscriber": "/api/v1/subscriber/logout",
    "ispcrm": "/api/v1/subscriber/Logout",
}
"""`netxd` has none; its clients revoke the token."""
REFRESHES = {"staff": "/api/v1/auth/refresh", "subscriber": "/api/v1/subscriber/refresh-token"}
READS = {
    USERS: ("/api/v1/auth/me", "/v1/auth/user", "/account/v1/sessions"),
    SUBSCRIBERS: ("/account/v1/sessions", "/mobile-auto-login"),
}
"""What needs a session and changes nothing that matters."""


def _post(path: str, **body: str) -> Request:
    return Request("POST", path, body)


def bearer(token: str) -> dict[str, str]:
    """The header of a token."""
    return {"Authorization": f"Bearer {token}"}


def token_of(response: Response) -> str:
    """The token in an answer."""
    if (found := JWT.search(response.body.decode("utf-8", "replace"))) is None:
        raise ScriptError(f"an answer has no token: {response.status} {response.body!r}")
    return found.group()


def part(token: str, number: int) -> Any:
    """The header (0) or the claims (1) of a token."""
    encoded = token.split(".")[number]
    return json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
