"""What `admin` is about: users, subscribers, and what belongs to them. It is made through `admin` itself, by the user
who may do everything, and inside of what the demonstration accounts are confined to, so that those may administer it,
too."""

import itertools
import uuid
from collections.abc import Callable, Mapping

import requests

from contracts.callers import CALLERS, NOBODY, Account, Caller
from contracts.credentials import Credentials
from lib.client import TIMEOUT
from lib.documents import Json
from lib.process import ScriptError

INSIDE = {"isp_id": 1, "branch_id": 1}
"""The provider and the branch of the demonstration accounts."""
ROOT = "/admin/v1"


class Things:
    """Makes things on one server."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._administrator = Credentials(base, CALLERS["administrator"])
        self._session = requests.Session()
        # Ignore the proxy of the environment.
        self._session.trust_env = False
        # Others may make things on the same server.
        self._maker = uuid.uuid4().hex[:8]
        self._numbers = itertools.count(1)
        self._kept: dict[str, Json] = {}
        self._with_sessions: Credentials | None = None

    def add_nobody(self) -> None:
        """Adds the user without a permission."""
        self._post("/users", username="nobody", email=NOBODY.name, name="Nobody", password=NOBODY.password, **INSIDE)

    def account(self) -> Account:
        """A user with a password."""
        name = self._name()
        account = Account("staff", f"{name}@example.com", "seven quiet herons, some ponds")
        self._post("/users", username=name, email=account.name, name=name, password=account.password, **INSIDE)
        return account

    def names(self, operation: str) -> dict[str, Json]:
        """The members of the body of this operation that no two things may have the same of."""
        name = self._name()
        match operation:
            case "createUser":
                return {"username": name, "email": f"{name}@example.com"}
            case "createSubscriber":
                return {"username": name, "email": f"{name}@example.com", "customer_id": name}
            case "createRole":
                return {"name": name}
            case "createWebhook":
                return {"url": self.receiver()}
            case _:
                return {}

    def fresh(self, operation: str) -> Json:
        """What this operation succeeds with, once: the number of a thing, or a session's ID."""
        return MADE_FOR[operation](self)

    def kept(self, operation: str) -> Json:
        """The same for an operation that leaves the thing there, which many requests share. Others get a fresh one."""
        if operation in ENDING:
            return self.fresh(operation)
        kind = MADE_FOR[operation].__name__
        if kind not in self._kept:
            self._kept[kind] = self.fresh(operation)
        return self._kept[kind]

    def user(self) -> Json:
        """A user without a password."""
        name = self._name()
        return self._post("/users", username=name, email=f"{name}@example.com", name=name, **INSIDE)

    def deleted_user(self) -> Json:
        """A user who can be restored."""
        return self._deleted("/users", self.user())

    def subscriber(self) -> Json:
        """A subscriber without a password."""
        name = self._name()
        return self._post("/subscribers", username=name, customer_id=name, firstname=name, lastname=name, **INSIDE)

    def deleted_subscriber(self) -> Json:
        """A subscriber who can be restored."""
        return self._deleted("/subscribers", self.subscriber())

    def role(self) -> Json:
        """A role without permissions."""
        return self._post("/roles", name=self._name())

    def api_key(self) -> Json:
        """An API key of a user."""
        body = {"user_id": self.user(), "name": "scripts", "permissions": ["read"]}
        return self._send("POST", "/api-keys", body).json()["api_key"]["id"]

    def setting(self) -> Json:
        """A setting of a user."""
        body = {"category": "scripts", "group": "scripts", "name": self._name()}
        return self._send("PUT", f"/users/{self.user()}/settings", body).json()["id"]

    def webhook(self) -> Json:
        """A webhook endpoint."""
        return self._send("POST", "/webhooks", {"url": self.receiver()}).json()["webhook"]["id"]

    def receiver(self) -> str:
        """A URL that no message arrives at: there are no hosts in this domain (RFC 2606)."""
        return f"https://{self._name()}.invalid/"

    def session(self) -> Json:
        """A session of a user."""
        self._with_sessions = self._with_sessions or Credentials(self._base, Caller("user", "bearer", self.account()))
        return self._with_sessions.new_session()

    def _name(self) -> str:
        return f"thing-{self._maker}-{next(self._numbers)}"

    def _deleted(self, path: str, number: Json) -> Json:
        self._send("DELETE", f"{path}/{number}")
        return number

    def _post(self, path: str, **body: Json) -> Json:
        return self._send("POST", path, body).json()["id"]

    def _send(self, method: str, path: str, body: Json = None) -> requests.Response:
        name, value = self._administrator.header() or ("", "")
        response = self._session.request(
            method, self._base + ROOT + path, json=body, headers={name: value}, timeout=TIMEOUT
        )
        if not response.ok:
            raise ScriptError(f"{method} {path}: {response.status_code} {response.text}")
        return response


MADE_FOR: Mapping[str, Callable[[Things], Json]] = {
    **dict.fromkeys(("getUser", "updateUser", "deleteUser", "getUserLock", "unlockUser"), Things.user),
    **dict.fromkeys(("listSettings", "putSetting", "createApiKey"), Things.user),
    **dict.fromkeys(("getSubscriber", "updateSubscriber", "deleteSubscriber"), Things.subscriber),
    **dict.fromkeys(("getSubscriberLock", "unlockSubscriber"), Things.subscriber),
    **dict.fromkeys(("listSessions", "endSessions", "listAuditEvents"), Things.subscriber),
    **dict.fromkeys(("getRole", "updateRole", "deleteRole"), Things.role),
    **dict.fromkeys(("getApiKey", "rotateApiKey", "revokeApiKey"), Things.api_key),
    **dict.fromkeys(("getWebhook", "updateWebhook", "deleteWebhook"), Things.webhook),
    **dict.fromkeys(("enableWebhook", "disableWebhook", "rotateWebhookSecret"), Things.webhook),
    "restoreUser": Things.deleted_user,
    "restoreSubscriber": Things.deleted_subscriber,
    "deleteSetting": Things.setting,
    "endSession": Things.session,
}
"""What each operation of `admin` acts on, where it acts on one thing."""

ENDING = frozenset(
    {
        *("deleteUser", "deleteSubscriber", "deleteRole", "deleteSetting", "deleteWebhook", "endSession"),
        *("restoreUser", "restoreSubscriber", "revokeApiKey", "rotateApiKey"),
    }
)
"""The operations that succeed once with a thing."""

CHANGING = ENDING | {"updateUser", "updateSubscriber", "updateRole", "updateWebhook"}
"""The operations that a thing is different after."""


def parameters(operation: str, thing: Json) -> dict[str, dict[str, Json]]:
    """Where a request has the thing: in the path, the query or the body."""
    match operation:
        case "listSessions" | "endSessions" | "listAuditEvents":
            return {"query": {"account": f"subscribers/{thing}"}}
        case "createApiKey":
            return {"body": {"user_id": thing}}
        case _:
            return {"path_parameters": {"id": thing}}
