"""The kinds of callers, with the demonstration account or key of each."""

import base64
from dataclasses import dataclass
from enum import Enum

from lib.documents import Operation

API_KEY = "api_demo00000000000000000000"
CLIENT_SECRET = "cs_demo000000000000000000000000000000000000"


@dataclass(frozen=True)
class Account:
    """A demonstration account, and the contract through which it logs in."""

    contract: str
    name: str
    password: str


USER = Account("staff", "admin@example.com", "your-password")
ADMINISTRATOR = Account("staff", "admin@NetXD.com", "Test@1234")
"""The user who belongs to no provider, and holds all permissions of `admin`."""
NOBODY = Account("staff", "nobody@example.com", "seven quiet herons, no pond")
"""A user without a permission. It is no demonstration account: `things` adds it."""
SUBSCRIBER = Account("subscriber", "subscriber1", "kettle-otter-velvet")


class Administers(Enum):
    """What a caller may do through `admin`."""

    NOTHING = 0
    INSIDE = 1
    """All that concerns the provider and the branch that the caller belongs to."""
    EVERYTHING = 2


@dataclass(frozen=True)
class Caller:
    """A kind of caller."""

    name: str
    scheme: str | None
    """The kind of its credential, one of `Operation.schemes`; None when it has none."""
    account: Account | None = None
    """The account of its tokens, when it sends tokens."""
    header: tuple[str, str] | None = None
    """Its credential, when that never changes."""
    administers: Administers = Administers.NOTHING
    document: str | None = None
    """The document that it calls, when it is like another caller to the others."""

    def is_accepted_by(self, operation: Operation) -> bool:
        """Whether the operation accepts its kind of credential, or none when it has none."""
        return self.scheme in operation.schemes if self.scheme else operation.is_open


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


CALLERS = {
    caller.name: caller
    for caller in (
        Caller("anonymous", None),
        Caller("user", "bearer", account=USER, administers=Administers.INSIDE),
        Caller("administrator", "bearer", ADMINISTRATOR, administers=Administers.EVERYTHING, document="admin"),
        Caller("without-permission", "bearer", NOBODY, document="admin"),
        Caller("subscriber", "bearer", account=SUBSCRIBER),
        Caller("api-key", "apiKey", header=("x-api-key", API_KEY), administers=Administers.INSIDE),
        Caller("key-as-bearer", "keyAsBearer", header=("Authorization", f"Bearer {API_KEY}")),
        Caller("key-and-secret", "basic", header=("Authorization", _basic(API_KEY, CLIENT_SECRET))),
    )
}
"""The kinds of callers, by name."""

EVERYWHERE = ("anonymous", "user", "subscriber")
"""The callers of every document. The others call the documents that accept their credentials, or the one that they are
for."""
