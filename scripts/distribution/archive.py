"""An archive that is the same wherever and whenever it is made: names in order, no owners, one time."""

import gzip
import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Member:
    """A file in an archive."""

    content: bytes
    is_program: bool = False


def folder(source: Path, below: str) -> dict[str, Member]:
    """The files of a folder, as members below a path."""
    files = (path for path in sorted(source.rglob("*")) if path.is_file())
    return {f"{below}/{path.relative_to(source)}": Member(path.read_bytes()) for path in files}


def tar_gz(members: Mapping[str, Member], time: int) -> bytes:
    """A compressed archive of these members by name. The time is that of all files, in seconds since 1970."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, member in sorted(members.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(member.content), time
            entry.mode = 0o755 if member.is_program else 0o644
            archive.addfile(entry, io.BytesIO(member.content))
    # Without the name and the time that gzip would write into its head.
    return gzip.compress(plain.getvalue(), compresslevel=9, mtime=0)
