"""Specmatic pairs the examples of requests and responses by their names, and sends each request."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator

from consumers.documents import HEADER, OK, Call, calls, load
from consumers.tool import BIN, MAX_TEXT, Finding, Workplace, java, output
from lib.documents import COMBINED, Json
from lib.process import ScriptError

JAR = BIN.parent / "specmatic" / "specmatic.jar"
UNTESTED = (405, 415)
"""The statuses that Specmatic leaves out."""
RESULT = re.compile(r"Tests run: \d+, Successes: (?P<passed>\d+)")
NAME = "X-Example"
"""A header that no operation reads. An operation without parameters has examples through it."""


def check(at: Workplace) -> Iterator[Finding]:
    """Tests the documents of the contracts in one run, which is mostly the start of Java, and the combined one in
    another, because an operation that ends sessions can be called once."""
    names = at.names()
    yield _test(at, "contracts", [name for name in names if name != COMBINED])
    if COMBINED in names:
        yield _test(at, COMBINED, [COMBINED])


def _test(at: Workplace, run: str, names: list[str]) -> Finding:
    folder = at.folder / run
    folder.mkdir()
    expected, values = 0, {}
    for name in names:
        document = load(at.document(name))
        schemes: Json = {}
        for call in calls(at.url, document):
            expected += _prepare(name, document, call, schemes, values)
        document["components"]["securitySchemes"] = schemes
        (folder / f"{name}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    provided = [{"filesystem": {"directory": "."}, "provides": [f"{name}.json" for name in names]}]
    settings = {"version": 2, "contracts": provided, "security": {"OpenAPI": {"securitySchemes": values}}}
    # JSON is YAML.
    (folder / "specmatic.yaml").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    try:
        printed = output([java(), "-jar", JAR, "test", "--strict", f"--testBaseURL={at.url}"], folder)
        problems = []
    except ScriptError as error:
        printed = str(error)
        problems = [printed[printed.find("Unsuccessful Scenarios") :][:MAX_TEXT]]
    (folder / "log").write_text(printed, encoding="utf-8")
    made = RESULT.search(printed)
    passed = int(made["passed"]) if made else 0
    if passed != expected:
        problems.append(f"{passed} of {expected} examples passed")
    return Finding(f"every named example of {run} pairs, and is answered so", problems, f"{passed} examples")


def _prepare(name: str, document: Json, call: Call, schemes: Json, values: Json) -> int:
    """Gives an operation a scheme of its own, with a token of its own, and each example of a response an example of
    each part of the request. Returns the number of these examples."""
    described = call.described
    described["security"] = []
    if credential := call.credential:
        scheme = f"{credential.scheme}-{name}-{described['operationId']}"
        schemes[scheme] = document["components"]["securitySchemes"][credential.scheme]
        described["security"] = [{scheme: []}]
        values[scheme] = _value(credential.kind, credential.value)
    for status in UNTESTED:
        described["responses"].pop(str(status), None)
    # A request without If-None-Match is never answered by it.
    described["responses"].pop("304", None)
    errors = [example for status, example, _, _ in call.examples() if status >= 400]
    names = [OK, *errors]
    parameters = described.setdefault("parameters", [])
    for parameter in parameters:
        if parameter["name"] in call.parameters:
            parameter["examples"] = {one: {"value": call.parameters[parameter["name"]]} for one in names}
    for header, own in ((HEADER, errors), (NAME, names)):
        examples = {one: {"value": one} for one in own}
        parameters.append({"name": header, "in": "header", "schema": {"type": "string"}, "examples": examples})
    for content in described.get("requestBody", {}).get("content", {}).values():
        examples = content.get("examples", {})
        for one in names if OK in examples else ():
            examples.setdefault(one, examples[OK])
    contents = max(1, len(described.get("requestBody", {}).get("content", {})))
    return len(names) * contents


def _value(kind: str, value: str) -> Json:
    if kind == "apiKey":
        return {"type": "apiKey", "value": value}
    if kind == "basic":
        return {"type": "basicAuth", "token": b64encode(value.encode()).decode()}
    return {"type": "bearer", "token": value}

