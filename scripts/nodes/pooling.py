"""Nodes whose connections go through PgBouncer."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from lib import settings
from lib.installation import Installation
from lib.process import ScriptError
from lib.report import Finding
from nodes.agreement import SETTINGS, checked, client, operator, refreshes, work
from nodes.calls import Calls
from nodes.cluster import Cluster
from nodes.contracts import SUBSCRIBERS, USERS
from nodes.history import History
from nodes.judgement import Fault, judge
from nodes.node import Node
from nodes.observation import Observation
from nodes.pgbouncer import PgBouncer

POOL, ROOMY = 3, 20
"""Connections to PostgreSQL that all share in transaction mode: fewer than one node holds to the pooler, so that each
sees the transactions of several clients in turn. And in session mode, where each client needs one."""
SECONDS = 6.0
"""How long clients work."""
IMPORTED = 500
SIGN = "see database.pooler"
"""What an operator who has not set it is told."""


def pooling(binary: Path) -> Iterator[Finding]:
    """Transaction mode with the setting and without it, and session mode without it."""
    with Cluster() as cluster:
        for name in ("pooled", "unset", "sessions"):
            cluster.create_database(name)
        with PgBouncer(cluster, "transaction", POOL) as pooler:
            url = pooler.url("pooled")
            with Installation(binary, {settings.DATABASE_URL: url, **settings.BEHIND_POOLER}) as installation:
                yield _migrate(installation, "transaction mode")
                yield _import(installation)
            yield from _nodes(binary, pooler, url)
            yield _unset(binary, pooler.url("unset"))
        with PgBouncer(cluster, "session", ROOMY) as pooler:
            yield from _sessions(binary, pooler.url("sessions"))


def freezing(binary: Path) -> Iterator[Finding]:
    """PostgreSQL stands still behind PgBouncer, which goes on taking connections."""
    with Cluster() as cluster, PgBouncer(cluster, "transaction", POOL) as pooler:
        cluster.create_database("freezing")
        url = pooler.url("freezing")
        changed = {**SETTINGS, **settings.BEHIND_POOLER}
        with Node(binary, url, changed, "first") as first, Node(binary, url, changed, "second") as second:
            frozen = Fault("frozen behind it", cluster.freeze, cluster.thaw)
            yield from judge(frozen, Observation((first, second)))
            yield Finding("no node panics", first.panics() + second.panics())


def _migrate(installation: Installation, mode: str) -> Finding:
    """The second run meets what the first one may have left behind on a connection."""
    problems = []
    said = installation.run("migrate")
    problems += [] if "applied" in said else [f"migrate says {said.strip()}"]
    said = installation.run("migrate")
    problems += [] if "up to date" in said else [f"migrate again says {said.strip()}"]
    return Finding(f"{mode}: migrate, and migrate again", problems)


def _doctor(installation: Installation, mode: str) -> Finding:
    """It looks at all there is, and fails where it finds a problem."""
    try:
        installation.run("doctor")
    except ScriptError as error:
        return Finding(f"{mode}: doctor finds no problem", [str(error)])
    return Finding(f"{mode}: doctor finds no problem", [])


def _import(installation: Installation) -> Finding:
    """Many accounts, which are copied."""
    rows = ({"username": f"imported{number}", "customer_id": f"C{number}"} for number in range(IMPORTED))
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (installation.folder / "accounts.ndjson").write_text(lines, encoding="utf-8")
    problems = []
    for what in ("added", "unchanged"):
        report = json.loads(installation.run("import", "subscribers", "accounts.ndjson", "--json"))
        problems += [] if report[what] == IMPORTED else [f"{report}"]
    return Finding(f"transaction mode: {IMPORTED} accounts are imported, once", problems)


def _nodes(binary: Path, pooler: PgBouncer, url: str) -> Iterator[Finding]:
    """Two nodes over the pooler."""
    history = History()
    calls = Calls(history)
    changed = {**SETTINGS, **settings.BEHIND_POOLER}
    with Node(binary, url, changed, "first") as first, Node(binary, url, changed, "second") as second:
        nodes = (first, second)
        yield _doctor(first.installation, "transaction mode")
        by = operator(first, calls)
        yield refreshes(nodes, calls, by, USERS, "staff")
        yield refreshes(nodes, calls, by, SUBSCRIBERS, "subscriber")
        yield work(nodes, calls, by, SECONDS)
        clients, servers = pooler.connections("pooled")
        problems = [] if clients > servers > 0 and servers <= POOL else ["so they do not take turns"]
        yield Finding("connections of nodes share fewer of PostgreSQL", problems, f"{clients} share {servers}")
        yield checked(history)
        yield Finding("no node panics", first.panics() + second.panics())


def _unset(binary: Path, url: str) -> Finding:
    """Transaction mode without the setting does not work, so all of the above proves something; and what an operator is
    told names the setting. A second command meets the statements that the first one prepared."""
    with Installation(binary, {settings.DATABASE_URL: url}) as installation:
        try:
            installation.run("migrate")
            installation.run("migrate")
        except ScriptError as error:
            return Finding("unset: the failure names the setting", [] if SIGN in str(error) else [str(error)])
    return Finding("unset: the failure names the setting", ["nothing fails"])


def _sessions(binary: Path, url: str) -> Iterator[Finding]:
    """Session mode, which needs no setting."""
    node = Node(binary, url, SETTINGS)
    with contextlib.closing(node):
        yield _migrate(node.installation, "session mode")
        node.start()
        yield _doctor(node.installation, "session mode")
        calls = Calls(History())
        who = client(node, calls, None, "ana", SUBSCRIBERS)
        answer = who.read(node, next(iter(who.sessions.values())))
        problems = [] if answer.is_ok else [f"a use of the session was answered with {answer.operation.status}"]
        yield Finding("session mode: a login, and its session", problems + node.panics())
