"""The hooks of a schemathesis run: they add the credentials of the caller and values that only the caller knows, and
record every response. The environment names the caller, the server, and the file of records."""

import json
import os
from pathlib import Path
from typing import Any

import requests
import schemathesis
from requests.auth import AuthBase

from contracts.callers import CALLERS
from contracts.credentials import Credentials
from contracts.exemptions import EXEMPTIONS, FRAMING

caller = CALLERS[os.environ["CONTRACT_TEST_CALLER"]]
credentials = Credentials(os.environ["CONTRACT_TEST_SERVER"], caller)
records = Path(os.environ["CONTRACT_TEST_RECORDS"]).open("a", buffering=1, encoding="utf-8")


class Credential(AuthBase):
    """Adds the credential when a request is sent, and not when it is generated, so that the token is still valid."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        for name in ("Authorization", "x-api-key"):
            request.headers.pop(name, None)
        if header := credentials.header():
            request.headers[header[0]] = header[1]
        return request


if caller.scheme is not None:
    schemathesis.auth.set_from_requests(Credential())


@schemathesis.hook
def map_headers(_context: Any, headers: Any) -> Any:
    """Removes headers that frame the request."""
    for name in [name for name in headers or {} if name.lower() in FRAMING]:
        del headers[name]
    return headers


@schemathesis.hook
def before_add_examples(context: Any, examples: list[Any]) -> None:
    """Adds examples that no document can contain: a token, a session, the password of this caller."""
    if not examples:
        return
    known = examples[0].derive(keep_auth=True)
    match ident(context):
        case "introspect" | "revoke":
            known.body = {"token": credentials.new_token()}
        case "endSession":
            known.path_parameters = {"id": credentials.new_session()}
        case "changePassword":
            known.body = {"current_password": credentials.password, "new_password": credentials.new_password()}
        case _:
            return
    # The last example is sent first, so that the document's own examples find the demonstration unchanged.
    examples.insert(0, known)


@schemathesis.hook
def before_call(context: Any, case: Any, _kwargs: Any) -> None:
    """Puts the current password into valid requests for a new one."""
    is_generated = case.meta is not None and case.meta.phase.name.value != "examples"
    if ident(context) == "changePassword" and is_generated and case.meta.generation.mode.is_positive:
        case.body = {**case.body, "current_password": credentials.password}


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Records the response, and remembers a new password."""
    if ident(context) == "changePassword" and response.status_code == 204:
        credentials.password = case.body["new_password"]
    if case.method.upper() == context.operation.method.upper():
        phase = case.meta.phase.name.value if case.meta else ""
        record(operation=ident(context), status=response.status_code, phase=phase)


@schemathesis.hook
def filter_failure(context: Any, failure: Any, _case: Any, response: Any) -> bool:
    """Whether a failure is not exempt."""
    sent = response.request.body or b""
    bodies = sent.encode() if isinstance(sent, str) else sent, body_of(response)
    for number, exemption in enumerate(EXEMPTIONS):
        if exemption.covers(ident(context), failure, response.status_code, *bodies):
            record(exemption=number)
            return False
    return True


def ident(context: Any) -> str:
    """The operation ID."""
    return str(context.operation.definition.raw["operationId"])


def body_of(response: Any) -> Any:
    """The body of a response; empty where it is not JSON."""
    try:
        return response.json()
    except ValueError:
        return {}


def record(**line: Any) -> None:
    """Writes a line for the process that started this run."""
    records.write(json.dumps(line) + "\n")
