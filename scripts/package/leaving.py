"""A version after the first, and the end of the package."""

from pathlib import Path

from lib.report import Report
from package.building import NEWS, SECOND
from package.container import SHARED
from package.installing import CONFIGURATION, DATABASE, STATE, cannot_log_in, dpkg, version
from package.system import SERVICE, attempt, differs, permissions, pid, shown

EDITED = "# A line of the administrator.\n"


def upgrade(report: Report) -> None:
    """Upgrades it, with a configuration that both have changed."""
    configuration = Path(CONFIGURATION)
    with configuration.open("a") as file:
        file.write(EDITED)
    edited, before, old = configuration.read_text(), pid(), version()
    dpkg("--force-confold", "--install", SHARED / SECOND)
    offered = Path(f"{CONFIGURATION}.dpkg-dist")
    report.check(
        "the edited configuration is kept, and the new one put beside it",
        [
            None if configuration.read_text() == edited else "it was changed",
            differs("it", permissions(CONFIGURATION), "root:latchkey 640"),
            None if offered.exists() and offered.read_text().endswith(NEWS) else "the new one is not there",
            differs("the new one", permissions(str(offered)), "root:latchkey 640"),
        ],
    )
    report.check(
        "the new version runs on the same accounts",
        [
            differs("the version", version(), f"{old}+next"),
            None if pid() not in (0, before) else "it was not restarted",
            differs("it", shown("ActiveState"), "active"),
            cannot_log_in(),
        ],
    )


def remove(report: Report) -> None:
    """Removes it."""
    dpkg("--remove", "latchkey")
    report.check(
        "the service ends, and the accounts and the configuration stay",
        [
            differs("it", shown("ActiveState"), "inactive"),
            None if not Path("/usr/bin/latchkey").exists() else "the program is still there",
            differs("the database", permissions(DATABASE), "latchkey:latchkey 600"),
            differs("the configuration", permissions(CONFIGURATION), "root:latchkey 640"),
        ],
    )


def purge(report: Report) -> None:
    """Purges it."""
    key = Path("/etc/latchkey/master-key")
    printed = dpkg("--purge", "latchkey")
    left = attempt(["systemctl", "cat", SERVICE]).returncode == 0
    report.check(
        "everything of its own is gone",
        [f"{path} is there" for path in (STATE, CONFIGURATION) if Path(path).exists()] + ["the unit is there"] * left,
    )
    told = "Left: the user latchkey, the files in /etc/latchkey, databases and backups elsewhere."
    report.check(
        "what it leaves, it says",
        [
            None if told in printed else printed,
            None if key.exists() else "the key is gone",
            None if attempt(["getent", "passwd", "latchkey"]).returncode == 0 else "the user is gone",
        ],
    )
