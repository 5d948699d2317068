"""The kinds of callers, with the demonstration account or key of each."""

import base64
from dataclasses import dataclass

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
SUBSCRIBER = Account("subscriber", "subscriber1", "kettle-otter-velvet")


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

    def is_accepted_by(self, operation: Operation) -> bool:
        """Whether the operation accepts its kind of credential, or none when it has none."""
        return self.scheme in operation.schemes if self.scheme else operation.is_open


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


CALLERS = {
    caller.name: caller
    for caller in (
        Caller("anonymous", None),
        Caller("user", "bearer", account=USER),
        Caller("subscriber", "bearer", account=SUBSCRIBER),
        Caller("api-key", "apiKey", header=("x-api-key", API_KEY)),
        Caller("key-as-bearer", "keyAsBearer", header=("Authorization", f"Bearer {API_KEY}")),
        Caller("key-and-secret", "basic", header=("Authorization", _basic(API_KEY, CLIENT_SECRET))),
    )
}
"""The kinds of callers, by name."""

EVERYWHERE = ("anonymous", "user", "subscriber")
"""The callers of every document. The others call the documents that accept their credentials."""
