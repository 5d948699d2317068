"""What is tried with each old backend: it answers as its page says, remembers what it must, and fails as it is told."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from cutover.accounts import Account
from cutover.backends import SECRET, TIMEOUT, WRONG, Asked, Backend, Call, OldBackend, send
from cutover.pages import PAGES, Expected, Operation, Page, problems
from cutover.tokens import decode, signature, signed, unsigned
from lib.report import Finding

Json = Any
ACCOUNTS = 300
"""The last one is disabled."""
STARTED_WITHIN = 10.0
"""Seconds that a start may take: a few on an idle machine."""
AT_ONCE = 20
"""The clients that log in at once."""
DELAY = 400
"""Milliseconds of a planted delay."""


def tell(backend: Backend, folder: Path) -> Iterator[Finding]:
    """Tells the story with one backend."""
    return _Story(backend, folder).tell()


class _Story:
    """A backend with its accounts, and what it was asked."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self._backend = backend
        self._page: Page = PAGES[backend.contract]
        self._held = [backend.account(number, disabled=number == ACCOUNTS) for number in range(1, ACCOUNTS + 1)]
        self._old = OldBackend(backend, folder, self._held, SECRET)
        self._folder = folder
        self._asked: list[Asked] = []
        self._ended = ""
        """A token that was logged out."""

    def tell(self) -> Iterator[Finding]:
        """Tells it all."""
        began = time.monotonic()
        with self._old:
            took = time.monotonic() - began
            slow = None if took < STARTED_WITHIN else f"it took {took:.1f} s"
            yield Finding(f"it starts with {ACCOUNTS} accounts", _list(slow), f"{took:.1f} s")
            yield from self._logins()
            if self._page.unauthenticated:
                yield from self._tokens(self._page.unauthenticated)
            yield from self._faults()
            yield from self._records()
            yield from self._restart()
        unreachable = None if self._is_away() else "it still answers"
        yield Finding("it stops", _list(unreachable))

    def _logins(self) -> Iterator[Finding]:
        page, first = self._page, self._held[0]
        answer = self._log_in(first)
        yield self._finding("the right password logs in", page.welcome(first, 1), answer)
        yield Finding("its token is a JWT with its claims", list(self._claims(answer, first, 1)))
        yield self._finding("a wrong password is refused", page.refused, self._log_in(first, WRONG))
        unknown = self._log_in(self._backend.account(ACCOUNTS + 1))
        yield self._finding("an unknown name is refused in the same words", page.refused, unknown)
        call = self._backend.login(first.name, first.password)
        incomplete = {name: value for name, value in call.body.items() if name != "password"}
        yield self._finding("a missing password is found", page.incomplete, self._send(call._replace(body=incomplete)))
        last = self._held[-1]
        yield self._finding("a disabled account is refused", page.disabled, self._log_in(last))
        hidden = self._log_in(last, WRONG)
        yield self._finding("a wrong password does not tell that it is disabled", page.refused, hidden)
        some = list(enumerate(self._held[:AT_ONCE], 1))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda one: self._log_in(one[1]), some))
        found = [
            problem
            for (number, account), one in zip(some, answers, strict=True)
            for problem in _problems(page.welcome(account, number), one)
        ]
        yield Finding(f"{AT_ONCE} clients log in at once", found)

    def _tokens(self, unauthenticated: Expected) -> Iterator[Finding]:
        page, account = self._page, self._held[1]
        token = self._token(account)
        if page.who:
            yield self._operation("it says who is logged in", page.who, token, page.who.success(account, 2))
        checked = page.who or page.portal or page.logout
        if not checked:
            return
        name = f"{checked.path.rpartition('/')[2]} is for nobody without a good token"
        forged = (unsigned(token), signed(token, "another secret"), signed(token, SECRET, iss="other"))
        answers = [self._call(checked, one) for one in (None, f"{token}x", *forged)]
        yield Finding(name, _problems_of_all(unauthenticated, answers))
        if page.portal:
            answer = self._call(page.portal, token)
            status = page.portal.success(account, 2).status
            wrong = None if answer.status_code == status else f"the status is {answer.status_code}"
            missing = [f"there is no {name}" for name in ("Location", "Set-Cookie") if name not in answer.headers]
            yield Finding("the portal is opened with a session", _list(wrong, *missing))
        if page.refresh and page.over:
            answer = self._call(page.refresh, token)
            yield self._finding("a token is refreshed", page.refresh.success(account, 2), answer)
            yield self._operation("a refreshed token is not refreshed again", page.refresh, token, page.over)
            yield self._operation("nor good for anything else", checked, token, unauthenticated)
            token = str(answer.json()["data"]["token"])
        if page.logout_all:
            others = [self._token(account), self._token(account)]
            everywhere = self._call(page.logout_all, token)
            yield self._finding("all devices are logged out", page.logout_all.success(account, 2), everywhere)
            answers = [self._call(checked, one) for one in (token, *others)]
            yield Finding("none of their tokens is good", _problems_of_all(unauthenticated, answers))
            token = self._token(account)
        if page.logout:
            other = self._token(account)
            success = page.logout.success(account, 2)
            yield self._operation("a logout is answered", page.logout, token, success)
            yield self._operation("its token is refused afterwards", page.logout, token, unauthenticated)
            yield self._operation("another one of the account is not", page.logout, other, success)
            self._ended = token

    def _faults(self) -> Iterator[Finding]:
        account = self._held[2]
        welcome = self._page.welcome(account, 3)
        self._old.faults(delay_ms=DELAY)
        began = time.monotonic()
        answer = self._log_in(account)
        took = 1000 * (time.monotonic() - began)
        early = None if took >= DELAY else f"it took {took:.0f} ms"
        yield Finding("it is slow when told to", _list(*_problems(welcome, answer), early), f"{took:.0f} ms")
        self._old.faults(status=500)
        yield Finding("it answers a status that it is told", _list(_is_page(self._log_in(account), 500, html=False)))
        self._old.faults(html=True)
        yield Finding("it answers HTML", _list(_is_page(self._log_in(account), 200)))
        self._old.faults(html=True, status=503, delay_ms=DELAY)
        began = time.monotonic()
        wrong = _is_page(self._log_in(account), 503)
        early = None if time.monotonic() - began >= DELAY / 1000 else "it was not slow"
        yield Finding("it does several things wrong at once", _list(wrong, early))
        self._old.faults(difference=True)
        found = list(_problems(welcome, self._log_in(account)))
        unseen = None if any(self._backend.difference in one for one in found) else f"there is none: {found}"
        yield Finding(f"the difference in {self._backend.difference} is found", _list(unseen))
        refused = self._log_in(account, WRONG)
        yield self._finding("a refusal has no difference", self._page.refused, refused)
        self._old.faults()
        yield self._finding("without faults all is well again", welcome, self._log_in(account))

    def _records(self) -> Iterator[Finding]:
        recorded = self._old.requests()
        # The order of those that were sent at once is not known.
        sent, seen = Counter(self._asked), Counter(recorded)
        found = [f"not recorded: {one}" for one in sent - seen] + [f"not sent: {one}" for one in seen - sent]
        yield Finding("it has recorded every request", found, f"{len(recorded)} requests")
        written = (self._folder / "requests.ndjson").read_text(encoding="utf-8") + self._old.log()
        passwords = (WRONG, *(json.dumps(one.password).strip('"') for one in self._held))
        leaked = next((one for one in passwords if one in written), None)
        yield Finding("no password is recorded or logged", _list(leaked and f"it has {leaked!r}"))

    def _restart(self) -> Iterator[Finding]:
        page, account = self._page, self._held[1]
        token = self._token(account)
        self._old.kill()
        away = None if self._is_away() else "it still answers"
        yield Finding("it is gone when it is killed", _list(away))
        changed = replace(account, password="another password")
        self._old.holds([self._held[0], changed, *self._held[2:]])
        self._old.start()
        yield self._finding(
            "it logs in after that, with a changed password", page.welcome(changed, 2), self._log_in(changed)
        )
        yield self._finding("and no longer with the old one", page.refused, self._log_in(account))
        if page.logout and page.unauthenticated:
            ended = page.unauthenticated
            yield self._operation("a token that was logged out stays so", page.logout, self._ended, ended)
            yield self._operation("another one is still good", page.logout, token, page.logout.success(account, 2))

    def _finding(self, name: str, expected: Expected, answer: requests.Response) -> Finding:
        return Finding(name, list(_problems(expected, answer)), str(answer.status_code))

    def _operation(self, name: str, operation: Operation, token: str, expected: Expected) -> Finding:
        return self._finding(name, expected, self._call(operation, token))

    def _claims(self, answer: requests.Response, account: Account, number: int) -> Iterator[str]:
        """What is wrong with the token in the answer to a login."""
        try:
            header, claims, signed_with = self._backend.token_in(answer.json()).split(".")
            decoded = json.loads(decode(header)), json.loads(decode(claims))
        except (ValueError, KeyError, TypeError) as error:
            yield f"there is none: {error!r}"
            return
        if decoded[0] != {"alg": "HS256", "typ": "JWT"}:
            yield f"the header is {decoded[0]}"
        if signed_with != signature(f"{header}.{claims}", SECRET):
            yield "it is not signed with the secret"
        if decoded[1].get("iss") != self._backend.issuer:
            yield f"iss is {decoded[1].get('iss')!r}"
        claim = self._backend.account_claim
        yield from problems(self._backend.account_of(account, number), decoded[1].get(claim), claim)
        if not decoded[1].get("exp", 0) > time.time():
            yield "it has expired"

    def _token(self, account: Account) -> str:
        return self._backend.token_in(self._log_in(account).json())

    def _log_in(self, account: Account, password: str | None = None) -> requests.Response:
        return self._send(self._backend.login(account.name, account.password if password is None else password))

    def _call(self, operation: Operation, token: str | None) -> requests.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self._send(Call(operation.method, operation.path, headers, None))

    def _send(self, call: Call) -> requests.Response:
        answer = send(self._old.url, call)
        name = (call.body or {}).get(self._backend.name_member)
        self._asked.append(Asked(call.method, call.path, name, answer.status_code))
        return answer

    def _is_away(self) -> bool:
        try:
            requests.get(self._old.url, timeout=TIMEOUT)
        except requests.ConnectionError:
            return True
        return False


def _list(*found: str | None) -> list[str]:
    return [one for one in found if one]


def _problems(expected: Expected, answer: requests.Response) -> Iterator[str]:
    if answer.status_code != expected.status:
        yield f"the status is {answer.status_code}, not {expected.status}"
    try:
        body = answer.json()
    except ValueError:
        yield f"the body is not JSON: {answer.text[:80]!r}"
        return
    yield from problems(expected.body, body)


def _problems_of_all(expected: Expected, answers: Iterable[requests.Response]) -> list[str]:
    return [problem for answer in answers for problem in _problems(expected, answer)]


def _is_page(answer: requests.Response, status: int, *, html: bool = True) -> str | None:
    """What is wrong with an answer that should have this status, and be HTML."""
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != status:
        return f"the status is {answer.status_code}"
    return None if not html or kind.startswith("text/html") else f"the content type is {kind!r}"
