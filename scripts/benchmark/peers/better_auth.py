"""better-auth on Node.js, with SQLite."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmark.measured_server import Account, Request, Running
from benchmark.peers.installing import (
    INSTALLED,
    SOURCES,
    fresh_folder,
    install,
    run,
    settings,
    wait_until_ready,
)
from lib.client import Response
from lib.process import Cores, ScriptError, find_program, started

NODE = "install Node.js 20 or newer, https://nodejs.org"


class BetterAuth:
    """A login opens a session, whose cookie is the token: its default, and its fastest way."""

    name = "better-auth"

    def prepare(self) -> None:
        """Installs it from the npm registry."""
        find_program("node", NODE)
        folder = install("better_auth", "package-lock.json", _install)
        # Node.js looks for packages from the folder of the program.
        for source in (SOURCES / "better_auth").glob("*.mjs"):
            shutil.copy(source, folder)

    def versions(self) -> Mapping[str, str]:
        """Its packages, and Node.js."""
        package = (SOURCES / "better_auth" / "package.json").read_text(encoding="utf-8")
        wanted = json.loads(package)["dependencies"]
        node = run([find_program("node", NODE), "--version"], SOURCES).strip().removeprefix("v")
        packages = {"bcrypt (npm)" if name == "bcrypt" else name: version for name, version in wanted.items()}
        return {**packages, "Node.js": node}

    @contextlib.contextmanager
    def start(self, accounts: Sequence[Account], cores: Cores) -> Iterator[Running]:
        """Serves these accounts until the block is left."""
        node, source = find_program("node", NODE), INSTALLED / "better_auth"
        with fresh_folder(accounts) as folder:
            environment = {**settings(folder, "BETTER_AUTH_SECRET"), "NODE_ENV": "production"}
            run([node, source / "seed.mjs", folder / "accounts.json"], folder, environment)
            log = folder / "server.log"
            command = [node, source / "server.mjs"]
            with (
                log.open("wb") as output,
                started(command, cores=cores, log=output, folder=folder, environment=environment) as process,
            ):
                yield wait_until_ready(process, log, _address)

    def login(self, account: Account) -> Request:
        """The login request."""
        body = json.dumps({"email": account.name, "password": account.password}).encode()
        return Request("POST", "/api/auth/sign-in/email", (("Content-Type", "application/json"),), body)

    def token(self, response: Response) -> str:
        """The session's cookie."""
        found = re.match(r"(better-auth\.session_token=[^;]+)", response.header("set-cookie") or "")
        if response.status != 200 or not found:
            raise ScriptError(f"better-auth did not log in: {response.status} {response.body!r}")
        return found[1]

    def me(self, token: str) -> Request:
        """The request for the current user."""
        return Request("GET", "/api/me", (("Cookie", token),))

    def check_me(self, response: Response, account: Account) -> str | None:
        """What is wrong with its response."""
        found = response.json()
        if response.status != 200 or not isinstance(found, dict):
            return f"{response.status} {response.body!r}"
        user, session = found["user"], found["session"]
        expected = {
            "id": session["userId"],
            "email": account.name,
            "name": account.name.split("@")[0],
            "emailVerified": True,
            "image": None,
        }
        stamps = {"createdAt", "updatedAt"}
        is_right = {name: value for name, value in user.items() if name not in stamps} == expected
        return None if is_right and stamps <= user.keys() else f"{response.body!r}"


def _install(folder: Path) -> None:
    npm = find_program("npm", NODE)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / "better_auth" / name, folder)
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
    # The only package whose install script is needed: it fetches or compiles SQLite.
    run([npm, "rebuild", "better-sqlite3", "--loglevel=error"], folder)


def _address(log: str) -> str | None:
    found = re.search(r"^listening on (\S+)$", log, re.MULTILINE)
    return found[1] if found else None
