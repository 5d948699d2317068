"""npm packages: compiled as ECMAScript and CommonJS modules, with types."""

import json
import shutil
from pathlib import Path

from lib.process import ROOT, ScriptError, find_program, run
from distribution.package import EXTRA, LICENCE, LICENCES, Package

COMPILER = ROOT / "scripts" / "node_modules" / "typescript" / "bin" / "tsc"
FORMS = {"esm": ("es2022", "bundler"), "cjs": ("commonjs", "node10")}
"""The module and the resolution of each form."""
DEADLINE = 300


def build(packages: list[Package], work: Path, out: Path) -> None:
    """Compiles all in one process, and packs each."""
    node, npm = find_program("node", "https://nodejs.org"), find_program("npm", "https://nodejs.org")
    if not COMPILER.exists():
        raise ScriptError("the TypeScript compiler was not found; `scripts/tools node` installs it")
    folders = [_prepare(package, work) for package in packages]
    projects = [folder / f"tsconfig.{form}.json" for folder in folders for form in FORMS]
    run([node, COMPILER, "--build", *projects], deadline=DEADLINE)
    for folder in folders:
        # Node.js takes the kind of a module from the nearest package.json.
        (folder / "dist" / "esm" / "package.json").write_text('{ "type": "module" }\n', encoding="utf-8")
    run([npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", out, *folders], deadline=DEADLINE)


def _prepare(package: Package, work: Path) -> Path:
    folder = package.copy_of_source(work)
    shutil.copy(EXTRA / "errors.ts", folder)
    with (folder / "index.ts").open("a", encoding="utf-8") as index:
        index.write("export * from './errors.js';\n")
    manifest = {
        "name": package.dashed,
        "version": package.version,
        "description": package.description,
        "license": LICENCE,
        "type": "commonjs",
        "main": "./dist/cjs/index.js",
        "types": "./dist/cjs/index.d.ts",
        "exports": {
            ".": {
                "import": {"types": "./dist/esm/index.d.ts", "default": "./dist/esm/index.js"},
                "require": {"types": "./dist/cjs/index.d.ts", "default": "./dist/cjs/index.js"},
            }
        },
        "sideEffects": False,
        "engines": {"node": ">=20"},
        "files": ["dist", "!dist/*.tsbuildinfo", *LICENCES],
    }
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for form, (module, resolution) in FORMS.items():
        options = {
            "target": "es2022",
            "lib": ["es2022", "dom"],
            "module": module,
            "moduleResolution": resolution,
            "strict": True,
            "declaration": True,
            "outDir": f"dist/{form}",
            "tsBuildInfoFile": f"dist/{form}.tsbuildinfo",
            "types": [],
        }
        project = {"compilerOptions": options, "include": ["*.ts", "apis", "models"], "exclude": ["dist"]}
        (folder / f"tsconfig.{form}.json").write_text(json.dumps(project), encoding="utf-8")
    return folder
