"""The hooks of a schemathesis run: they add the credentials of the caller and values that only the caller knows, and
record every response. The environment names the caller, the server, and the file of records."""

import json
import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
import schemathesis
from requests.auth import AuthBase

from contracts.callers import CALLERS, NOBODY
from contracts.credentials import Credentials
from contracts.exemptions import EXEMPTIONS, FRAMING
from contracts.things import CHANGING, MADE_FOR, Things, parameters

caller = CALLERS[os.environ["CONTRACT_TEST_CALLER"]]
document = os.environ["CONTRACT_TEST_DOCUMENT"]
credentials = Credentials(os.environ["CONTRACT_TEST_SERVER"], caller)
things = Things(os.environ["CONTRACT_TEST_SERVER"])
records = Path(os.environ["CONTRACT_TEST_RECORDS"]).open("a", buffering=1, encoding="utf-8")

NUMBER = re.compile("[1-9][0-9]*")
"""A number as a path has it."""
MAX_NUMBER = 9_000_000_000_000_000
"""The highest number that the document allows."""
OWN = range(1, 5)
"""The numbers of what the demonstration has: the tests log in with it."""
CURSOR = "eyJpZCI6MH0"
"""Where the list of what has a number begins: a `next`, as a page would have it."""


class Credential(AuthBase):
    """Adds the credential when a request is sent, and not when it is generated, so that the token is still valid."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        for name in ("Authorization", "x-api-key"):
            request.headers.pop(name, None)
        if header := credentials.header():
            request.headers[header[0]] = header[1]
        return request


if caller.account == NOBODY:
    things.add_nobody()
if caller.scheme is not None:
    schemathesis.auth.set_from_requests(Credential())


@schemathesis.serializer("application/x-ndjson")
def serialize_lines(_context: Any, value: Any) -> bytes:
    """Lines as they are, and what is meant to be refused as JSON."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace")


@schemathesis.hook
def map_headers(_context: Any, headers: Any) -> Any:
    """Removes headers that frame the request."""
    for name in [name for name in headers or {} if name.lower() in FRAMING]:
        del headers[name]
    return headers


@schemathesis.hook
def before_add_examples(context: Any, examples: list[Any]) -> None:
    """Adds examples that no document can contain: a token, a session, the password of this caller, and what `admin`
    acts on."""
    if not examples:
        return
    drop_repeated(examples)
    known = examples[0].derive(keep_auth=True)
    match ident(context).split():
        case "oauth", "introspect" | "revoke":
            known.body = {"token": credentials.new_token()}
        case "account", "endSession":
            known.path_parameters = {"id": credentials.new_session()}
        case "account", "changePassword":
            known.body = {"current_password": credentials.password, "new_password": credentials.new_password()}
        case "admin", operation if operation in MADE_FOR:
            replace(known, operation, things.fresh(operation))
        case _:
            return
    # The last example is sent first, so that the document's own examples find the demonstration unchanged.
    examples.insert(0, known)


def drop_repeated(examples: list[Any]) -> None:
    """Drops examples that are the same request under another name: many errors come with any request."""
    seen = set()
    for case in [*examples]:
        request = repr((case.path_parameters, case.query, case.headers, case.media_type, case.body))
        if request in seen:
            examples.remove(case)
        seen.add(request)


@schemathesis.hook
def before_call(context: Any, case: Any, _kwargs: Any) -> None:
    """Puts the current password into valid requests for a new one, and what there is into requests of `admin`."""
    phase = case.meta.phase.name.value if case.meta else "examples"
    is_valid = phase != "examples" and case.meta.generation.mode.is_positive
    if document == "admin":
        spare(case, phase)
        if is_valid or phase == "examples":
            name_what_there_is(case)
    if ident(context) == "account changePassword" and is_valid:
        case.body = {**case.body, "current_password": credentials.password}


def name_what_there_is(case: Any) -> None:
    """Replaces what only the server knows the valid values of, in a request that is meant to succeed."""
    # Schemathesis makes examples of its own from those of responses.
    operation = case.operation.definition.raw["operationId"]
    if operation in ("createWebhook", "updateWebhook") and "url" in case.body:
        # The server calls whatever is there.
        case.body = {**case.body, "url": things.receiver()}
    if operation == "createApiKey" and case.body["user_id"] not in OWN:
        # A sequence may have deleted the one that others share.
        replace(case, "createApiKey", things.fresh("createApiKey"))
    if operation == "createApiKey" and case.body.get("expires_at"):
        # No schema can say that a time lies in the future.
        case.body = {**case.body, "expires_at": "2099-12-31T23:59:59Z"}
    known = {"If-Match": "*", "Idempotency-Key": uuid4().hex, "cursor": CURSOR}
    for sent in (case.headers, case.query):
        for name in (sent or {}).keys() & known.keys():
            sent[name] = known[name]


def spare(case: Any, phase: str) -> None:
    """Lets a generated request of `admin` act on a thing that there is, so that it can succeed. None may change what
    the tests log in with. Examples and sequences know what they act on."""
    operation = case.operation.definition.raw["operationId"]
    number = str((case.path_parameters or {}).get("id")).removesuffix(".0")
    # What is no number, or too high, is meant to be refused.
    if operation not in MADE_FOR or not NUMBER.fullmatch(number) or int(number) > MAX_NUMBER:
        return
    if phase in ("coverage", "fuzzing") or (operation in CHANGING and int(number) in OWN):
        replace(case, operation, things.kept(operation))


def replace(case: Any, operation: str, thing: Any) -> None:
    """Lets a request act on another thing."""
    for part, values in parameters(operation, thing).items():
        setattr(case, part, {**(getattr(case, part) or {}), **values})


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Records the response, and remembers a new password."""
    if ident(context) == "account changePassword" and response.status_code == 204:
        credentials.password = case.body["new_password"]
    if case.method.upper() == context.operation.method.upper():
        phase = case.meta.phase.name.value if case.meta else ""
        record(operation=ident(context).split()[1], status=response.status_code, phase=phase)


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
    """The document and the operation ID."""
    return f"{document} {context.operation.definition.raw['operationId']}"


def body_of(response: Any) -> Any:
    """The body of a response; empty where it is not JSON."""
    try:
        return response.json()
    except ValueError:
        return {}


def record(**line: Any) -> None:
    """Writes a line for the process that started this run."""
    records.write(json.dumps(line) + "\n")
