"""The documents that the tools get, and who calls what with them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from contracts.callers import API_KEY, CALLERS, CLIENT_SECRET, Account, Caller
from contracts.credentials import Credentials
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
CALLER_OF = {"account": SUBSCRIBER, "ispcrm": SUBSCRIBER, "subscriber": SUBSCRIBER}
"""Who calls the operations of a document; a user where it is not listed."""
ENDS_SESSIONS = {
    "logoutAll": _subscriber("subscriber1", "kettle-otter-velvet"),
    "changePassword": _subscriber("subscriber3", "kettle-otter-velvet"),
    "endOtherSessions": Caller("netxd", "bearer", Account("netxd", "admin@NetXD.com", "Test@1234")),
}
"""Who calls an operation that ends other sessions: an account that calls nothing else."""


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
    session: str
    """The ID of a session of the caller."""

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
    accepted; a logout with it ends no session, so it can be called again."""
    known = {(one.method, one.path): one for one in operations()}
    found = []
    for path, item in document["paths"].items():
        for method, described in item.items():
            if method in METHODS:
                found.append(_call(base, document, known[method.upper(), path], described, which))
    return found


def _call(base: str, document: Json, operation: Operation, described: Json, which: int) -> Call:
    schemes = document["components"].get("securitySchemes", {})
    accepted = [name for requirement in described.get("security", []) for name in requirement]
    caller = ENDS_SESSIONS.get(operation.ident, CALLER_OF.get(operation.contract, CALLERS["user"]))
    credential, session = None, ""
    if accepted:
        scheme = schemes[accepted[which]]
        kind = str(scheme["scheme"]).lower() if scheme["type"] == "http" else "apiKey"
        if kind == "basic":
            value = f"{API_KEY}:{CLIENT_SECRET}"
        elif kind == "bearer" and scheme.get("bearerFormat") == "JWT":
            account = Credentials(base, caller)
            value, session = account.new_token(), account.new_session() if "{" in operation.path else ""
        else:
            value = API_KEY
        credential = Credential(accepted[which], kind, value)
    return Call(operation.path, operation.method.lower(), described, credential, session)


def load(file: Path) -> Json:
    """A document."""
    return json.loads(file.read_text(encoding="utf-8"))
