"""The report."""

import time
from collections.abc import Mapping, Sequence

from benchmark import machine, postgres, programs
from benchmark.figures import Row
from benchmark.environment import Environment
from benchmark.workload import Workload
from lib.installation import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
WIDTH = 120

HEADER = """\
# Benchmarks

What Latchkey does all day, measured against what the machine can do at all and against other login servers. Made by
`{command}`, which starts everything itself; to make it anew, see [below](#how-to-run-it).

**{met} of {all} goals are met.**{missed}

Each figure is the median of {rounds} rounds, with the smallest and the largest behind it. In each round every
server is measured, one after another, so that whatever else the machine does hits all alike; a ratio is one of
two figures of the same round, and the median of those is what the goal is held against. Servers and what asks them run
on the same machine, over loopback, and for fast paths on a core each. The processor time of a request is what the
system has counted for all of the server's threads, divided by the requests. Before anything is measured, every server's
answers are compared with what they should be, whole; an answer that is not a success ends the benchmark.
"""

AGAINST = """\
## What it is held against

- **libxcrypt**, **bcrypt crate**: nothing but a loop of password verifications at the same cost, one thread for each
  core.
- **floor**: a bare handler of the same framework that verifies the signature and the times of a token, and answers the
  same JSON from memory. It checks no session, reads no account, logs and counts nothing.
- **committed writes**, **reads**: rows that one client writes and commits, or reads by their primary key, one after
  another through the same database library, with the same settings of SQLite.
- **better-auth** and **Django** (with simplejwt, under gunicorn): login servers with the same story, the same cost of
  hashes, and as many processes as their documents say for the cores.

The server is the release build with everything switched on as it is by default: logging, limits on guessing, the audit
record. It runs at bcrypt cost 10, as all of them do, and on SQLite where nothing else is said.
"""

HOW = """\
## How to run it

```sh
make bench                                            # builds and measures everything, and writes this page
scripts/bench --only me,login --rounds 1 --seconds 2  # a quick trial; writes nothing
scripts/bench --list                                  # the names of the measurements
```

On Debian it needs `apt-get install wrk gcc libc6-dev libcrypt-dev postgresql nodejs python3-venv` beside the Rust
toolchain; it installs the rest below `target/`. Let nothing else run meanwhile.
"""

COLUMNS = ("work", "unit", "Latchkey", "against", "ratio", "goal", "met")


def written(environment: Environment, measured: Sequence[tuple[Workload, Sequence[Row]]], command: str) -> str:
    """The whole page."""
    judged = [row for _, rows in measured for row in rows if row.is_met is not None]
    missed = [row for row in judged if not row.is_met]
    said = "".join(f"\n- missed: {row.what}, {row.goal}" for row in missed)
    header = HEADER.format(
        command=command,
        met=len(judged) - len(missed),
        all=len(judged),
        missed=f"\n{said}" if said else "",
        rounds=environment.rounds,
    )
    works = "\n".join(f"## {workload.title}\n\n{_wrapped(workload.how)}\n\n{_table(rows)}\n" for workload, rows in measured)
    return "\n".join((header, AGAINST, works, _where(environment), HOW))


def _where(environment: Environment) -> str:
    versions: dict[str, str] = {**environment.latchkey.versions(), **programs.versions(), "PostgreSQL": postgres.version()}
    for peer in environment.peers:
        versions |= peer.versions()
    measured_on = {"date": time.strftime("%Y-%m-%d"), **machine.described(environment.folder)}
    return f"## Machine and versions\n\n{_pairs(measured_on)}\n\n{_pairs(versions)}\n"


def _pairs(pairs: Mapping[str, str]) -> str:
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in pairs.items())]
    return "\n".join(lines)


def _table(rows: Sequence[Row]) -> str:
    lines = [COLUMNS, ("---",) * len(COLUMNS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
