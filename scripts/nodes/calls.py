"""Sends requests to nodes, one at a time for each thread, and records each."""

import http.client
import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lib.client import MISSING, Response
from nodes.history import History, Operation, Outcome
from nodes.node import Node

TIMEOUT = 15.0
"""Seconds that an answer may take before the request counts as lost."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A request. Its credential, if it has one, is not part of it."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    media: str = JSON

    def bytes(self) -> bytes | None:
        """The body."""
        if self.body is None:
            return None
        return (urlencode(self.body) if self.media == FORM else json.dumps(self.body)).encode()


@dataclass(frozen=True)
class Effects:
    """What a request has to do with credentials, and what it does when it succeeds."""

    uses: str | None = None
    gives: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    token: str | None = None


@dataclass(frozen=True)
class Answer:
    """What came of a request: the record of it, and the response."""

    operation: Operation
    response: Response

    @property
    def is_ok(self) -> bool:
        """Whether it succeeded."""
        return self.operation.outcome is Outcome.OK

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.operation.end - self.operation.start

    def json(self) -> Any:
        """The body, as JSON."""
        return self.response.json()


class Calls:
    """Sends requests, each from a network of its own, so that no limit of a network is met."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._networks = itertools.count(1)
        self.seen: set[int] = set()
        """The statuses so far; 0 where no answer came."""
        self.unfit: list[str] = []
        """Answers that do not say when to try again, although they have to."""

    def send(
        self,
        node: Node,
        action: str,
        request: Request,
        headers: Mapping[str, str] = {},
        effects: Effects = Effects(),
        *,
        successor: Callable[[Response], str] | None = None,
        is_valid: Callable[[Response], bool] | None = None,
        at_answer: Callable[[], None] | None = None,
    ) -> Answer:
        """Sends a request, and records it. `successor` finds the next token in the answer, and `is_valid` tells whether
        a success says that a credential is valid. `at_answer` is called as soon as the status is there."""
        number = next(self._networks)
        source = {"X-Forwarded-For": f"198.{18 + (number >> 16) % 2}.{(number >> 8) % 256}.{number % 256}"}
        start = time.monotonic()
        response = _exchange(node.address, request, {**source, **headers}, at_answer)
        end = time.monotonic()
        outcome = _outcome(response.status)
        if outcome is Outcome.OK and is_valid and not is_valid(response):
            outcome = Outcome.REFUSED
        self.seen.add(response.status)
        if response.status in (429, 503) and not (response.header("retry-after") or "").isdigit():
            self.unfit.append(f"{action} on {node.name}: {response.status} without Retry-After")
        operation = Operation(
            node=node.name,
            action=action,
            start=start,
            end=end,
            outcome=outcome,
            status=response.status,
            uses=effects.uses,
            gives=effects.gives,
            ends=effects.ends,
            token=effects.token,
            successor=successor(response) if successor and outcome is Outcome.OK else None,
        )
        return Answer(self.history.add(operation), response)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 400:
        return Outcome.OK
    return Outcome.REFUSED if status in (401, 403) else Outcome.UNKNOWN


def _exchange(
    address: tuple[str, int], request: Request, headers: Mapping[str, str], at_answer: Callable[[], None] | None
) -> Response:
    body = request.bytes()
    connection = http.client.HTTPConnection(*address, timeout=TIMEOUT)
    try:
        media = {} if body is None else {"Content-Type": request.media}
        connection.request(request.method, request.path, body, {**media, **headers})
        answer = connection.getresponse()
        if at_answer:
            at_answer()
        fields = tuple((name.lower(), value) for name, value in answer.getheaders())
        return Response(answer.status, fields, answer.read())
    except (OSError, http.client.HTTPException):
        return MISSING
    finally:
        connection.close()
