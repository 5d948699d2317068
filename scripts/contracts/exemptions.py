"""Failures of schemathesis that are expected, each with its reason. A failure is exempt only for its operation and
status, and only when the request and the response are of the kind that the reason describes."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from lib.documents import Json

FRAMING = frozenset({"connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade"})
"""Headers that are removed from requests; other undocumented headers are sent. They frame a request, so the HTTP
library refuses wrong ones, without a body, before the operation is known. `scripts/attack` sends them."""


@dataclass(frozen=True)
class Exemption:
    """A failure that is expected."""

    operation: str
    """The document and the operation."""
    check: str
    """The name of the failure in schemathesis."""
    status: int
    reason: str
    holds: Callable[[bytes, Json], bool]
    """Whether the reason holds for the bodies of the request and of the response."""

    def covers(self, operation: str, failure: Any, status: int, sent: bytes, received: Json) -> bool:
        """Whether this failure is exempt."""
        known = (self.operation, self.check, self.status) == (operation, type(failure).__name__, status)
        return known and self.holds(sent, received)


def _only_new_password(_sent: bytes, received: Json) -> bool:
    return set(received.get("errors", {})) == {"new_password"}


def _a_parameter_twice(sent: bytes, _received: Json) -> bool:
    names = [name for name, _ in parse_qsl(sent.decode(), keep_blank_values=True)]
    return len(names) > len(set(names))


def _no_object(sent: bytes, _received: Json) -> bool:
    try:
        return not isinstance(json.loads(sent), dict)
    except ValueError:
        return False


def _nothing(sent: bytes, _received: Json) -> bool:
    return not sent


def _null(sent: bytes, _received: Json) -> bool:
    return sent.strip() == b"null"


LOOSE_DATE = re.compile(r"|\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?)?", re.IGNORECASE)
"""A date without an offset or a time, and none at all."""


def _as_newtonsoft_reads(sent: bytes, _received: Json) -> bool:
    """Whether there is a number or a boolean anywhere below `user`, where the document has texts alone, or such a date."""

    def has(value: Json) -> bool:
        if isinstance(value, dict):
            return any(map(has, value.values()))
        return any(map(has, value)) if isinstance(value, list) else isinstance(value, bool | int | float)

    user = json.loads(sent).get("user", {})
    dates = [user.get(name) for name in ("birthDate", "lastDismissMessages")]
    return has(user) or any(isinstance(date, str) and LOOSE_DATE.fullmatch(date) for date in dates)


def _combined_filters(_sent: bytes, received: Json) -> bool:
    sentences = [sentence for field in received.get("errors", {}).values() for sentence in field]
    return bool(sentences) and all("cannot be combined with" in sentence for sentence in sentences)


def _names_and_passwords(_sent: bytes, received: Json) -> bool:
    return set(received.get("errors", {})) <= {"username", "email", "password", "roles"}


def _too_large(_sent: bytes, received: Json) -> bool:
    return bool(received == {"type": "about:blank", "title": "Request Header Fields Too Large", "status": 431})


def _is_over(_sent: bytes, received: Json) -> bool:
    return bool(received.get("deleted_at") or received.get("revoked_at"))


def _is_unlocked(_sent: bytes, received: Json) -> bool:
    return bool(received == {"locked": False, "until": None})


def _all_lines_refused(_sent: bytes, received: Json) -> bool:
    return bool(received.get("rows") == received.get("refused") and "refused" in received)


LISTS = ("listUsers", "listSubscribers", "listRoles", "listApiKeys", "listAuditEvents", "listWebhooks")
"""The operations of `admin` that take a cursor of up to 2,048 characters."""

EXEMPTIONS = (
    Exemption(
        "account changePassword",
        "RejectedPositiveData",
        422,
        "No schema can express which passwords are common, or the operator's minimum length.",
        _only_new_password,
    ),
    *(
        Exemption(
            operation,
            "RejectedPositiveData",
            400,
            "RFC 6749 section 3.2: no repeated parameters. No schema can express this for undocumented ones.",
            _a_parameter_twice,
        )
        for operation in ("oauth introspect", "oauth revoke")
    ),
    Exemption(
        "management logout",
        "AcceptedNegativeData",
        200,
        "A logout that failed because of its body would leave the session open.",
        _no_object,
    ),
    Exemption(
        "admin importAccounts",
        "AcceptedNegativeData",
        200,
        "Whatever is sent is a text of lines. Each is judged by itself, and the report says what is wrong with it.",
        _all_lines_refused,
    ),
    Exemption(
        "management updateUser",
        "AcceptedNegativeData",
        200,
        "Some generated clients send null for no body, and no body changes nothing.",
        _null,
    ),
    Exemption(
        "management updateUser",
        "AcceptedNegativeData",
        200,
        "Newtonsoft, which the contract stands in for, reads numbers and booleans as texts, and such dates.",
        _as_newtonsoft_reads,
    ),
    Exemption(
        "management login",
        "RejectedPositiveData",
        422,
        "The vendor's page says that the body of the management login is not required.",
        _nothing,
    ),
    *(
        Exemption(
            f"admin {operation}",
            "RejectedPositiveData",
            422,
            "A list is searched by one name, and is in its order. No schema can express that parameters exclude others.",
            _combined_filters,
        )
        for operation in LISTS[:2]
    ),
    *(
        Exemption(
            f"admin {operation}",
            "RejectedPositiveData",
            422,
            "No schema can express which names RFC 8265 allows, which roles there are, or the password policy.",
            _names_and_passwords,
        )
        for operation in ("createUser", "updateUser", "createSubscriber", "updateSubscriber")
    ),
    *(
        Exemption(
            f"admin {operation}",
            check,
            431,
            "The HTTP library refuses a head that is too large before the operation is known.",
            _too_large,
        )
        for operation in LISTS
        for check in ("UndefinedStatusCode", "AcceptedNegativeData")
    ),
    *(
        Exemption(
            f"admin {operation}",
            "UseAfterFree",
            200,
            "What was deleted or revoked is still shown, as such.",
            _is_over,
        )
        for operation in ("getUser", "getSubscriber", "getApiKey")
    ),
    *(
        Exemption(
            f"admin {operation}",
            "UseAfterFree",
            200,
            "To delete a lock is to unlock the account, which is then shown as unlocked.",
            _is_unlocked,
        )
        for operation in ("getUserLock", "getSubscriberLock")
    ),
)
