"""Taking a contract over from an old backend of a stranger: through proxy and migrate to done, while it fails."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests

from cutover.accounts import API_KEY, Account
from cutover.backends import SECRET, WRONG, Backend, Call, OldBackend, send
from cutover.tokens import part_of
from lib.installation import Installation, Server
from lib.report import Finding
from lib.settings import upstream

Json = Any
ACCOUNTS = 4
"""The last one is disabled."""
FOLLOWED = 1.1
"""Seconds until every node has followed."""
PATIENCE = 5
"""Seconds that the old backend has: more than it needs on a busy machine."""
SILENCE = 1000 * PATIENCE + 1500
"""Milliseconds of a planted delay that is too long."""
UNAVAILABLE = 503
SESSIONS = "/account/v1/sessions"
"""Where accounts of either realm find their sessions."""


@dataclass(frozen=True)
class Answer:
    """The status and the body of an answer."""

    status: int
    body: Json

    def shape(self) -> Json:
        """The same without what differs from one login to the next: the members and their types."""
        return self.status, _shape(self.body)


def _shape(value: Json) -> Json:
    match value:
        case dict():
            return {name: _shape(member) for name, member in value.items()}
        case list():
            return [_shape(item) for item in value[:1]]
        case None:
            return "null"
        case _:
            return type(value).__name__


class Takeover:
    """A contract, its old backend, and the server that takes it over."""

    def __init__(self, backend: Backend, binary: Path, folder: Path) -> None:
        self._backend = backend
        self._held = [backend.account(number, disabled=number == ACCOUNTS) for number in range(1, ACCOUNTS + 1)]
        self._old = OldBackend(backend, folder, self._held, SECRET)
        key = folder / "api-key"
        key.write_text(f"{API_KEY}\n", encoding="utf-8")
        key.chmod(0o600)
        header = f"X-Api-Key:{key}" if backend.login_headers else ""
        settings = {
            **upstream(backend.contract, self._old.url, "proxy", PATIENCE, header),
            "LATCHKEY_CONTRACTS_MANAGEMENT_LOGIN_REQUIRES_CREDENTIAL": "false",
        }
        self._installation = Installation(binary, settings)
        self._accept_old_tokens(folder / "old-secret")
        self._old_tokens: dict[str, str] = {}
        """Tokens that the old backend gave its clients before anything was taken over, by the names of their accounts."""

    def _accept_old_tokens(self, secret: Path) -> None:
        secret.write_text(f"{SECRET}\n", encoding="utf-8")
        secret.chmod(0o600)
        table = {
            "algorithm": "HS256",
            "secret_file": str(secret),
            "issuer": self._backend.issuer,
            "accept_until": "2099-01-01",
            **self._backend.legacy_tokens,
        }
        lines = [f"[[contracts.{self._backend.contract}.legacy_tokens]]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in table.items()]
        (self._installation.folder / "latchkey.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def tell(self) -> Iterator[Finding]:
        """Goes through it."""
        with self._installation, self._old, self._installation.serve() as server:
            yield from self._proxy(server)
            yield from self._migrate(server)
            yield from self._failures(server)
            yield from self._done(server)

    def _proxy(self, server: Server) -> Iterator[Finding]:
        for what, account, password in self._logins():
            there = self._log_in(self._old.url, account, password)
            passed_on = self._log_in(server.url, account, password)
            differs = None if passed_on.shape() == there.shape() else f"{passed_on} instead of {there}"
            yield Finding(f"proxy: {what} is answered as by the old backend", _list(differs))
        issuer = self._issuer(self._log_in(server.url, self._held[0]))
        theirs = None if issuer == self._backend.issuer else f"the token is of {issuer}"
        yield Finding("proxy: the token is the old backend's", _list(theirs))
        for account in self._held[:2]:
            answer = self._log_in(server.url, account)
            self._old_tokens[account.name] = self._backend.token_in(answer.body)

    def _migrate(self, server: Server) -> Iterator[Finding]:
        self._set("migrate")
        before = len(self._old.requests())
        first = self._held[0]
        there = self._log_in(self._old.url, first)
        here = self._log_in(server.url, first)
        differs = None if here.shape() == there.shape() else f"{here} instead of {there}"
        yield Finding("migrate: the first login is answered as by the old backend", _list(differs))
        ours = None if self._is_ours(here) else "it is the old backend's"
        yield Finding("migrate: the token is ours", _list(ours))
        yield from self._old_token(server, "migrate")
        again = self._log_in(server.url, first)
        wrong = self._log_in(server.url, first, WRONG)
        bad = None if (again.status, wrong.status) == (200, 401) else f"{again.status} and {wrong.status}"
        yield Finding("migrate: later logins are decided here", _list(bad))
        asked = [one for one in self._old.requests()[before:] if one.account == first.name]
        # One of them is that of this script.
        often = None if len(asked) == 2 else f"{len(asked) - 1} logins"
        yield Finding("migrate: the old backend was asked once", _list(often))
        second, disabled = self._held[1], self._held[-1]
        refused = self._log_in(server.url, second, WRONG).status
        yield Finding("migrate: a wrong password is refused", _list(None if refused == 401 else f"{refused}"))
        there, here = self._log_in(self._old.url, disabled), self._log_in(server.url, disabled)
        differs = None if here.status == there.status else f"{here} instead of {there}"
        yield Finding("migrate: an account that is disabled there is answered so", _list(differs))

    def _failures(self, server: Server) -> Iterator[Finding]:
        third = self._held[2]
        for what, plant in (
            ("a page of HTML", partial(self._old.faults, html=True)),
            ("a 500", partial(self._old.faults, status=500)),
            ("silence", partial(self._old.faults, delay_ms=SILENCE)),
        ):
            plant()
            status = self._log_in(server.url, third).status
            known = self._log_in(server.url, self._held[0]).status
            bad = None if (status, known) == (UNAVAILABLE, 200) else f"{status}, and {known} for one who is here"
            yield Finding(f"migrate: {what} decides nothing, and holds up nobody else", _list(bad))
        self._old.faults()
        status = self._log_in(server.url, third).status
        yield Finding("migrate: afterwards the login succeeds", _list(None if status == 200 else f"{status}"))
        self._old.kill()
        statuses = [self._log_in(server.url, account).status for account in self._held[:3]]
        bad = None if statuses == [200, UNAVAILABLE, 200] else f"{statuses}"
        yield Finding("migrate: without the old backend those who came over log in", _list(bad))

    def _done(self, server: Server) -> Iterator[Finding]:
        self._set("done")
        statuses = [self._log_in(server.url, account).status for account in self._held[:3]]
        bad = None if statuses == [200, 401, 200] else f"{statuses}"
        yield Finding("done: whoever came over logs in, and nobody else", _list(bad))
        yield from self._old_token(server, "done")
        yield from self._end_old_token(server)
        rows = [json.loads(line) for line in self._installation.run("cutover", "status", "--json").splitlines()]
        modes = {row["contract"]: row["mode"] for row in rows}
        bad = None if modes[self._backend.contract] == "done" else f"{modes}"
        yield Finding("done: the status says so", _list(bad))

    def _old_token(self, server: Server, mode: str) -> Iterator[Finding]:
        """Whoever has come over goes on with the token that the old backend gave, and nobody else."""
        statuses = [self._by_old_token(server, account).status for account in self._held[:2]]
        # Only one of them has come over.
        bad = None if statuses == [200, 401] else f"{statuses}"
        yield Finding(f"{mode}: an old token is good here for whoever has come over", _list(bad))

    def _end_old_token(self, server: Server) -> Iterator[Finding]:
        first = self._held[0]
        sessions = self._by_old_token(server, first).body["sessions"]
        current = next(session["id"] for session in sessions if session["current"])
        ended = self._by_old_token(server, first, "DELETE", f"/{current}").status
        after = self._by_old_token(server, first).status
        bad = None if ended < HTTPStatus.BAD_REQUEST and after == HTTPStatus.UNAUTHORIZED else f"{ended}, then {after}"
        yield Finding("done: an old token ends with its session", _list(bad))

    def _by_old_token(self, server: Server, account: Account, method: str = "GET", path: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {self._old_tokens[account.name]}"}
        return _answer(send(server.url, Call(method, SESSIONS + path, headers, None)))

    def _logins(self) -> Iterator[tuple[str, Account, str]]:
        first, disabled = self._held[0], self._held[-1]
        yield "a right password", first, first.password
        yield "a wrong password", first, WRONG
        yield "an unknown name", self._backend.account(ACCOUNTS + 1), WRONG
        yield "a disabled account", disabled, disabled.password

    def _set(self, mode: str) -> None:
        self._installation.run("cutover", "set", self._backend.contract, mode)
        time.sleep(FOLLOWED)

    def _log_in(self, url: str, account: Account, password: str = "") -> Answer:
        call = self._backend.login(account.name, password or account.password)
        # The old backend's API keys are none of ours, and it gets its own from the server.
        return _answer(send(url, call if url == self._old.url else call._replace(headers={})))

    def _issuer(self, answer: Answer) -> str:
        return str(part_of(self._backend.token_in(answer.body), 1).get("iss"))

    def _is_ours(self, answer: Answer) -> bool:
        return "kid" in part_of(self._backend.token_in(answer.body), 0)


def _answer(answer: requests.Response) -> Answer:
    try:
        return Answer(answer.status_code, answer.json())
    except ValueError:
        return Answer(answer.status_code, answer.text)


def _list(problem: str | None) -> list[str]:
    return [problem] if problem else []
