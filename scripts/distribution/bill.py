"""The software bill of materials of the program: every crate that is compiled into it, and those that help to compile
it, with version, licence and checksum. CycloneDX as JSON, by cargo-cyclonedx."""

import json
import os
from pathlib import Path
from typing import Any

from lib import process
from lib.process import ROOT, ScriptError, find_program

VERSION = "0.5.9"
"""Of cargo-cyclonedx."""
TOOLS = ROOT / "target" / "tools" / "cargo"
MEMBERS = ("", "crates/*/", "benches/*/", "fuzz/")
"""Where it leaves its files: in the folder of each package of the workspace."""
NAME = "latchkey.cdx"
NEUTRAL = "file:///build/latchkey"
"""Stands for where the source was."""
INSTALLING = 1200.0
"""Seconds that compiling it may take."""


def install() -> Path:
    """The program. It is compiled unless it is there, which takes a minute or two."""
    program = TOOLS / "bin" / "cargo-cyclonedx"
    if not program.exists() or VERSION not in process.run([program, "cyclonedx", "--version"]):
        find_program("cargo", "install the Rust toolchain, https://rustup.rs")
        # Without optimization it is compiled in half the time, and still takes only seconds for its work.
        wanted = ["--debug", "--locked", "--force", "--root", TOOLS, f"cargo-cyclonedx@{VERSION}"]
        environment = {**os.environ, "CARGO_PROFILE_DEV_DEBUG": "none"}
        process.run(["cargo", "install", "--quiet", *wanted], environment=environment, deadline=INSTALLING)
    return program


def made(target: str, time: int) -> bytes:
    """The bill of what is compiled for a target. The time is the one that it says it was made at."""
    program = install()
    options = ["--format", "json", "--spec-version", "1.5", "--target", target, "--override-filename", NAME, "--quiet"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time)}
    try:
        process.run([program, "cyclonedx", *options], environment=environment)
        text = (ROOT / f"{NAME}.json").read_text(encoding="utf-8")
    finally:
        for pattern in MEMBERS:
            for left in ROOT.glob(f"{pattern}{NAME}.json"):
                left.unlink()
    text = text.replace(f"file://{ROOT}", NEUTRAL)
    check(json.loads(text), text)
    return text.encode()


def check(bill: Any, text: str) -> None:
    """Fails where a bill is obviously not complete, or names this machine."""
    names = {component["name"] for component in bill["components"]}
    for expected in ("aws-lc-sys", "libsqlite3-sys", "poem", "tokio"):
        if expected not in names:
            raise ScriptError(f"the bill of materials lacks {expected}")
    without = [component["name"] for component in bill["components"] if not component.get("licenses")]
    if without:
        raise ScriptError(f"the bill of materials has no licence for {', '.join(without)}")
    if str(Path.home()) + "/" in text or str(ROOT) in text:
        raise ScriptError("the bill of materials has paths of this machine")
