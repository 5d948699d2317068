"""Django with simplejwt under gunicorn, with SQLite."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmark.measured_server import Account, Request, Running
from benchmark.peers.installing import INSTALLED, SOURCES, fresh_folder, install, run, settings, wait_until_ready
from lib.client import Response
from lib.process import Cores, ScriptError, started

SHOWN = {
    "django": "Django",
    "djangorestframework": "Django REST framework",
    "djangorestframework_simplejwt": "simplejwt",
    "bcrypt": "bcrypt (PyPI)",
    "gunicorn": "gunicorn",
    "gunicorn_h1c": "gunicorn_h1c",
}
"""The installed packages that the report names."""


class Django:
    """A login issues a JWT; `me` verifies it and reads the user from the database."""

    name = "Django"

    def prepare(self) -> None:
        """Installs it from PyPI."""
        install("django", "requirements.txt", _install)

    def versions(self) -> Mapping[str, str]:
        """Its packages, and Python."""
        frozen = run([_python(), "-m", "pip", "--disable-pip-version-check", "list", "--format=json"], SOURCES)
        found = {one["name"].lower().replace("-", "_"): one["version"] for one in json.loads(frozen)}
        python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
        return {**{name: found[key] for key, name in SHOWN.items()}, "Python": python}

    @contextlib.contextmanager
    def start(self, accounts: Sequence[Account], cores: Cores) -> Iterator[Running]:
        """Serves these accounts until the block is left."""
        source = SOURCES / "django"
        with fresh_folder(accounts) as folder:
            environment = {
                **settings(folder, "SECRET_KEY"),
                # Leave no files in the source folder.
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
                yield wait_until_ready(process, log, lambda text: _address(text, len(cores) if cores else None))

    def login(self, account: Account) -> Request:
        """The login request."""
        body = json.dumps({"username": account.name, "password": account.password}).encode()
        return Request("POST", "/api/token", (("Content-Type", "application/json"),), body)

    def token(self, response: Response) -> str:
        """The access token."""
        found = response.json()
        if response.status != 200 or not isinstance(found, dict) or "access" not in found:
            raise ScriptError(f"Django did not log in: {response.status} {response.body!r}")
        return str(found["access"])

    def me(self, token: str) -> Request:
        """The request for the current user."""
        return Request("GET", "/api/me", (("Authorization", f"Bearer {token}"),))

    def check_me(self, response: Response, account: Account) -> str | None:
        """What is wrong with its response."""
        found = response.json()
        if response.status != 200 or not isinstance(found, dict):
            return f"{response.status} {response.body!r}"
        expected = {"id": found.get("id"), "name": account.name.split("@")[0], "email": account.name}
        return None if found == expected and isinstance(found["id"], int) else f"{response.body!r}"


def _python() -> Path:
    return INSTALLED / "django" / "bin" / "python"


def _install(folder: Path) -> None:
    run([sys.executable, "-m", "venv", "--clear", folder], folder)
    lock = SOURCES / "django" / "requirements.txt"
    quiet = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([_python(), "-m", "pip", "install", *quiet, "-r", lock], folder)


def _address(log: str, workers: int | None) -> str | None:
    """The address of gunicorn, once all its workers run."""
    found = re.search(r"Listening at: http://(\S+)", log)
    expected = workers or len(os.sched_getaffinity(0))
    return found[1] if found and log.count("Booting worker with pid") == expected else None
