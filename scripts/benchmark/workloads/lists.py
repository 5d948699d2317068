"""How long a page of a list takes, by each filter, search and order of the admin API."""

import base64
import contextlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial

from benchmark import accounts
from benchmark.dataset import Dataset, populated
from benchmark.environment import Environment, send
from benchmark.figures import Row, Spread, at_most, in_turns
from benchmark.latchkey import serve
from benchmark.load import at_a_rate
from benchmark.measured_server import Request, Running
from benchmark.workload import Workload
from lib.installation import Installation
from lib.process import ScriptError

COUNT = 1_000_000
LONGEST = 200
"""The longest page."""
RATE = 25
"""Pages per second."""
GOAL = 10
"""Milliseconds."""
FEW = 1_000
"""One of so many subscribers is inside of another provider, one of so many accounts is disabled, and one of so many
users has another role, too."""


def _from_the_middle() -> str:
    """The cursor of a page in the middle, which would otherwise be found by reading half of the list."""
    return base64.urlsafe_b64encode(json.dumps({"id": COUNT // 2}).encode()).decode().rstrip("=")


PAGES = {
    "users": "users?",
    "users, from the middle": f"users?cursor={_from_the_middle()}",
    "users, the newest first": "users?sort=-created_at",
    "users, by name": "users?name=Hana%20K",
    "users, by e-mail": "users?email=hana.k",
    "users, by username": "users?username=HANA.K",
    "users, of a role that all have": f"users?role={accounts.ROLE}",
    "users, of a role that all have, the newest first": f"users?role={accounts.ROLE}&sort=-created_at",
    "users, of a role that all have, by name": f"users?role={accounts.ROLE}&name=Hana%20K",
    "users, of a role that few have": "users?role=few",
    "users, of a role that few have, the newest first": "users?role=few&sort=-created_at",
    "users, of a role that the newest have": "users?role=newest",
    "users, of a role that nobody has": "users?role=nobody",
    "users, disabled": "users?status=disabled",
    "users, disabled, the newest first": "users?status=disabled&sort=-created_at",
    "users, disabled, of a role that all have": f"users?status=disabled&role={accounts.ROLE}",
    "users, by name, disabled": "users?name=Hana&status=disabled",
    "subscribers": "subscribers?",
    "subscribers, the newest first": "subscribers?sort=-created_at",
    "subscribers, by name": "subscribers?name=Khan%20h",
    "subscribers, by e-mail": "subscribers?email=hana.k",
    "subscribers, by customer id": "subscribers?customer_id=50",
    "subscribers, disabled": "subscribers?status=disabled",
    "subscribers, of another provider": "subscribers?isp_id=2",
    "subscribers, of another provider, disabled": "subscribers?isp_id=2&status=disabled",
    f"users, {LONGEST} a page": f"users?limit={LONGEST}",
    f"users, by name, {LONGEST} a page": f"users?name=Hana%20K&limit={LONGEST}",
    "audit events": "audit-events?",
    "audit events, of an account": f"audit-events?account=users/{COUNT // 2}",
}
"""The lists, and their paths."""


@contextlib.contextmanager
def _administered(environment: Environment) -> Iterator[tuple[Dataset, Running]]:
    """A server with as many subscribers as users, whose first user may see all of them."""
    dataset = populated(environment.latchkey.binary, COUNT)
    with Installation(environment.latchkey.binary) as installation:
        dataset.copy_to(installation.database)
        first = ("subscriber", "add", "--username", "first", "--customer-id", "first", "--isp-id", "1")
        installation.run(*first)
        with closing(sqlite3.connect(installation.database)) as connection, connection:
            connection.execute("UPDATE users SET isp_id = NULL, branch_id = NULL WHERE id = 1")
            connection.execute("UPDATE users SET status = 'disabled' WHERE id % ? = 0", (FEW,))
            connection.execute("INSERT INTO roles (id, name) VALUES (2, 'few')")
            connection.execute("INSERT INTO user_roles SELECT id, 2, 1 FROM users WHERE id % ? = 2", (FEW,))
            connection.execute("INSERT INTO roles (id, name) VALUES (3, 'newest')")
            connection.execute("INSERT INTO user_roles SELECT id, 3, 1 FROM users WHERE id > ?", (COUNT - 5 * FEW,))
            connection.execute(_SUBSCRIBERS, {"few": FEW})
        with serve(installation, None) as running:
            yield dataset, running


_SUBSCRIBERS = """
    INSERT INTO subscribers (customer_id, username, username_folded, email, email_folded, firstname, lastname,
        name_folded, status, isp_id, branch_id, created_at, updated_at)
    SELECT users.id, users.username, users.username_folded, users.email, users.email_folded,
        substr(users.name, 1, instr(users.name, ' ') - 1), substr(users.name, instr(users.name, ' ') + 1),
        lower(substr(users.name, instr(users.name, ' ') + 1) || ' '
            || substr(users.name, 1, instr(users.name, ' ') - 1)),
        CASE WHEN users.id % :few = 0 THEN 'disabled' ELSE first.status END,
        CASE WHEN users.id % :few = 1 THEN 2 ELSE 1 END, 1, users.created_at, users.updated_at
    FROM users, subscribers AS first WHERE first.username = 'first' ORDER BY users.id"""


def _lists(environment: Environment) -> list[Row]:
    with _administered(environment) as (dataset, running):
        bearer = ("Authorization", f"Bearer {dataset.token(1)}")
        requests = {name: Request("GET", f"/admin/v1/{path}", (bearer,)) for name, path in PAGES.items()}
        counts = {name: _count(running, request) for name, request in requests.items()}
        seconds = max(2, environment.seconds // 2)
        tails = in_turns(
            environment.rounds,
            *(partial(at_a_rate, running, request, RATE, seconds) for request in requests.values()),
        )
    return [
        Row(
            f"{name}, {counts[name]} listed, p99",
            "ms",
            Spread.of([one.p99 for one in of_page]),
            goal=None if "limit" in PAGES[name] else at_most(GOAL),
        )
        for name, of_page in zip(requests, tails, strict=True)
    ]


def _count(running: Running, request: Request) -> int:
    answer = send(running, request)
    if answer.status != 200:
        raise ScriptError(f"{request.path}: {answer.status} {answer.body!r}")
    return len(answer.json()["items"])


WORKLOADS = (
    Workload(
        "lists",
        "Lists of the admin API",
        f"A database of {COUNT:,} users and as many subscribers, of which one in {FEW:,} is disabled, one is inside of "
        f"another provider and one has a second role. Pages have the usual length, at a constant {RATE} requests/s by "
        "oha. Nothing is pinned.",
        _lists,
    ),
)
