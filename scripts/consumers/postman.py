"""Postman's converter makes a collection of each document, and newman runs its requests in their order."""

import json
from collections.abc import Iterator

from consumers.documents import Call, calls, load
from consumers.tool import BIN, Finding, Workplace, output, problem
from lib.documents import NOT_MODIFIED, Json

OPTIONS = "parametersResolution=Example,folderStrategy=Tags"


def check(at: Workplace) -> Iterator[Finding]:
    """Converts and runs each document."""
    for name in at.names():
        collection = at.folder / f"{name}-collection.json"
        document = at.document(name)
        output([BIN / "openapi2postmanv2", "-s", document, "-o", collection, "-O", OPTIONS], at.folder)
        content = load(collection)
        by_path = {f"{call.method} {call.path}": call for call in calls(at.url, load(document), which=0)}
        requests = list(_requests(content["item"]))
        for request in requests:
            _prepare(request, by_path[_asked(request["request"])])
        collection.write_text(json.dumps(content, indent=1), encoding="utf-8")
        ran = problem([BIN / "newman", "run", collection, "--ignore-redirects", "--color", "off"], at.folder)
        problems = [ran, None if len(requests) == len(by_path) else f"{len(requests)} requests"]
        yield Finding(f"newman runs {name} as the document has it", problems, f"{len(by_path)} requests succeed")


def _requests(items: Json) -> Iterator[Json]:
    for item in items:
        if "item" in item:
            yield from _requests(item["item"])
        else:
            yield item


def _asked(request: Json) -> str:
    """The method and the path, in the document's way of writing."""
    parts = [f"{{{part[1:]}}}" if part.startswith(":") else part for part in request["url"]["path"]]
    return f"{request['method'].lower()} /{'/'.join(parts)}"


def _prepare(request: Json, call: Call) -> None:
    """Gives a request what a person enters in Postman, and a test that it succeeds."""
    variables = {}
    if credential := call.credential:
        # The converter uses the first scheme.
        key, _, secret = credential.value.partition(":")
        variables = {"bearerToken": key, "basicAuthUsername": key, "basicAuthPassword": secret}
    url = request["request"]["url"]
    # The converter makes a value up for each parameter that has no example.
    optional = {one["name"] for one in call.described.get("parameters", []) if not one.get("required")}
    for parameter in [*url.get("variable", []), *url.get("query", []), *request["request"].get("header", [])]:
        if parameter["key"] in call.parameters:
            parameter["value"] = str(call.parameters[parameter["key"]])
        if parameter["key"] in optional:
            parameter["disabled"] = True
    if call.members:
        body = request["request"]["body"]
        body["raw"] = json.dumps({**json.loads(body["raw"]), **call.members})
    successes = [int(status) for status in call.described["responses"] if int(status) < NOT_MODIFIED]
    before = [f"pm.variables.set({json.dumps(name)}, {json.dumps(value)});" for name, value in variables.items()]
    after = [f"pm.test('succeeds', () => pm.expect(pm.response.code).to.be.oneOf({successes}));"]
    request["event"] = [
        {"listen": "prerequest", "script": {"exec": before}},
        {"listen": "test", "script": {"exec": after}},
    ]
