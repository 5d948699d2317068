"""Checks what `scripts/dist` makes of a program, without a release build and without its bill of materials."""

import hashlib
import os
import stat
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from lib import process
from lib.process import ROOT, ScriptError
from lib.report import Report

DIST = ROOT / "scripts" / "dist"
EXPECTED = {
    "latchkey",
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "THIRD-PARTY.txt",
    "man/man1/latchkey-serve.1",
    "completions/latchkey.bash",
    "completions/_latchkey",
    "completions/latchkey.fish",
}
"""Some of the files in it."""


def _pack(binary: Path, folder: Path, time: int, *options: str) -> dict[str, bytes]:
    # Times and rights of new files and folders must not matter.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time)}
    process.run([DIST, binary, "--no-bill", "--output", folder, *options], environment=environment)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def check(binary: Path, report: Report) -> None:
    """Makes all checks."""
    report.begin("Archive")
    with TemporaryDirectory() as created:
        folder = Path(created)
        # Quicker to pack than the program. Like this one, it says where it was built.
        small = folder / "latchkey"
        small.write_text(f'#!/bin/sh\n# {ROOT}/src\nexec {binary} "$@"\n', encoding="utf-8")
        small.chmod(0o700)
        first, again = (_pack(small, folder / name, 1_790_000_000, "--allow-paths") for name in ("first", "again"))
        report.check(
            "the same program gives the same bytes", [] if first == again else ["they differ"], ", ".join(first)
        )
        [name] = (name for name in first if name.endswith(".tar.gz"))
        sums = first["SHA256SUMS"].decode()
        wrong = [] if sums == f"{hashlib.sha256(first[name]).hexdigest()}  {name}\n" else [sums]
        report.check("the checksums are right", wrong)
        with tarfile.open(folder / "first" / name) as packed:
            members = {member.name.partition("/")[2]: member for member in packed.getmembers()}
        wrong = [f"it lacks {missing}" for missing in sorted(EXPECTED - set(members))]
        wrong += [f"{path} belongs to {one.uid}" for path, one in members.items() if one.uid or one.gid or one.uname]
        programs = {path for path, one in members.items() if one.mode & stat.S_IXUSR}
        wrong += [] if programs == {"latchkey"} else [f"programs are {programs}"]
        report.check("it has the program, manual pages, completions and licences", wrong, f"{len(members)} files")
        try:
            _pack(small, folder / "refused", 1_790_000_000)
            wrong = ["it was packed"]
        except ScriptError as error:
            wrong = [] if "has paths of this machine" in str(error) else [str(error)]
        report.check("a program with paths of this machine is refused", wrong)
