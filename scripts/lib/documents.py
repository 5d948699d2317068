"""The OpenAPI documents of the project: which operations there are, and what their answers look like."""

import json
from dataclasses import dataclass
from typing import Any

from lib.installation import ROOT

Json = Any
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """One operation of one document."""

    contract: str
    ident: str
    method: str
    path: str
    schemes: frozenset[str]
    """The kinds of credentials it takes, any one of which suffices: `bearer`, `apiKey`."""
    media: tuple[str, ...]
    """The content types of its body; none when it has no body."""
    body: Json
    """The schema of its body."""
    needs_body: bool
    """Whether a body must be sent."""
    example: Json
    """A good body."""
    answers: dict[int, Json]
    """The schema of each answer's body by its status; None for an answer without one."""
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
    def takes_body(self) -> bool:
        """Whether it reads a JSON body."""
        return bool(self.media)

    @property
    def required(self) -> list[str]:
        """The members that its body must have."""
        return list((self.body or {}).get("required", []))

    def login_body(self, name: str, password: str) -> Json:
        """A body that logs in: whatever the contract calls the name, and something for all else that it requires."""
        values = {"password": password}
        others = [member for member in self.required if member != "password"]
        values[others[0]] = name
        return {**dict.fromkeys(others, "attack"), **values}

    def problem(self, status: int, body: Json) -> str | None:
        """What is wrong with an answer by the document; None when it is as documented."""
        if status not in self.answers:
            return f"{status} is not documented"
        schema = self.answers[status]
        return None if schema is None else self._mismatch(schema, body, "body")

    def _mismatch(self, schema: Json, value: Json, where: str) -> str | None:
        """As much of JSON Schema as the documents use."""
        if "$ref" in schema:
            return self._mismatch(self.components["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, where)
        if value is None and schema.get("nullable"):
            return None
        wrong = next(filter(None, (self._mismatch(part, value, where) for part in schema.get("allOf", []))), None)
        if wrong or not has_type(value, schema.get("type")):
            return wrong or f"{where} is not of the type {schema['type']}"
        if isinstance(value, list) and "items" in schema:
            return next(filter(None, (self._mismatch(schema["items"], item, f"{where}[]") for item in value)), None)
        if isinstance(value, dict):
            return self._member_mismatch(schema, value, where)
        return None

    def _member_mismatch(self, schema: Json, value: dict[str, Json], where: str) -> str | None:
        missing = [member for member in schema.get("required", []) if member not in value]
        if missing:
            return f"{where} lacks {', '.join(missing)}"
        known = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for member, inner in value.items():
            expected = known.get(member, others if isinstance(others, dict) else {})
            if wrong := self._mismatch(expected, inner, f"{where}.{member}"):
                return wrong
        return None


def has_type(value: Json, name: str | None) -> bool:
    """Whether a value is of a type of JSON Schema; any value is of no particular type."""
    match name:
        case None:
            return True
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return isinstance(value, {"object": dict, "array": list, "string": str}[name])


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
        media=tuple(content),
        body=schema,
        needs_body=described.get("requestBody", {}).get("required", False),
        example=(schema or {}).get("example", {}),
        answers={int(status): _schema(answer) for status, answer in described["responses"].items() if status.isdigit()},
        components=components,
    )


def _schemes(document: Json, described: Json) -> list[str]:
    needed = described.get("security", document.get("security", []))
    known = document.get("components", {}).get("securitySchemes", {})
    used = [known[name] for one in needed for name in one]
    return [scheme["scheme"].lower() if scheme["type"] == "http" else scheme["type"] for scheme in used]


def _schema(answer: Json) -> Json:
    return next((media.get("schema", {}) for media in answer.get("content", {}).values()), None)
