"""Dredd sends the first example of a request for each response, and compares what it gets."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from contracts.callers import CALLERS
from contracts.credentials import Credentials
from consumers.documents import OK, Call, calls, load
from consumers.tool import BIN, MAX_TEXT, TESTS, Finding, Workplace, output
from lib.documents import FORM, NOT_MODIFIED, Json
from lib.process import ScriptError

HOOKS = TESTS / "dredd" / "hooks.cjs"
RESULT = re.compile(r"complete: (?P<passing>\d+) passing, 0 failing, 0 errors, 0 skipped, (?P<total>\d+) total")


def check(at: Workplace) -> Iterator[Finding]:
    """Tests each document."""
    for name in at.names():
        document = load(at.document(name))
        token = Credentials(at.url, CALLERS["user"]).new_token()
        called = calls(at.url, document)
        requests = {f"{call.method.upper()} {_prepare(call)}": _request(call, token) for call in called}
        prepared, sent = at.folder / f"{name}.json", at.folder / f"{name}-requests.json"
        prepared.write_text(json.dumps(document), encoding="utf-8")
        sent.write_text(json.dumps(requests), encoding="utf-8")
        command = [BIN / "dredd", prepared, at.url, "--hookfiles", HOOKS, "--loglevel", "error", "--no-color"]
        try:
            printed, problems = output(command, at.folder, DREDD_REQUESTS=str(sent)), []
        except ScriptError as error:
            printed, problems = "", [re.sub(r"\n\s*\n", "\n", str(error))[-MAX_TEXT:]]
        made = RESULT.search(printed)
        passing = int(made["passing"]) if made else 0
        if not passing:
            problems.append("not one complete run")
        yield Finding(f"dredd finds {name} true", problems, f"{passing} responses")


def _prepare(call: Call) -> str:
    """Leaves out of an operation what Dredd cannot read, and returns the path that it asks for."""
    described = call.described
    # No request of a document leads to it.
    described["responses"].pop(str(NOT_MODIFIED), None)
    # To Dredd, a header that is described is always sent.
    for response in described["responses"].values():
        headers = response.get("headers", {})
        response["headers"] = {name: header for name, header in headers.items() if header.get("required", "$ref" in header)}
    # It sends a range of content types as it is written.
    content = described.get("requestBody", {}).get("content", {})
    for media in [one for one in content if "*" in one]:
        del content[media]
    # It makes up values for headers that may be sent.
    kept = [one for one in described.get("parameters", []) if one["in"] != "header" or one.get("required")]
    described["parameters"] = kept
    # It reads no named examples of parameters.
    for parameter in described.get("parameters", []):
        parameter.pop("examples", None)
        if parameter["name"] in call.parameters:
            parameter["example"] = call.parameters[parameter["name"]]
    return call.target().partition("?")[0]


def _request(call: Call, token: str) -> Json:
    """The headers of the requests of an operation, and the body of each content type. Dredd itself has bodies only of
    `application/json`, and takes the first one. A token that is introspected is a valid one, as in the response."""
    headers = call.credential.headers() if call.credential else {}
    content = call.described.get("requestBody", {}).get("content", {})
    examples = {media: described.get("examples", {}) for media, described in content.items()}
    bodies = {media: _encode(media, one[OK]["value"], token) for media, one in examples.items() if OK in one}
    return {"headers": headers, "bodies": bodies}


def _encode(media: str, value: Json, token: str) -> str:
    value = {**value, "token": token} if "token" in value else value
    return urlencode(value) if media == FORM else json.dumps(value)
