"""Installing the package on a machine that has never seen it, until somebody logs in."""

import gzip
import re
from pathlib import Path

from lib.process import run
from lib.report import Report
from package.building import FIRST
from package.container import SHARED
from package.system import (
    SERVICE,
    URL,
    as_service,
    attempt,
    curl,
    differs,
    permissions,
    pid,
    shown,
    status_of,
    until,
)

CONFIGURATION = "/etc/latchkey/latchkey.toml"
STATE = "/var/lib/latchkey"
DATABASE = f"{STATE}/latchkey.db"

PASSWORD = "correct horse battery staple"
INIT = (
    *("latchkey", "--config", CONFIGURATION, "init", "--username", "admin", "--email", "admin@example.com"),
    *("--name", "Admin User", "--password-stdin"),
)
LOGIN = (
    f"{URL}/api/v1/auth/login",
    *("-H", "Content-Type: application/json"),
    *("-d", f'{{"email": "admin@example.com", "password": "{PASSWORD}"}}'),
)

PAGE = Path(f"{SHARED}-docs/operate/install.md")

EXPOSURE = 15
"""The highest score of the sandbox, in tenths."""


def dpkg(*arguments: object) -> str:
    """Runs dpkg, which installs everything, also where a machine leaves out documentation, and asks nothing."""
    return run(["dpkg", "--path-include=/usr/share/*", *arguments])


def version() -> str:
    """The version that is installed."""
    return run(["dpkg-query", "--show", "--showformat=${Version}", "latchkey"])


def install(report: Report) -> None:
    """Installs it."""
    problem = None if attempt(["getent", "passwd", "latchkey"]).returncode else "the user was there before"
    # Images for containers have one, so that nothing is started in them.
    Path("/usr/sbin/policy-rc.d").unlink(missing_ok=True)
    dpkg("--install", SHARED / FIRST)
    expected = {
        CONFIGURATION: "root:latchkey 640",
        "/etc/latchkey": "root:latchkey 750",
        STATE: "latchkey:latchkey 700",
        "/usr/bin/latchkey": "root:root 755",
    }
    found = [differs(path, permissions(path), wanted) for path, wanted in expected.items()]
    report.check("makes its user, and only that one reads its files", [problem, *found])
    pages = list(Path("/usr/share/man/man1").glob("latchkey*.1.gz"))
    completes = "source /usr/share/bash-completion/completions/latchkey && complete -p latchkey"
    report.check(
        "brings manual pages and completions",
        [
            None if Path("/usr/share/man/man1/latchkey-serve.1.gz") in pages else "there is no latchkey-serve(1)",
            differs("completing", attempt(["bash", "-c", completes]).returncode, 0),
        ],
        f"{len(pages)} pages",
    )
    changelog = gzip.decompress(Path("/usr/share/doc/latchkey/changelog.Debian.gz").read_bytes()).decode()
    latest = f"latchkey ({version()})"
    report.check("its changelog is of this version", [None if changelog.startswith(latest) else f"it lacks {latest}"])
    report.check("its unit is valid", [attempt(["systemd-analyze", "verify", SERVICE]).stderr.strip()])
    # systemctl start waits for READY.
    report.check(
        "the service is enabled, and ready when dpkg is done",
        [
            differs("it", attempt(["systemctl", "is-enabled", SERVICE]).stdout.strip(), "enabled"),
            differs("it", shown("ActiveState"), "active"),
            differs("its status", shown("StatusText"), f"answering requests at {URL}"),
            differs("/readyz", status_of("/readyz"), 200),
        ],
    )


def first_login(report: Report) -> None:
    """Does what the page says to log in for the first time."""
    printed = as_service(*INIT, stdin=f"{PASSWORD}\n")
    report.check("init adds them while the server runs", [None if "added administrator admin" in printed else printed])
    report.check("they log in", [cannot_log_in()])
    health = as_service("latchkey", "--config", CONFIGURATION, "healthcheck").strip()
    report.check("the health check says so, too", [differs("it", health, "ready")])
    page = re.sub(r"\\\n\s*", "", PAGE.read_text())
    quoted = " ".join(f"'{word}'" if " " in word else word for word in INIT)
    missing = [command for command in (f"sudo -u latchkey {quoted}", f"curl {LOGIN[0]}") if command not in page]
    report.check("the page says how", [f"it lacks {command}" for command in missing])


def cannot_log_in() -> str | None:
    """What is wrong where the first administrator cannot log in."""
    answer = curl(*LOGIN)
    token = ((answer or {}).get("data") or {}).get("token")
    return None if token else f"no token: {answer}"


def sandbox(report: Report) -> None:
    """Looks at the sandbox: as it is judged, and as it is."""
    command = ["systemd-analyze", "security", "--no-pager", f"--threshold={EXPOSURE}", SERVICE]
    judged = attempt(command)
    score = judged.stdout.strip().splitlines()[-1:] or [judged.stderr]
    report.check("exposes no more than 1.5", [score[0] if judged.returncode else None], score[0])
    process = Path(f"/proc/{pid()}")
    status = dict(line.split(":\t", 1) for line in (process / "status").read_text().splitlines() if ":\t" in line)
    wanted = {"CapBnd": "0" * 16, "CapEff": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
    found = [differs(name, status[name].strip(), value) for name, value in wanted.items()]
    report.check("holds for the process", found)
    # The fields after the name of the thread; the niceness is the 19th of all.
    threads = [(task / "stat").read_text().rpartition(")") for task in (process / "task").iterdir()]
    nice = {fields.split()[16] for name, _, fields in threads if "(hash-" in name}
    report.check("lets hashing threads lower their priority", [differs("their niceness", nice, {"19"})])
    files = re.search(r"Max open files\s+(\d+)", (process / "limits").read_text())
    report.check("lets it open files", [differs("the limit", files and files[1], "16384")])
    until(lambda: "ready to answer" in logged())
    complaints = [line for line in logged().splitlines() if '"level":"WARN"' in line or '"level":"ERROR"' in line]
    odd = [line for line in complaints if "no user has the role admin" not in line]
    report.check("costs nothing that the server would complain about", odd, f"{len(logged().splitlines())} lines")


def logged() -> str:
    """What the service has logged."""
    return run(["journalctl", "--unit", SERVICE, "--output", "cat", "--no-pager"])
