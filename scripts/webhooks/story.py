"""A server that delivers, and receivers that are killed, answer 500 or are slow, and come back."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests

from lib.installation import Installation
from lib.process import ScriptError
from lib.report import Finding
from lib.settings import DATABASE_URL, WEBHOOKS_TO_THIS_MACHINE
from webhooks.receivers import Message, Receiver, receivers

DEADLINE = 40.0
"""Seconds that anything may take: more than the 10 of a message, and the 5 until it is sent again."""
ACTIONS = ("account.added", "account.disabled", "account.enabled")


class Story:
    """The server with an endpoint for each receiver."""

    def __init__(self, installation: Installation) -> None:
        self._latchkey = installation.run
        self._receivers = receivers(installation.folder)
        self._ids: dict[str, str] = {}

    def tell(self) -> Iterator[Finding]:
        """Everything in order. The server must run."""
        try:
            yield from self._tell()
        finally:
            for receiver in self._receivers:
                receiver.kill()

    def _tell(self) -> Iterator[Finding]:
        for receiver in self._receivers:
            added = self._json("webhook", "add", receiver.url, "--event", ",".join(ACTIONS), "--json")
            self._ids[receiver.name] = str(added["id"])
            receiver.knows(added["secret"])
            receiver.start()
            tested = self._latchkey("webhook", "test", receiver.url)
            yield Finding(f"{receiver.name}: a test is taken", [] if "HTTP 204" in tested else [tested])
            yield Finding(f"{receiver.name}: a forged message is not", self._forge(receiver))
        for name in ("ana", "ben"):
            self._add(name, f"{name}@example.com")
        yield from self._arrived("a receiver that works gets everything")
        self._refuse()

        for receiver in self._receivers:
            receiver.kill()
        self._latchkey("user", "disable", "ana")
        yield from self._failed("connection refused")
        self._latchkey("user", "enable", "ana")
        for receiver in self._receivers:
            receiver.start()
        yield from self._arrived("a receiver that was killed gets everything when it is back")

        for mode, error in (("500", "HTTP 500"), ("slow", "timeout")):
            for receiver in self._receivers:
                receiver.answer(mode)
            self._latchkey("user", "disable", "ben")
            yield from self._failed(error)
            self._latchkey("user", "enable", "ben")
            for receiver in self._receivers:
                receiver.answer("ok")
                # The first pause after a failure is 5 seconds. This one is not waited for.
                self._latchkey("webhook", "enable", self._ids[receiver.name])
            yield from self._arrived(f"a receiver that said {error} gets everything afterwards")

        for receiver in self._receivers:
            new = self._json("webhook", "rotate-secret", self._ids[receiver.name], "--json")["secret"]
            self._latchkey("user", "disable", "ana" if receiver is self._receivers[0] else "ben")
            yield from self._arrived("during the overlap the old secret verifies", [receiver])
            receiver.knows(new)
        self._latchkey("user", "enable", "ana")
        yield from self._arrived("and so does the new one")
        yield from self._whole()

    def _json(self, *arguments: str) -> Any:
        return json.loads(self._latchkey(*arguments))

    def _add(self, name: str, email: str) -> None:
        flags = ("--name", name, "--role", "staff", "--password-stdin")
        self._latchkey("user", "add", "--username", name, "--email", email, *flags, stdin="correct horse battery staple")

    def _refuse(self) -> None:
        """Has a change rolled back: the name is taken."""
        try:
            self._add("ana", "other@example.com")
        except ScriptError:
            return
        raise ScriptError("two users have one name")

    def _forge(self, receiver: Receiver) -> list[str]:
        headers = {
            "webhook-id": "forged",
            "webhook-timestamp": str(int(time.time())),
            "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        }
        answer = requests.post(receiver.url, json={"type": "forged", "data": {}}, headers=headers, timeout=10)
        return [] if answer.status_code == 401 else [f"it was answered with {answer.status_code}"]

    def _failed(self, error: str) -> Iterator[Finding]:
        """Waits until the endpoints fail for this reason."""
        for receiver in self._receivers:
            show = ("webhook", "show", self._ids[receiver.name], "--json")
            yield _wait(f"{receiver.name}: {error}", lambda: self._json(*show)["last_error"], error)

    def _arrived(self, name: str, among: list[Receiver] | None = None) -> Iterator[Finding]:
        """Waits until what the audit log has was taken."""
        for receiver in among or self._receivers:
            events = self._events()
            taken = lambda: sorted({(one.type, one.id) for one in _taken(receiver)})
            yield _wait(f"{receiver.name}: {name}", lambda: len(taken()), len(events))

    def _events(self) -> list[tuple[str, str]]:
        """What has happened to accounts: the action and the account."""
        rows = (json.loads(line) for line in self._latchkey("audit", "--json").splitlines())
        return [(row["action"], row["account"]) for row in rows if row["action"] in ACTIONS]

    def _whole(self) -> Iterator[Finding]:
        events = self._events()
        accounts = sorted({account for _, account in events})
        for receiver in self._receivers:
            messages = [one for one in receiver.messages() if one.id.startswith("evt_")]
            bad = [f"{one.id} was not verified" for one in messages if not one.verified]
            yield Finding(f"{receiver.name}: every signature is good", bad, f"{len(messages)} messages")
            for account in accounts:
                wanted = [action for action, of in events if of == account]
                first = {one.id: one.type for one in reversed(_taken(receiver)) if one.account == account}
                got = [first[name] for name in sorted(first, key=lambda name: int(name.removeprefix("evt_")))]
                order = list(dict.fromkeys(one.id for one in _taken(receiver) if one.account == account))
                problems = [] if got == wanted else [f"{got} instead of {wanted}"]
                problems += [] if order == sorted(order, key=lambda name: int(name[4:])) else [f"the order is {order}"]
                yield Finding(f"{receiver.name}: {account}: every event, in order", problems, f"{len(wanted)} events")


def _taken(receiver: Receiver) -> list[Message]:
    return [one for one in receiver.messages() if one.id.startswith("evt_") and one.mode == "ok" and one.verified]


def _wait(name: str, found: Callable[[], object], wanted: object) -> Finding:
    began = time.monotonic()
    while (value := found()) != wanted:
        if time.monotonic() > began + DEADLINE:
            return Finding(name, [f"{value} instead of {wanted}"])
        time.sleep(0.1)
    return Finding(name, [], f"{time.monotonic() - began:.1f} s")


def tell(binary: Path, database: str | None) -> list[Finding]:
    """Tells the story on a database: the URL of PostgreSQL, or SQLite."""
    settings = WEBHOOKS_TO_THIS_MACHINE | ({DATABASE_URL: database} if database else {})
    with Installation(binary, settings) as installation, installation.serve() as server:
        found = list(Story(installation).tell())
        stopped = server.stop()
        panics = [line for line in server.log().splitlines() if "panicked" in line]
        return [*found, Finding("the server stops", panics if stopped == 0 else [f"it ended with {stopped}"])]
