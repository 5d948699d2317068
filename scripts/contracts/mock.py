"""Requests every documented error of every operation from a mock, `latchkey serve --demo --demo-failures`, by its
status and by the name of its example, and compares the responses with the document."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from lib.client import TIMEOUT
from lib.documents import UNKNOWN_ID, Json
from lib.report import Report

HEADER = "X-Demo-Error"
CHECKED = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""The checks of responses. The other checks of schemathesis are about requests."""
PER_REQUEST = {"request_id"}
"""Members that differ from response to response."""
UNKNOWN = ("", "0", "200", "418", "599", "999999", "4xx", "no_such_error", "*", "é", "429, 500")
"""Names that no operation has an error for."""


@dataclass(frozen=True)
class Error:
    """A documented error of an operation."""

    status: int
    name: str
    """The name of its example."""
    media: str
    body: Json

    def __str__(self) -> str:
        return f"{self.status} {self.name}"


class Mock:
    """A server and one of its documents."""

    def __init__(self, base: str, document: str) -> None:
        self._base = base
        self._name = document
        self._session = requests.Session()
        # Ignore the proxy of the environment.
        self._session.trust_env = False
        self.document = self._session.get(f"{base}/openapi/{document}.json", timeout=TIMEOUT).json()
        schema = schemathesis.openapi.from_dict(copy.deepcopy(self.document))
        self._operations = [result.ok() for result in schema.get_all_operations()]
        load_all_checks()

    def check_errors(self, report: Report) -> None:
        """Checks that every operation returns each of its errors, and no others."""
        statuses = {error.status for operation in self._operations for error in _errors(operation)}
        for operation in self._operations:
            errors = list(_errors(operation))
            label = f"{self._name} {operation.definition.raw['operationId']}"
            problems = [problem for wanted in _names(errors) for problem in self._wrong(operation, wanted, errors)]
            report.check(f"{label}: {len(errors)} errors", problems, ", ".join(_names(errors)))
            others = [*UNKNOWN, *map(str, sorted(statuses - {error.status for error in errors}))]
            refusals = [self._not_refused(operation, wanted, errors) for wanted in others]
            report.check(f"{label}: no others", refusals, f"{len(others)} refused")

    def check_no_mock(self, report: Report) -> None:
        """Checks that this server, which is no mock, ignores the header."""
        problems = []
        for operation in self._operations:
            usual, asked = (self._send(operation, wanted).status_code for wanted in (None, "503"))
            problems.append(None if usual == asked else f"{operation.label} responds with {asked} instead of {usual}")
        report.check(f"{self._name}: no mock, so {HEADER} is ignored", problems)

    def _wrong(self, operation: Any, wanted: str, errors: list[Error]) -> Iterator[str]:
        """What is wrong with the response to a request for an error, by its name or its status."""
        meant = [error for error in errors if wanted in (error.name, str(error.status))]
        response = self._send(operation, wanted)
        if response.status_code != meant[0].status:
            yield f"{wanted}: responded with {response.status_code}"
            return
        case = operation.Case(path_parameters=dict.fromkeys(_parameters(operation), UNKNOWN_ID))
        try:
            case.validate_response(response, checks=CHECKS.get_by_names(CHECKED))
        except FailureGroup as group:
            yield from (f"{wanted}: {failure.title}: {failure.message}" for failure in group.exceptions)
        got = response.headers.get("Content-Type"), _without_request_id(_json(response))
        if got not in [(error.media, _without_request_id(error.body)) for error in meant]:
            yield f"{wanted}: {response.text} ({got[0]}) is not the document's example"

    def _not_refused(self, operation: Any, wanted: str, errors: list[Error]) -> str | None:
        """What is wrong with the response to a request for an error that the operation does not have. It must list the
        errors of the document."""
        response = self._send(operation, wanted)
        kind = response.headers.get("Content-Type")
        if (response.status_code, kind) != (400, "application/problem+json"):
            return f"{wanted!r}: responded with {response.status_code} {kind}"
        listed = _json(response)["detail"].rpartition(": ")[2].rstrip(".").split(", ")
        return None if set(listed) == set(map(str, errors)) else f"{wanted!r}: lists {', '.join(listed)}"

    def _send(self, operation: Any, wanted: str | None) -> requests.Response:
        path = operation.path.format(**dict.fromkeys(_parameters(operation), UNKNOWN_ID))
        headers = {} if wanted is None else {HEADER: wanted.encode()}
        return self._session.request(
            operation.method.upper(), self._base + path, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )


def _errors(operation: Any) -> Iterator[Error]:
    """The documented errors. One without a named example gets a name that the mock refuses."""
    for status, response in operation.definition.raw["responses"].items():
        if int(status) >= 400:
            for media, described in response.get("content", {"": {}}).items():
                for name, example in described.get("examples", {"(an example without a name)": {}}).items():
                    yield Error(int(status), name, media, example.get("value"))


def _names(errors: list[Error]) -> list[str]:
    return list(dict.fromkeys(name for error in errors for name in (str(error.status), error.name)))


def _parameters(operation: Any) -> list[str]:
    return [parameter.name for parameter in operation.path_parameters]


def _without_request_id(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in PER_REQUEST} if isinstance(body, dict) else body


def _json(response: requests.Response) -> Json:
    try:
        return response.json()
    except ValueError:
        return None
