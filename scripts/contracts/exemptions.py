"""Where a check of schemathesis expects what it cannot know better, each with its reason. A failure is exempt only for
its operation and status, and where the request and the answer are of the kind that the reason speaks of."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from lib.documents import Json

FRAMING = frozenset({"connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade"})
"""Headers that are left out of requests; other ones that no document speaks of are not. They say where a request ends
and the next one begins, so the HTTP library answers a wrong one, without a body, before it is known which operation was
meant. `scripts/attack` sends them."""


@dataclass(frozen=True)
class Exemption:
    """A failure that is none."""

    operation: str
    check: str
    """The name of the failure in schemathesis."""
    status: int
    reason: str
    holds: Callable[[bytes, Json], bool]
    """Whether the reason holds for these bodies, of the request as it was sent and of the answer."""

    def covers(self, operation: str, failure: Any, status: int, sent: bytes, answered: Json) -> bool:
        """Whether this exemptions a failure."""
        known = (self.operation, self.check, self.status) == (operation, type(failure).__name__, status)
        return known and self.holds(sent, answered)


def _only_new_password(_sent: bytes, answered: Json) -> bool:
    return set(answered.get("errors", {})) == {"new_password"}


def _a_parameter_twice(sent: bytes, _answered: Json) -> bool:
    names = [name for name, _ in parse_qsl(sent.decode(), keep_blank_values=True)]
    return len(names) > len(set(names))


def _no_object(sent: bytes, _answered: Json) -> bool:
    try:
        return not isinstance(json.loads(sent), dict)
    except ValueError:
        return False


def _nothing(sent: bytes, _answered: Json) -> bool:
    return not sent


def _null(sent: bytes, _answered: Json) -> bool:
    return sent.strip() == b"null"


EXEMPTIONS = (
    Exemption(
        "changePassword",
        "RejectedPositiveData",
        422,
        "No schema can say which passwords are common, or how long the operator wants them.",
        _only_new_password,
    ),
    *(
        Exemption(
            operation,
            "RejectedPositiveData",
            400,
            "RFC 6749 section 3.2: no parameter twice. No schema can say so of parameters it does not know.",
            _a_parameter_twice,
        )
        for operation in ("introspect", "revoke")
    ),
    Exemption(
        "logout",
        "AcceptedNegativeData",
        200,
        "A log-out that failed for its body would leave its session open.",
        _no_object,
    ),
    Exemption(
        "updateUser",
        "AcceptedNegativeData",
        200,
        "Some generated clients send null where they mean no body, and no body changes nothing.",
        _null,
    ),
    Exemption(
        "login",
        "RejectedPositiveData",
        422,
        "The vendor's page says of the management login, too, that its body is not required.",
        _nothing,
    ),
)
