#!/usr/bin/env python3
"""Stands for `docker` on the PATH of packaging/compose/up: does what `processes.py` has prepared, and writes down what it
was asked for. Its folder has `environment.json`, with what a node is started with and where its program is."""

import json
import os
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DEADLINE = 60.0
"""Seconds that the stack may take to start."""

EXEC = ["compose", "exec", "-T", "node1", "latchkey"]


def main() -> None:
    """Acts as one call of Docker."""
    words = sys.argv[1:]
    with (FOLDER / "calls").open("a", encoding="utf-8") as calls:
        calls.write(json.dumps(words) + "\n")
    if words[:2] == ["compose", "up"]:
        until = time.monotonic() + DEADLINE
        while not (FOLDER / "healthy").exists():
            if time.monotonic() > until:
                sys.exit("docker: the stack does not start")
            time.sleep(0.02)
    elif words[: len(EXEC)] == EXEC:
        prepared = json.loads((FOLDER / "environment.json").read_text(encoding="utf-8"))
        # The container's /tmp is a file system of its own.
        arguments = [word.replace("/tmp/", f"{FOLDER}/", 1) for word in words[len(EXEC) :]]
        os.execve(prepared["binary"], ["latchkey", *arguments], prepared["environment"])
    else:
        sys.exit(f"docker: unexpected: {words}")


main()
