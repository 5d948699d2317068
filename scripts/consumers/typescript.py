"""openapi-typescript makes types, of both versions of the documents, and the compiler checks code that narrows them."""

import json
from collections.abc import Iterator

from consumers.tool import BIN, TESTS, Finding, Workplace, problem

VERSIONS = {"3.0": "", "3.1": "3.1/"}
"""The versions of OpenAPI, and the folder of the documents of each."""


def check(at: Workplace) -> Iterator[Finding]:
    """Makes the types and compiles what uses them."""
    for version, folder in VERSIONS.items():
        apis = {
            name: {"root": f"documents/{folder}{name}.json", "x-openapi-ts": {"output": f"types/{version}/{name}.d.ts"}}
            for name in at.names()
        }
        # JSON is YAML.
        (at.folder / "redocly.yaml").write_text(json.dumps({"apis": apis}), encoding="utf-8")
        yield Finding(
            f"openapi-typescript reads OpenAPI {version}",
            [problem([BIN / "openapi-typescript"], at.folder)],
            f"{len(apis)} documents",
        )
        settings = {
            "extends": str(TESTS / "typescript" / "tsconfig.json"),
            "compilerOptions": {"paths": {"types/*": [f"./types/{version}/*"]}},
            "include": [str(TESTS / "typescript"), f"types/{version}"],
        }
        project = at.folder / f"tsconfig-{version}.json"
        project.write_text(json.dumps(settings), encoding="utf-8")
        compiled = problem([BIN / "tsc", "--project", project], at.folder)
        yield Finding(f"tsc --strict narrows the types of {version}", [compiled])
