"""Writes docs/benchmarks.md."""

import sqlite3
import time
from collections.abc import Mapping, Sequence

from benchmark import machine, postgres, programs
from benchmark.environment import Environment
from benchmark.figures import Row
from benchmark.workload import Workload
from lib.process import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
WIDTH = 120

HEADER = """\
# Benchmarks

Latchkey's everyday work, compared with what the machine can do and with other login servers. `{command}` measures
everything and writes this page; [how to run it](#how-to-run-it) is at the end.

**{met} of {all} goals are met.**{missed}

Each figure is the median of {rounds} rounds, followed by the minimum and the maximum. Every round measures all servers
in turn, so a busy machine affects all of them. A ratio compares two figures of the same round; its median is compared
with the goal. Servers and load generators run on the same machine over loopback, pinned to one core each on fast paths.
The CPU time of a request is the CPU time of all the server's threads divided by the number of requests. Before
measuring, each server's responses are compared with the expected ones in full. Any response that is not a success ends
the benchmark.
"""

AGAINST = """\
## References

- **libxcrypt**, **bcrypt crate**: a bare loop of password verifications at the same cost, one thread per core.
- **floor**: a bare handler of the same framework that verifies a token's signature and times and returns the same JSON
  from memory. It checks no session, reads no account, and neither logs nor counts.
- **committed writes**, **reads**: rows that one client commits, or reads by primary key, one after another, through the
  same database library with the same SQLite settings.
- **loader**: the database's own way to write many rows, in one transaction, into the same tables with the same indexes,
  triggers and durability: `COPY` on PostgreSQL; on SQLite prepared INSERT statements, as in the shell's `.import`.
- **better-auth** and **Django** (simplejwt under gunicorn): login servers with the same scenario, the same hashing
  cost, and the number of processes that their documentation recommends for the cores.

The server is the release build with its defaults, logging, metrics, login rate limits and audit log included. All
servers run at bcrypt cost 10. The database is SQLite unless stated otherwise.
"""

HOW = """\
## How to run it

```sh
make bench                                            # builds and measures everything, and writes this page
scripts/bench --only me,login --rounds 1 --seconds 2  # a quick trial; writes nothing
scripts/bench --list                                  # the names of the measurements
```

On Debian it needs `apt-get install wrk gcc libc6-dev libcrypt-dev postgresql nodejs python3-venv` and a Rust toolchain.
The rest is installed below `target/`. Run nothing else meanwhile.
"""

COLUMNS = ("workload", "unit", "Latchkey", "against", "ratio", "goal", "met")


def written(environment: Environment, measured: Sequence[tuple[Workload, Sequence[Row]]], command: str) -> str:
    """The whole page."""
    judged = [row for _, rows in measured for row in rows if row.is_met is not None]
    missed = [row for row in judged if not row.is_met]
    list_of_missed = "".join(f"\n- missed: {row.what}, {row.goal}" for row in missed)
    header = HEADER.format(
        command=command,
        met=len(judged) - len(missed),
        all=len(judged),
        missed=f"\n{list_of_missed}" if list_of_missed else "",
        rounds=environment.rounds,
    )
    results = "\n".join(
        f"## {workload.title}\n\n{_wrapped(workload.how)}\n\n{_table(rows)}\n" for workload, rows in measured
    )
    return "\n".join((header, AGAINST, results, _machine(environment), HOW))


def _machine(environment: Environment) -> str:
    versions: dict[str, str] = {
        **environment.latchkey.versions(),
        **programs.versions(),
        "PostgreSQL": postgres.version(),
        "SQLite of the loader": sqlite3.sqlite_version,
    }
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
