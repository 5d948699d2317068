"""better-auth on Node.js, with SQLite."""

import contextlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmark.measured_server import Account, Cores, Request, Running, started
from benchmark.peers.installing import (
    INSTALLED,
    SOURCES,
    fresh_folder,
    install,
    needed,
    run,
    settings,
    wait_until_there,
)
from lib.client import Answer
from lib.installation import Broken

NODE = "install Node.js 20 or newer, https://nodejs.org"


class BetterAuth:
    """Logs in for a session, whose cookie is the token: its own way, and the fastest that it has."""

    name = "better-auth"

    def prepare(self) -> None:
        """Installs it from the npm registry."""
        needed("node", NODE)
        folder = install("better_auth", "package-lock.json", _install)
        # Beside the packages, because Node.js looks for those from where the program is.
        for source in (SOURCES / "better_auth").glob("*.mjs"):
            shutil.copy(source, folder)

    def versions(self) -> Mapping[str, str]:
        """What it consists of."""
        package = (SOURCES / "better_auth" / "package.json").read_text(encoding="utf-8")
        wanted = json.loads(package)["dependencies"]
        node = run([needed("node", NODE), "--version"], SOURCES).strip().removeprefix("v")
        packages = {"bcrypt (npm)" if name == "bcrypt" else name: version for name, version in wanted.items()}
        return {**packages, "Node.js": node}

    @contextlib.contextmanager
    def start(self, accounts: Sequence[Account], cores: Cores) -> Iterator[Running]:
        """Serves these accounts while the block lasts."""
        node, source = needed("node", NODE), INSTALLED / "better_auth"
        with fresh_folder(accounts) as folder:
            environment = {**settings(folder, "BETTER_AUTH_SECRET"), "NODE_ENV": "production"}
            run([node, source / "seed.mjs", folder / "accounts.json"], folder, environment)
            log = folder / "server.log"
            command = [node, source / "server.mjs"]
            with (
                log.open("wb") as output,
                started(command, cores=cores, log=output, folder=folder, environment=environment) as process,
            ):
                yield wait_until_there(process, log, _address)

    def login(self, account: Account) -> Request:
        """The request that logs somebody in."""
        body = json.dumps({"email": account.name, "password": account.password}).encode()
        return Request("POST", "/api/auth/sign-in/email", (("Content-Type", "application/json"),), body)

    def token(self, answer: Answer) -> str:
        """The session's cookie."""
        found = re.match(r"(better-auth\.session_token=[^;]+)", answer.header("set-cookie") or "")
        if answer.status != 200 or not found:
            raise Broken(f"better-auth logged nobody in: {answer.status} {answer.body!r}")
        return found[1]

    def me(self, token: str) -> Request:
        """The request that asks who one is."""
        return Request("GET", "/api/me", (("Cookie", token),))

    def check_me(self, answer: Answer, account: Account) -> str | None:
        """What is wrong with the answer to that."""
        told = answer.json()
        if answer.status != 200 or not isinstance(told, dict):
            return f"{answer.status} {answer.body!r}"
        user, session = told["user"], told["session"]
        expected = {
            "id": session["userId"],
            "email": account.name,
            "name": account.name.split("@")[0],
            "emailVerified": True,
            "image": None,
        }
        stamps = {"createdAt", "updatedAt"}
        is_right = {name: value for name, value in user.items() if name not in stamps} == expected
        return None if is_right and stamps <= user.keys() else f"{answer.body!r}"


def _install(folder: Path) -> None:
    npm = needed("npm", NODE)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / "better_auth" / name, folder)
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
    # The one package whose script is needed: it fetches or compiles SQLite.
    run([npm, "rebuild", "better-sqlite3", "--loglevel=error"], folder)


def _address(log: str) -> str | None:
    found = re.search(r"^listening on (\S+)$", log, re.MULTILINE)
    return found[1] if found else None
