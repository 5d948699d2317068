"""The operations of the project's OpenAPI documents."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lib.installation import ROOT

Json = Any
FORM = "application/x-www-form-urlencoded"
NOBODYS = "00000000-0000-4000-8000-000000000000"
"""What stands for an `{id}` in a path: well-formed, and nothing has it."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """One operation of one document."""

    contract: str
    ident: str
    method: str
    path: str
    schemes: frozenset[str]
    """The kinds of credentials it takes, any one of which suffices: `bearer` for a token, `apiKey`; others that carry
    an API key have names of their own."""
    is_open: bool
    """Whether it takes callers without any credential."""
    media: tuple[str, ...]
    """The content types of its body; none when it has no body."""
    body: Json
    """The schema of its body."""
    needs_body: bool
    """Whether a body must be sent."""
    example: Json
    """A good body."""
    answers: dict[int, dict[str, Json]]
    """The schema of each answer's body by its status and content type; an answer without a body has none."""
    components: Json

    def __str__(self) -> str:
        return f"{self.contract} {self.ident}"

    @property
    def takes_bearer(self) -> bool:
        """Whether a bearer token opens it."""
        return "bearer" in self.schemes

    @property
    def is_refresh(self) -> bool:
        """Whether it exchanges a token for the next one, which it also does for one that has expired."""
        return "refresh" in self.ident.lower()

    @property
    def is_login(self) -> bool:
        """Whether it takes a name and a password."""
        return self.takes_body and "password" in self.body.get("properties", {})

    @property
    def changes_password(self) -> bool:
        """Whether it takes the password that is and the one that shall be."""
        return self.takes_body and "current_password" in self.body.get("properties", {})

    @property
    def takes_body(self) -> bool:
        """Whether it reads a body."""
        return bool(self.media)

    @property
    def takes_form(self) -> bool:
        """Whether that body is a form. Others are JSON."""
        return FORM in self.media

    @property
    def good(self) -> tuple[int, ...]:
        """The statuses that say that it has done what it is for."""
        return tuple(status for status in self.answers if status < 400)

    def target(self, ident: str = NOBODYS) -> str:
        """Its path, with this for the parameter in it, if there is one."""
        return re.sub(r"\{\w+\}", ident, self.path)

    def written(self, body: Json) -> bytes:
        """A body as it is sent."""
        return (urlencode(body) if self.takes_form else json.dumps(body)).encode()

    @property
    def required(self) -> list[str]:
        """The members that its body must have."""
        return list((self.body or {}).get("required", []))

    def login_body(self, name: str, password: str, device: str = "attack") -> Json:
        """A body that logs in: whatever the contract calls the name, and for all else that it requires, such as the
        device, the same text."""
        values = {"password": password}
        others = [member for member in self.required if member != "password"]
        values[others[0]] = name
        return {**dict.fromkeys(others, device), **values}


def operations() -> list[Operation]:
    """Every operation of every document."""
    found = []
    for file in sorted((ROOT / "openapi").glob("*.json")):
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
    return Operation(
        contract=contract,
        ident=described["operationId"],
        method=method.upper(),
        path=path,
        schemes=frozenset(_schemes(document, described)),
        is_open=not all(_security(document, described) or [{}]),
        media=tuple(content),
        body=schema,
        needs_body=described.get("requestBody", {}).get("required", False),
        example=(schema or {}).get("example", {}),
        answers={int(status): _schemas(one) for status, one in described["responses"].items() if status.isdigit()},
        components=components,
    )


def _security(document: Json, described: Json) -> list[Json]:
    """The credentials that an operation takes, any one of these; none stands for a caller without."""
    return list(described.get("security", document.get("security", [])))


def _schemes(document: Json, described: Json) -> list[str]:
    known = document.get("components", {}).get("securitySchemes", {})
    used = [known[name] for one in _security(document, described) for name in one]
    return [_kind(scheme) for scheme in used]


def _kind(scheme: Json) -> str:
    """What a credential is called here. API keys can be sent as bearer tokens too; a token of ours is a JWT."""
    if scheme["type"] != "http":
        return str(scheme["type"])
    kind = str(scheme["scheme"]).lower()
    return "keyAsBearer" if kind == "bearer" and scheme.get("bearerFormat") != "JWT" else kind


def _schemas(answer: Json) -> dict[str, Json]:
    return {media: described.get("schema", {}) for media, described in answer.get("content", {}).items()}
