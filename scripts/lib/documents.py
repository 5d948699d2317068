"""The operations of the OpenAPI documents in openapi/."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lib.process import ROOT

Json = Any
FORM = "application/x-www-form-urlencoded"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
"""The `{id}` of a path: well-formed, and of nothing that exists."""
COMBINED = "latchkey"
"""The name of the document that has all operations in one."""
NOT_MODIFIED = 304
"""The response to a request with `If-None-Match`, which no document asks for."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """One operation of one document."""

    contract: str
    ident: str
    method: str
    path: str
    schemes: frozenset[str]
    """The kinds of credentials that it accepts: `bearer` for a token, `apiKey`, and others for other ways to send an
    API key."""
    is_open: bool
    """Whether it accepts requests without credentials."""
    media: tuple[str, ...]
    """The content types of its body; empty when it has none."""
    body: Json
    """The schema of its body."""
    successes: tuple[int, ...]
    """The documented statuses below 400."""

    def __str__(self) -> str:
        return f"{self.contract} {self.ident}"

    @property
    def takes_bearer(self) -> bool:
        """Whether it accepts a bearer token."""
        return "bearer" in self.schemes

    @property
    def takes_body(self) -> bool:
        """Whether it reads a body."""
        return bool(self.media)

    @property
    def is_login(self) -> bool:
        """Whether it takes a name and a password."""
        return self.takes_body and "password" in self.body.get("required", [])

    def target(self) -> str:
        """Its path, with the ID of nothing that exists."""
        return re.sub(r"\{\w+\}", UNKNOWN_ID, self.path)

    def encode(self, body: Json) -> bytes:
        """The bytes of a body: a form or JSON."""
        return (urlencode(body) if FORM in self.media else json.dumps(body)).encode()

    def login_body(self, name: str, password: str, device: str = "script") -> Json:
        """A body that logs in. The contract's first required member is the name; the others, such as the device, get
        the same text."""
        others = [member for member in self.body.get("required", []) if member != "password"]
        return {**dict.fromkeys(others, device), others[0]: name, "password": password}


def contract_documents() -> list[Path]:
    """The documents of the contracts. The combined one has no operations of its own."""
    return [file for file in sorted((ROOT / "openapi").glob("*.json")) if file.stem != COMBINED]


def operations() -> list[Operation]:
    """Every operation of every document."""
    found = []
    for file in contract_documents():
        document = json.loads(file.read_text(encoding="utf-8"))
        for path, item in document["paths"].items():
            for method, described in item.items():
                if method in METHODS:
                    found.append(_operation(file.stem, document, path, method, described))
    return found


def _operation(contract: str, document: Json, path: str, method: str, described: Json) -> Operation:
    components = document.get("components", {})
    content = described.get("requestBody", {}).get("content", {})
    schema = next(iter(content.values()))["schema"] if content else None
    if schema and "$ref" in schema:
        schema = components["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    # Any one of these requirements is enough; an empty one stands for no credentials.
    requirements = described.get("security", document.get("security", []))
    schemes = components.get("securitySchemes", {})
    statuses = [int(status) for status in described["responses"] if status.isdigit()]
    return Operation(
        contract=contract,
        ident=described["operationId"],
        method=method.upper(),
        path=path,
        schemes=frozenset(_kind(schemes[name]) for requirement in requirements for name in requirement),
        is_open=not all(requirements or [{}]),
        media=tuple(content),
        body=schema,
        successes=tuple(status for status in statuses if status < 400 and status != NOT_MODIFIED),
    )


def _kind(scheme: Json) -> str:
    """What the scripts call a security scheme. A bearer token that is no JWT is an API key."""
    if scheme["type"] != "http":
        return str(scheme["type"])
    kind = str(scheme["scheme"]).lower()
    return "keyAsBearer" if kind == "bearer" and scheme.get("bearerFormat") != "JWT" else kind
