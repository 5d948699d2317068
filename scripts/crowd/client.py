"""A client: it has accounts of its own, logs in, rightly and wrongly, refreshes, and logs out."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from crowd.exchanges import Exchange
from cutover.accounts import Account
from cutover.backends import WRONG, Backend, Call
from cutover.pages import PAGES, Expected, Operation
from cutover.tokens import part_of
from lib import client as http
from lib.client import Networks, Response
from nodes.contracts import bearer
from nodes.node import Node

Json = Any
PAUSE = 0.15
"""Seconds between two requests of a client."""
LEISURE = 0.5
"""Seconds that a client rests when all its accounts have come over, so that others get on."""
KEPT = 4
"""The sessions that a client keeps open."""
NEW, GUESSES, GOES_ON, REFRESHES, ENDS, AGAIN = 0.8, 0.25, 0.5, 0.6, 0.5, 0.4
"""How often a client takes an account that has not come over yet, while there is one; types a wrong password first; goes
on with a session that it has kept; refreshes; logs out; tries a token again that is not good any more."""


@dataclass
class Held:
    """An account as its client knows it."""

    account: Account
    number: int
    """That of the old backend."""
    exists: bool = True
    id: int = 0
    """That of ours, as soon as the account has come over."""

    @property
    def is_here(self) -> bool:
        """Whether it has come over for certain."""
        return self.id > 0

    @property
    def may_log_in(self) -> bool:
        """Whether the old backend lets it in."""
        return self.exists and not self.account.disabled


@dataclass
class Session:
    """An open session, with its present token."""

    held: Held
    token: str
    is_ours: bool


class Client:
    """A client. It does one thing after the other, on the nodes in turn."""

    def __init__(
        self, name: str, backend: Backend, held: Sequence[Held], nodes: Sequence[Node], seen: list[Exchange]
    ) -> None:
        self._name, self._backend, self.held, self._nodes, self._seen = name, backend, held, nodes, seen
        self._page = PAGES[backend.contract]
        self._network = ""
        self._chance = random.Random(name)
        self._turn = self._chance.randrange(len(nodes))
        self.kept: list[Session] = []
        self.pause = PAUSE

    async def work(self, network: str) -> None:
        """A session of one of its accounts, or a part of one that goes on."""
        self._network = network
        chance = self._chance.random
        missing = [one for one in self.held if one.may_log_in and not one.is_here]
        if not missing:
            await asyncio.sleep(LEISURE)
        held = self._chance.choice(missing if missing and chance() < NEW else self.held)
        if chance() < GUESSES:
            await self.log_in(held, WRONG)
        if session := await self.log_in(held):
            await self._use(session)
        if self.kept and chance() < GOES_ON:
            await self._use(self.kept.pop(0))

    async def _use(self, session: Session) -> None:
        """Refreshes it, and ends or keeps it."""
        chance = self._chance.random
        if chance() < REFRESHES and not await self._refresh(session):
            return
        if chance() < ENDS or len(self.kept) == KEPT:
            await self._log_out(session)
        else:
            self.kept.append(session)

    async def log_in(self, held: Held, password: str = "") -> Session | None:
        """Logs in, with the right password unless another one is given."""
        sent = password or held.account.password
        is_right = sent == held.account.password
        call = self._backend.login(held.account.name, sent)
        seen = await self._send(call, "log in" if is_right else "guess", held, self._page.refused, is_login=True)
        token = self._token_in(seen.body) if seen.status == 200 else None
        got_ours = None if token is None else "kid" in part_of(token, 0)
        if is_right:
            seen = replace(seen, got_ours=got_ours, expected=self._welcome(held, seen.body, got_ours))
        self._seen.append(seen)
        if token is None:
            return None
        if got_ours and not held.is_here:
            held.id = _number_in(seen.body)
        return Session(held, token, bool(got_ours))

    def _welcome(self, held: Held, body: Json, got_ours: bool | None) -> Expected:
        """The answer to the right password. An account that comes over has another number from then on."""
        if not held.may_log_in:
            return self._page.disabled if held.exists else self._page.refused
        ours = held.id or _number_in(body)
        return self._page.welcome(held.account, ours if got_ours else held.number)

    async def _refresh(self, session: Session) -> bool:
        """Refreshes the token, and perhaps tries the spent one again. Returns whether the session goes on."""
        seen = await self._operate(self._page.refresh, session, "refresh")
        if not seen.is_as_expected:
            # It is unknown what came of it.
            return False
        spent = replace(session)
        session.token = self._token_in(seen.body) or ""
        session.is_ours = "kid" in part_of(session.token, 0)
        if self._chance.random() < AGAIN:
            await self._operate(self._page.refresh, spent, "refresh again", self._page.over)
        if self._chance.random() < AGAIN:
            await self._operate(self._page.logout, spent, "log out spent", self._page.unauthenticated)
        return True

    async def _log_out(self, session: Session) -> None:
        """Ends it, and perhaps tries its token again."""
        seen = await self._operate(self._page.logout, session, "log out")
        if seen.is_as_expected and self._chance.random() < AGAIN:
            await self._operate(self._page.logout, session, "log out again", self._page.unauthenticated)
        if seen.is_as_expected and self._chance.random() < AGAIN:
            await self._operate(self._page.refresh, session, "refresh ended", self._page.over)

    async def _operate(
        self, operation: Operation | None, session: Session, step: str, expected: Expected | None = None
    ) -> Exchange:
        """Sends an operation with a token. Its success is expected, unless something else is."""
        if operation is None or self._page.unauthenticated is None:
            raise ValueError(f"{self._backend.contract} has no such operation")
        call = Call(operation.method, operation.path, bearer(session.token), None)
        seen = await self._send(call, step, session.held, self._page.unauthenticated)
        success = operation.success(session.held.account, session.held.number)
        seen = replace(seen, is_ours=session.is_ours, expected=expected or success)
        self._seen.append(seen)
        return seen

    async def _send(self, call: Call, step: str, held: Held, refusal: Expected, *, is_login: bool = False) -> Exchange:
        """Sends a request to the next node. Another answer than the refusal may be expected of it."""
        self._turn += 1
        node = self._nodes[self._turn % len(self._nodes)]
        headers = [("Accept", "application/json"), Networks.header(self._network), *call.headers.items()]
        body = None if call.body is None else json.dumps(call.body).encode()
        headers += [("Content-Length", "0")] if body is None else [("Content-Type", "application/json")]
        is_here, start = held.is_here, time.monotonic()
        answer = await http.Client(node.address).send(http.request(call.method, call.path, headers, body))
        end = time.monotonic()
        await asyncio.sleep(self.pause)
        return Exchange(
            client=self._name,
            node=node.name,
            step=step,
            account=held.account.name,
            start=start,
            end=end,
            status=answer.status,
            body=_body(answer),
            expected=refusal,
            refusal=refusal,
            is_login=is_login,
            is_ours=is_here,
        )

    def _token_in(self, body: Json) -> str | None:
        with contextlib.suppress(KeyError, TypeError, IndexError):
            return self._backend.token_in(body)
        return None


def _body(answer: Response) -> Json:
    is_json = (answer.header("content-type") or "").startswith("application/json")
    decoded = answer.json() if is_json else None
    return answer.body.decode("utf-8", "replace") if decoded is None else decoded


def _number_in(body: Json) -> int:
    match body:
        case {"data": {"subscriber": {"id": int(number)}}}:
            return number
        case _:
            return 0
