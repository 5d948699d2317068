"""Django with simplejwt under gunicorn, with SQLite."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmark.measured_server import Account, Cores, Request, Running, started
from benchmark.peers.installing import INSTALLED, SOURCES, fresh_folder, install, run, settings, wait_until_there
from lib.client import Answer
from lib.installation import Broken

SHOWN = {
    "django": "Django",
    "djangorestframework": "Django REST framework",
    "djangorestframework_simplejwt": "simplejwt",
    "bcrypt": "bcrypt (PyPI)",
    "gunicorn": "gunicorn",
    "gunicorn_h1c": "gunicorn_h1c",
}
"""What is named in the report, of what is installed."""


class Django:
    """Logs in for a JWT; `me` verifies it and reads the user from the database."""

    name = "Django"

    def prepare(self) -> None:
        """Installs it from PyPI."""
        install("django", "requirements.txt", _install)

    def versions(self) -> Mapping[str, str]:
        """What it consists of."""
        frozen = run([_python(), "-m", "pip", "--disable-pip-version-check", "list", "--format=json"], SOURCES)
        found = {one["name"].lower().replace("-", "_"): one["version"] for one in json.loads(frozen)}
        python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
        return {**{name: found[key] for key, name in SHOWN.items()}, "Python": python}

    @contextlib.contextmanager
    def start(self, accounts: Sequence[Account], cores: Cores) -> Iterator[Running]:
        """Serves these accounts while the block lasts."""
        source = SOURCES / "django"
        with fresh_folder(accounts) as folder:
            environment = {
                **settings(folder, "SECRET_KEY"),
                # Nothing is left behind in the sources.
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUNBUFFERED": "1",
            }
            run([_python(), source / "seed.py", folder / "accounts.json"], folder, environment)
            log = folder / "server.log"
            configuration = source / "gunicorn.conf.py"
            command = [_python(), "-m", "gunicorn", "--config", configuration, "--chdir", source, "wsgi"]
            with (
                log.open("wb") as output,
                started(command, cores=cores, log=output, folder=folder, environment=environment) as process,
            ):
                yield wait_until_there(process, log, lambda text: _address(text, len(cores) if cores else None))

    def login(self, account: Account) -> Request:
        """The request that logs somebody in."""
        body = json.dumps({"username": account.name, "password": account.password}).encode()
        return Request("POST", "/api/token", (("Content-Type", "application/json"),), body)

    def token(self, answer: Answer) -> str:
        """The access token."""
        told = answer.json()
        if answer.status != 200 or not isinstance(told, dict) or "access" not in told:
            raise Broken(f"Django logged nobody in: {answer.status} {answer.body!r}")
        return str(told["access"])

    def me(self, token: str) -> Request:
        """The request that asks who one is."""
        return Request("GET", "/api/me", (("Authorization", f"Bearer {token}"),))

    def check_me(self, answer: Answer, account: Account) -> str | None:
        """What is wrong with the answer to that."""
        told = answer.json()
        if answer.status != 200 or not isinstance(told, dict):
            return f"{answer.status} {answer.body!r}"
        expected = {"id": told.get("id"), "name": account.name.split("@")[0], "email": account.name}
        return None if told == expected and isinstance(told["id"], int) else f"{answer.body!r}"


def _python() -> Path:
    return INSTALLED / "django" / "bin" / "python"


def _install(folder: Path) -> None:
    run([sys.executable, "-m", "venv", "--clear", folder], folder)
    lock = SOURCES / "django" / "requirements.txt"
    quiet = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([_python(), "-m", "pip", "install", *quiet, "-r", lock], folder)


def _address(log: str, workers: int | None) -> str | None:
    """Where gunicorn listens, once all of its workers are there."""
    found = re.search(r"Listening at: http://(\S+)", log)
    expected = workers or len(os.sched_getaffinity(0))
    return found[1] if found and log.count("Booting worker with pid") == expected else None
