"""Importing accounts of another system, compared with what the database's own loader takes for the same rows."""

from pathlib import Path
from typing import NamedTuple

from benchmark import postgres
from benchmark.environment import Environment
from benchmark.figures import Row, Spread, at_least, in_turns
from benchmark.importing import ImportRun, run_import, write_file
from benchmark.loading import PostgresTarget, SqliteTarget, Target
from benchmark.workload import Workload

FEW, MANY = 10_000, 100_000
MB = 1_000_000
LOADER = "loader"


def _sqlite(environment: Environment) -> list[Row]:
    return _import(environment, SqliteTarget(environment.latchkey.binary), "SQLite")


def _postgres(environment: Environment) -> list[Row]:
    with postgres.database() as database:
        target = PostgresTarget(environment.latchkey.binary, database, environment.folder)
        return _import(environment, target, "PostgreSQL")


class Round(NamedTuple):
    """What is measured in a round, in this order."""

    few: ImportRun
    first: ImportRun
    again: ImportRun
    """Another import of the same file, which changes nothing."""
    loader: float
    """Seconds."""


def _import(environment: Environment, target: Target, name: str) -> list[Row]:
    few, many = _file(environment, FEW), _file(environment, MANY)
    with target.empty() as installation:
        run_import(installation, many, MANY, "added")
        target.keep(installation)

    def measure() -> Round:
        with target.empty() as installation:
            one = run_import(installation, few, FEW, "added")
        with target.empty() as installation:
            first = run_import(installation, many, MANY, "added")
            again = run_import(installation, many, MANY, "unchanged")
        with target.empty() as installation:
            return Round(one, first, again, target.load(installation))

    (rounds,) = in_turns(environment.rounds, measure)
    seconds = Spread.of([one.first.seconds for one in rounds])
    again = Spread.of([one.again.seconds for one in rounds])
    rate = Spread.of([MANY / one.first.seconds for one in rounds])
    loaded = Spread.of([MANY / one.loader for one in rounds])
    peak = Spread.of([one.first.peak_memory / MB for one in rounds])
    small = Spread.of([one.few.peak_memory / MB for one in rounds])
    what = f"import of {MANY:,} users into {name}"
    return [
        Row(what, "accounts/s", rate, LOADER, loaded, at_least(0.25)),
        Row(f"{what}, again", "s", again, "first import", seconds),
        Row(f"{what}, peak memory", "MB", peak, f"{FEW:,} users", small),
    ]


def _file(environment: Environment, count: int) -> Path:
    file = environment.folder / f"users-{count}.ndjson"
    if not file.exists():
        write_file(file, count)
    return file


WORKLOADS = (
    Workload(
        "import",
        "Import of accounts",
        f"`latchkey import users` of a file with {MANY:,} accounts, whose password hashes are of eight forms, into an "
        "empty database, from the start of the process to its end. The loader writes the rows that this leaves in "
        "`users`, `user_roles`, `user_permissions` and `audit_events`, and those only: it reads no file, and checks, "
        "compares and generates nothing. The same file is then imported again, which changes nothing. Memory is "
        "everything resident, the program included.",
        _sqlite,
    ),
    Workload(
        "import-postgres",
        "Import of accounts, on PostgreSQL",
        "The same on PostgreSQL over a Unix socket, where the loader is `COPY` by psql, from files with the final "
        "rows. The memory is the command's alone.",
        _postgres,
    ),
)
