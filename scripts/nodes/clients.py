"""Clients of the contracts: what they can do with an account, and what that does to its credentials."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lib.accounts import Account, ApiKey
from lib.client import Response
from lib.process import ScriptError
from nodes.calls import FORM, Answer, Calls, Effects, Request
from nodes.contracts import LOGINS, LOGOUTS, READS, REFRESHES, bearer, part, token_of
from nodes.node import Node

_numbers = itertools.count(1)


@dataclass
class Session:
    """An open session, and its token."""

    name: str
    realm: str
    contract: str
    token: str

    @property
    def id(self) -> str:
        """Its identifier for the server."""
        return str(part(self.token, 1)["sid"])


@dataclass
class Key:
    """An API key."""

    name: str
    id: int
    key: str


@dataclass
class Operator:
    """An administrator, whose API key and token the others' requests need."""

    key: ApiKey
    session: Session


@dataclass
class Client:
    """An account in one realm. One thread uses it."""

    calls: Calls
    account: Account
    realm: str
    operator: Operator | None
    number: int = 0
    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    changes: int = 0

    @property
    def name(self) -> str:
        """Whose credentials these are."""
        return f"{self.account.username} of {self.realm}"

    @property
    def password_name(self) -> str:
        """The name of its present password."""
        return f"{self.name}, password {self.changes}"

    def log_in(
        self,
        node: Node,
        contract: str,
        password: str | None = None,
        uses: str | None = None,
        at_answer: Callable[[], None] | None = None,
    ) -> Answer:
        """Logs in, with the present password unless another one is given."""
        number = next(_numbers)
        request = LOGINS[self.realm][contract](
            self.account.name, password or self.account.password or "", f"device {number}"
        )
        session = f"{self.name}, session {number}"
        headers = {"x-api-key": self.operator.key.key} if contract == "management" and self.operator else {}
        effects = Effects(uses=uses or self.password_name, gives=frozenset({session}))
        answer = self.calls.send(node, f"{contract} login", request, headers, effects, at_answer=at_answer)
        if answer.is_ok:
            self.sessions[session] = Session(session, self.realm, contract, token_of(answer.response))
            self.number = self.number or int(part(self.sessions[session].token, 1)["sub"])
        return answer

    def read(self, node: Node, session: Session, path: str | None = None) -> Answer:
        """Does what changes nothing."""
        chosen = path or READS[self.realm][next(_numbers) % len(READS[self.realm])]
        return self.calls.send(node, chosen, Request("GET", chosen), bearer(session.token), Effects(uses=session.name))

    def introspect(self, node: Node, session: Session) -> Answer:
        """Asks, as a service does, whether a token is valid."""
        headers = {"x-api-key": self._operator().key.key}
        request = Request("POST", "/oauth/introspect", {"token": session.token}, FORM)
        active: Callable[[Response], bool] = lambda response: response.json()["active"]
        return self.calls.send(node, "introspect", request, headers, Effects(uses=session.name), is_valid=active)

    def refresh(self, node: Node, session: Session, at_answer: Callable[[], None] | None = None) -> Answer:
        """Refreshes the token."""
        token = session.token
        answer = self.calls.send(
            node,
            "refresh",
            Request("POST", REFRESHES[session.contract]),
            bearer(token),
            Effects(uses=session.name, token=part(token, 1)["jti"]),
            successor=lambda response: part(token_of(response), 1)["jti"],
            at_answer=at_answer,
        )
        if answer.is_ok:
            session.token = token_of(answer.response)
        return answer

    def log_out(self, node: Node, session: Session, at_answer: Callable[[], None] | None = None) -> Answer:
        """Ends the session as its contract does."""
        if session.contract in LOGOUTS:
            request = Request("POST", LOGOUTS[session.contract])
            return self._end(node, "logout", request, session, [session], at_answer)
        return self.revoke(node, session, at_answer)

    def revoke(self, node: Node, session: Session, at_answer: Callable[[], None] | None = None) -> Answer:
        """Revokes the token, which succeeds for one that is not valid, too."""
        request = Request("POST", "/oauth/revoke", {"token": session.token}, FORM)
        effects = Effects(ends=frozenset({session.name}))
        return self._forget(self.calls.send(node, "revoke", request, {}, effects, at_answer=at_answer), [session])

    def end_one(self, node: Node, by: Session, ended: Session, at_answer: Callable[[], None] | None = None) -> Answer:
        """Ends a session from another one."""
        request = Request("DELETE", f"/account/v1/sessions/{ended.id}")
        return self._end(node, "end session", request, by, [ended], at_answer)

    def end_others(self, node: Node, by: Session) -> Answer:
        """Ends all sessions but this one."""
        others = [session for session in self.sessions.values() if session is not by]
        return self._end(node, "end other sessions", Request("DELETE", "/account/v1/sessions"), by, others)

    def log_out_everywhere(self, node: Node, by: Session) -> Answer:
        """Ends all sessions of a subscriber."""
        request = Request("POST", "/api/v1/subscriber/logout-all")
        return self._end(node, "logout-all", request, by, list(self.sessions.values()))

    def change_password(self, node: Node, by: Session) -> Answer:
        """Changes the password, which ends all other sessions."""
        new = f"{self.account.password}{next(_numbers)}"[-48:]
        body = {"current_password": self.account.password, "new_password": new}
        others = [session for session in self.sessions.values() if session is not by]
        next_name = f"{self.name}, password {self.changes + 1}"
        effects = Effects(
            uses=by.name,
            gives=frozenset({next_name}),
            ends=frozenset({self.password_name, *(session.name for session in others)}),
        )
        request = Request("POST", "/account/v1/password", body)
        answer = self._forget(self.calls.send(node, "change password", request, bearer(by.token), effects), others)
        if answer.is_ok:
            self.account, self.changes = Account(self.account.username, new), self.changes + 1
        return answer

    def disable(self, node: Node) -> Answer:
        """Has the account disabled: nothing of it is valid any more."""
        sessions = list(self.sessions.values())
        names = frozenset({self.password_name, *(session.name for session in sessions), *self.keys})
        return self._forget(self._set_status(node, "disabled", ends=names), sessions)

    def enable(self, node: Node) -> Answer:
        """Has the account enabled: its password and its keys are valid again, and its sessions stay ended."""
        return self._set_status(node, "active", gives=frozenset({self.password_name, *self.keys}))

    def create_key(self, node: Node) -> Answer:
        """Has an API key made for a user."""
        name = f"{self.name}, key {next(_numbers)}"
        body = {"user_id": self.number, "name": "Test", "permissions": ["read"]}
        by = self._operator().session
        effects = Effects(uses=by.name, gives=frozenset({name}))
        answer = self.calls.send(
            node, "create key", Request("POST", "/admin/v1/api-keys", body), bearer(by.token), effects
        )
        if answer.is_ok:
            made = answer.json()
            self.keys[name] = Key(name, made["api_key"]["id"], made["key"])
        return answer

    def use_key(self, node: Node, key: Key) -> Answer:
        """Reads the user with an API key."""
        headers, effects = {"x-api-key": key.key}, Effects(uses=key.name)
        return self.calls.send(node, "key reads user", Request("GET", "/v1/auth/user"), headers, effects)

    def revoke_key(self, node: Node, key: Key, at_answer: Callable[[], None] | None = None) -> Answer:
        """Has an API key revoked."""
        by = self._operator().session
        effects = Effects(uses=by.name, ends=frozenset({key.name}))
        request = Request("DELETE", f"/admin/v1/api-keys/{key.id}")
        answer = self.calls.send(node, "revoke key", request, bearer(by.token), effects, at_answer=at_answer)
        if answer.is_ok:
            self.keys.pop(key.name)
        return answer

    def _operator(self) -> Operator:
        if self.operator is None:
            raise ScriptError("there is no operator")
        return self.operator

    def _set_status(
        self, node: Node, status: str, gives: frozenset[str] = frozenset(), ends: frozenset[str] = frozenset()
    ) -> Answer:
        by = self._operator().session
        request = Request("PATCH", f"/admin/v1/{self.realm}/{self.number}", {"status": status})
        return self.calls.send(node, f"set {status}", request, bearer(by.token), Effects(by.name, gives, ends))

    def _end(
        self,
        node: Node,
        action: str,
        request: Request,
        by: Session,
        ended: Sequence[Session],
        at_answer: Callable[[], None] | None = None,
    ) -> Answer:
        effects = Effects(uses=by.name, ends=frozenset(session.name for session in ended))
        answer = self.calls.send(node, action, request, bearer(by.token), effects, at_answer=at_answer)
        return self._forget(answer, ended)

    def _forget(self, answer: Answer, ended: Sequence[Session]) -> Answer:
        if answer.is_ok:
            for session in ended:
                self.sessions.pop(session.name, None)
        return answer
