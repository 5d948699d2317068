"""Prism as a mock that knows only a document, and as a proxy that compares what the server sends with it."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import requests

from consumers.documents import HEADER, Call, calls, load
from consumers.tool import BIN, Finding, Workplace
from lib.client import TIMEOUT
from lib.documents import FORM, UNKNOWN_ID, Json
from lib.process import ScriptError, started

LISTENS = "Prism is listening"
DEADLINE = 60
"""Seconds that a start may take."""
VIOLATIONS = "sl-violations"
"""The header in which the proxy lists what contradicts the document."""
PLACEHOLDER = "string"
"""What Prism makes up for a text without an example."""


def check(at: Workplace) -> Iterator[Finding]:
    """Asks both for the examples of each document."""
    for name in at.names():
        document = load(at.document(name))
        called = calls(at.url, document)
        with prism(at.folder / f"{name}-mock.log", "mock", at.document(name)) as url:
            asked, problems = 0, []
            for call in called:
                for status, example, _, value in call.examples():
                    asked += 1
                    problems.append(_not_mocked(url, call, status, example, value))
                problems += _made_up(url, call)
        problems += [] if asked else ["no response has a named example"]
        yield Finding(f"prism mocks {name} by its examples", problems, f"{asked} examples")
        with prism(at.folder / f"{name}-proxy.log", "proxy", at.document(name), at.url) as url:
            errors = [(call, status, one) for call in called for status, one, _, _ in call.examples() if status >= 400]
            problems = [_contradicts(url, *error) for error in errors]
        yield Finding(f"prism finds no error of {name} that contradicts it", problems, f"{len(errors)} errors")


@contextlib.contextmanager
def prism(log: Path, *arguments: object) -> Iterator[str]:
    """Runs Prism until the block is left, and gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as output, started([BIN / "prism", *arguments, "-p", port], log=output, folder=log.parent):
        until = time.monotonic() + DEADLINE
        while LISTENS not in log.read_text(encoding="utf-8", errors="replace"):
            if time.monotonic() > until:
                raise ScriptError(f"Prism did not start; see {log}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"


def _send(url: str, call: Call, headers: Json) -> requests.Response:
    """Sends a valid request of an operation."""
    contents = call.described.get("requestBody", {}).get("content", {})
    body, kind = None, {}
    for media, content in contents.items():
        value = next(iter(content.get("examples", {}).values()), {}).get("value", {})
        if isinstance(value, str) or media in (FORM, "application/json"):
            body = value if isinstance(value, str) else urlencode(value) if media == FORM else json.dumps(value)
            kind = {"Content-Type": media}
            break
    if call.credential:
        kind |= call.credential.headers()
    session = requests.Session()
    session.trust_env = False
    return session.request(
        call.method,
        url + call.target(UNKNOWN_ID),
        data=body,
        headers={**kind, **headers},
        timeout=TIMEOUT,
        allow_redirects=False,
    )


def _not_mocked(url: str, call: Call, status: int, example: str, value: Json) -> str | None:
    """What is wrong with the mock's response to a request for an example."""
    response = _send(url, call, {"Prefer": f"code={status}, example={example}"})
    if response.status_code != status or response.json() != value:
        return f"{call.described['operationId']} {status} {example}: {response.status_code} {response.text}"
    return None


def _made_up(url: str, call: Call) -> Iterator[str]:
    """The headers of the mock's responses for which the document has no example."""
    for status in call.described["responses"]:
        response = _send(url, call, {"Prefer": f"code={status}"})
        for header, value in response.headers.items():
            if value == PLACEHOLDER:
                yield f"{call.described['operationId']} {status}: {header}: {value}"


def _contradicts(url: str, call: Call, status: int, name: str) -> str | None:
    """How the server's response to a request for an error contradicts the document."""
    response = _send(url, call, {HEADER: name})
    violations = [one for one in json.loads(response.headers.get(VIOLATIONS, "[]")) if one["location"][0] == "response"]
    if response.status_code == status and not violations:
        return None
    return f"{call.described['operationId']} {status} {name}: {response.status_code} {violations}"
