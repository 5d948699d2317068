"""datamodel-code-generator makes Pydantic models, of both versions of the documents. They accept each example of a
response, and refuse it when a closed value is another one."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel, ValidationError

from consumers.documents import load
from consumers.tool import Finding, Workplace, output
from consumers.typescript import VERSIONS
from lib import venv
from lib.documents import METHODS, Json

GENERATOR = venv.FOLDER / "bin" / "datamodel-codegen"
OPTIONS = (
    *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"),
    *("--target-python-version", "3.11", "--enum-field-as-literal", "all"),
    *("--use-annotated", "--strict-nullable", "--formatters", "builtin"),
    # A model for the items of `roles` must not take the name of the schema `Role`.
    *("--naming-strategy", "parent-prefixed"),
    # `Management.User` is a name, not a module.
    "--no-treat-dot-as-module",
)
WRONG = "no such value"


def check(at: Workplace) -> Iterator[Finding]:
    """Makes the models, and gives them the examples."""
    for version, folder in VERSIONS.items():
        accepted, refused, problems = 0, 0, []
        for name in at.names():
            file = at.folder / "models" / version / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            document = at.document(f"{folder}{name}")
            if not document.exists():
                problems.append(f"there is no {name} in OpenAPI {version}")
                continue
            output([GENERATOR, "--input", document, "--output", file, *OPTIONS], at.folder)
            module = _imported(file)
            for schema, value, closed in _examples(load(document)):
                accepted += 1
                problems += _not_accepted(f"{name} {schema}", _model(module, schema), value)
                for member in closed:
                    refused += 1
                    problems += _not_refused(f"{name} {schema}", _model(module, schema), value, member)
        if not refused:
            problems.append("no value of any response is closed")
        yield Finding(
            f"the models of {version} check what the server sends",
            problems,
            f"{accepted} examples accepted, {refused} wrong values refused",
        )


def _imported(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"models_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file.name} is no module")
    module = importlib.util.module_from_spec(spec)
    # Pydantic looks the types of a model up in its module.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _model(module: ModuleType, schema: str) -> type[BaseModel]:
    found: type[BaseModel] = getattr(module, schema.replace(".", ""))
    return found


def _examples(document: Json) -> Iterator[tuple[str, Json, list[str]]]:
    """For each example of a response: the name of its schema, its value, and the members that have a single value."""
    schemas = document["components"]["schemas"]
    for item in document["paths"].values():
        for operation in (described for method, described in item.items() if method in METHODS):
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    schema = content["schema"].get("$ref", "").rpartition("/")[2]
                    for example in content.get("examples", {}).values() if schema else ():
                        value = example["value"]
                        members = schemas[schema].get("properties", {})
                        closed = [one for one in members if one in value and _is_closed(members[one], schemas)]
                        yield schema, value, closed


def _is_closed(schema: Json, schemas: Json) -> bool:
    """Whether a member has listed values only; OpenAPI 3.1 says so of a single one by `const`."""
    for part in (schema, *schema.get("allOf", ())):
        named = schemas.get(part.get("$ref", "").rpartition("/")[2], part)
        if "enum" in named or "const" in named:
            return True
    return False


def _not_accepted(name: str, model: type[BaseModel], value: Json) -> list[str]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return [f"{name} refuses its example: {error}"]
    return []


def _not_refused(name: str, model: type[BaseModel], value: Json, member: str) -> list[str]:
    try:
        model.model_validate({**value, member: WRONG})
    except ValidationError:
        return []
    return [f"{name} accepts {WRONG!r} as {member}"]
