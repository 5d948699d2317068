"""The documents that the tools get, and who calls what with them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from contracts.callers import API_KEY, CALLERS, CLIENT_SECRET, Account, Caller
from contracts.credentials import Credentials
from contracts.things import MADE_FOR, Things, parameters
from lib.client import TIMEOUT
from lib.documents import METHODS, Operation, operations
from lib.process import ROOT

Json = Any
HEADER = "X-Demo-Error"
"""Selects the error that a mock responds with."""
OK = "ok"
"""The name of the examples of a success."""
NAMES = tuple(sorted(path.stem for path in (ROOT / "openapi").glob("*.json")))
"""The names of the documents."""



def _subscriber(name: str, password: str) -> Caller:
    return Caller(name, "bearer", Account("subscriber", name, password))


SUBSCRIBER = _subscriber("subscriber123", "password123")
CALLER_OF = {
    "account": SUBSCRIBER,
    "admin": CALLERS["administrator"],
    "ispcrm": SUBSCRIBER,
    "subscriber": SUBSCRIBER,
}
"""Who calls the operations of a document; a user where it is not listed."""
ENDS_SESSIONS = {
    "logoutAll": _subscriber("subscriber1", "kettle-otter-velvet"),
    "changePassword": _subscriber("subscriber3", "kettle-otter-velvet"),
}
"""Who calls an operation that ends other sessions: an account that calls nothing else. `endOtherSessions` gets a new
one."""


@dataclass(frozen=True)
class Credential:
    """What is sent for a security scheme."""

    scheme: str
    """The name of the scheme in the document."""
    kind: str
    """`bearer`, `basic` or `apiKey`."""
    value: str
    """The token or the API key; for `basic` the API key and its secret with a colon between."""

    def headers(self) -> dict[str, str]:
        """The header that a token or an API key goes into."""
        return {"x-api-key": self.value} if self.kind == "apiKey" else {"Authorization": f"Bearer {self.value}"}


@dataclass(frozen=True)
class Call:
    """An operation in a document, and what calls it successfully."""

    path: str
    method: str
    described: Json
    """The operation in the document; changing it changes the document."""
    credential: Credential | None
    parameters: Mapping[str, Json]
    """The parameters that must be sent, in the path or the query."""
    members: Mapping[str, Json]
    """The members of the body in which it differs from the document's example. `described` has them, too."""

    def target(self, unknown: str = "") -> str:
        """The path with the parameters in it; those that are not known get another text."""
        path = re.sub(r"\{(\w+)\}", lambda name: str(self.parameters.get(name[1], unknown)), self.path)
        query = {name: value for name, value in self.parameters.items() if f"{{{name}}}" not in self.path}
        return f"{path}?{urlencode(query)}" if query else path

    def examples(self) -> Iterator[tuple[int, str, str, Json]]:
        """The status, name, content type and value of the example of each response that has a body."""
        for status, response in self.described["responses"].items():
            for media, content in response.get("content", {}).items():
                for name, example in content.get("examples", {}).items():
                    yield int(status), name, media, example["value"]


def served(base: str, folder: Path, given: Path | None) -> None:
    """Writes the documents to a folder, as the server serves them, or those that are given instead, as they are."""
    folder.mkdir(parents=True)
    session = requests.Session()
    # Ignore the proxy of the environment.
    session.trust_env = False
    for version in ("", "3.1/"):
        (folder / version).mkdir(exist_ok=True)
        for name in NAMES:
            file = f"{version}{name}.json"
            if given is None:
                text = session.get(f"{base}/openapi/{file}", timeout=TIMEOUT).text
            elif (given / file).exists():
                text = (given / file).read_text(encoding="utf-8")
            else:
                continue
            (folder / file).write_text(text, encoding="utf-8")


def calls(base: str, document: Json, which: int = -1) -> list[Call]:
    """The operations of a document, each with a new session of its caller.

    The credential is for one of the schemes that an operation accepts. The last one is an API key, where that is
    accepted; a logout with it ends no session, so it can be called again. `admin` is called with a token, because the
    owner of the API key may not call all of it. In the document, the examples of its bodies then name what there is."""
    things = Things(base)
    known = {(one.method, one.path): one for one in operations()}
    found = []
    for path, item in document["paths"].items():
        for method, described in item.items():
            if method in METHODS:
                found.append(_call(base, document, known[method.upper(), path], described, which, things))
    return found


def _call(base: str, document: Json, operation: Operation, described: Json, which: int, things: Things) -> Call:
    schemes = document["components"].get("securitySchemes", {})
    accepted = [name for requirement in described.get("security", []) for name in requirement]
    caller = ENDS_SESSIONS.get(operation.ident, CALLER_OF.get(operation.contract, CALLERS["user"]))
    if operation.ident == "endOtherSessions":
        caller = Caller("other", "bearer", things.account())
    credential: Credential | None = None
    sent, members = _prepare(operation, described, things) if operation.contract == "admin" else ({}, {})
    if accepted:
        name = accepted[0 if operation.contract == "admin" else which]
        scheme = schemes[name]
        kind = str(scheme["scheme"]).lower() if scheme["type"] == "http" else "apiKey"
        if kind == "basic":
            value = f"{API_KEY}:{CLIENT_SECRET}"
        elif kind == "bearer" and scheme.get("bearerFormat") == "JWT":
            account = Credentials(base, caller)
            value = account.new_token()
            if "{" in operation.path and not sent:
                sent = {"id": account.new_session()}
        else:
            value = API_KEY
        credential = Credential(name, kind, value)
    return Call(operation.path, operation.method.lower(), described, credential, sent, members)


def _prepare(operation: Operation, described: Json, things: Things) -> tuple[dict[str, Json], dict[str, Json]]:
    """Makes what an operation of `admin` acts on. Returns the parameters of the request and members of its body, which
    it puts into the example, too."""
    made = parameters(operation.ident, things.fresh(operation.ident)) if operation.ident in MADE_FOR else {}
    members = {**things.names(operation.ident), **made.get("body", {})}
    for content in described.get("requestBody", {}).get("content", {}).values():
        if members:
            content["examples"][OK]["value"] |= members
    needed = {
        parameter["name"]: parameter["examples"][OK]["value"]
        for parameter in described.get("parameters", [])
        if parameter["in"] in {"path", "query"} and parameter["required"] and "examples" in parameter
    }
    return {**needed, **made.get("path_parameters", {}), **made.get("query", {})}, members


def load(file: Path) -> Json:
    """A document."""
    return json.loads(file.read_text(encoding="utf-8"))
