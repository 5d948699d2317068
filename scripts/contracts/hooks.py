"""What a run of schemathesis is given: the credential of its caller, what only that caller knows, and somebody who
takes down every answer. schemathesis loads it; the environment says who calls which server, and where to write."""

import json
import os
from pathlib import Path
from typing import Any

import requests
import schemathesis
from requests.auth import AuthBase

from contracts.callers import CALLERS
from contracts.exemptions import EXEMPTIONS, FRAMING
from contracts.credentials import Credentials

caller = CALLERS[os.environ["CONTRACT_TEST_CALLER"]]
credentials = Credentials(os.environ["CONTRACT_TEST_SERVER"], caller)
answers = Path(os.environ["CONTRACT_TEST_ANSWERS"]).open("a", buffering=1, encoding="utf-8")


class Credential(AuthBase):
    """Shows who calls. It is asked when a request is sent and not when it is made up, so that a token which another
    request has ended in between is replaced."""

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
    """Leaves out those that are not the API's."""
    for name in [name for name in headers or {} if name.lower() in FRAMING]:
        del headers[name]
    return headers


@schemathesis.hook
def before_add_examples(context: Any, examples: list[Any]) -> None:
    """Adds what no document can have as its example: a token, a session, the password of this very caller."""
    if not examples:
        return
    known = examples[0].derive(keep_auth=True)
    match ident(context):
        case "introspect" | "revoke":
            known.body = {"token": credentials.another_token()}
        case "endSession":
            known.path_parameters = {"id": credentials.another_session()}
        case "changePassword":
            known.body = {"current_password": credentials.password, "new_password": credentials.another_password()}
        case _:
            return
    # The last one is sent first, so the document's own examples find everything as the demonstration has it.
    examples.insert(0, known)


@schemathesis.hook
def before_call(context: Any, case: Any, _kwargs: Any) -> None:
    """Lets well-formed requests for a new password have the right old one, which nothing could guess."""
    is_made_up = case.meta is not None and case.meta.phase.name.value != "examples"
    if ident(context) == "changePassword" and is_made_up and case.meta.generation.mode.is_positive:
        case.body = {**case.body, "current_password": credentials.password}


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Takes down what was answered; and a new password, as its owner would."""
    if ident(context) == "changePassword" and response.status_code == 204:
        credentials.password = case.body["new_password"]
    if case.method.upper() == context.operation.method.upper():
        phase = case.meta.phase.name.value if case.meta else ""
        take_down(operation=ident(context), status=response.status_code, phase=phase)


@schemathesis.hook
def filter_failure(context: Any, failure: Any, _case: Any, response: Any) -> bool:
    """Whether a failure is one."""
    sent = response.request.body or b""
    bodies = sent.encode() if isinstance(sent, str) else sent, body_of(response)
    for number, exemption in enumerate(EXEMPTIONS):
        if exemption.covers(ident(context), failure, response.status_code, *bodies):
            take_down(exemption=number)
            return False
    return True


def ident(context: Any) -> str:
    """The name of the operation."""
    return str(context.operation.definition.raw["operationId"])


def body_of(response: Any) -> Any:
    """The body of an answer; nothing where it is not JSON."""
    try:
        return response.json()
    except ValueError:
        return {}


def take_down(**line: Any) -> None:
    """Writes a line for whoever started this run."""
    answers.write(json.dumps(line) + "\n")
