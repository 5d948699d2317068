"""Who calls: each kind of caller there is, with the demonstration account or key that is theirs."""

import base64
from dataclasses import dataclass

from lib.documents import Operation

API_KEY = "api_demo00000000000000000000"
CLIENT_SECRET = "cs_demo000000000000000000000000000000000000"


@dataclass(frozen=True)
class Account:
    """A demonstration account, and the contract that it logs in through."""

    contract: str
    name: str
    password: str


USER = Account("staff", "admin@example.com", "your-password")
SUBSCRIBER = Account("subscriber", "subscriber1", "subscriber-password")


@dataclass(frozen=True)
class Caller:
    """One kind of caller."""

    name: str
    scheme: str | None
    """The kind of credential it has, as `Operation.schemes` calls it; None when it has none."""
    account: Account | None = None
    """Whose tokens it sends, when it sends tokens."""
    header: tuple[str, str] | None = None
    """Its credential, when that is always the same one."""

    def has_what_it_takes(self, operation: Operation) -> bool:
        """Whether the operation takes this kind of credential, or none, from a caller who has none."""
        return self.scheme in operation.schemes if self.scheme else operation.is_open


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


CALLERS = {
    caller.name: caller
    for caller in (
        Caller("nobody", None),
        Caller("user", "bearer", account=USER),
        Caller("subscriber", "bearer", account=SUBSCRIBER),
        Caller("api-key", "apiKey", header=("x-api-key", API_KEY)),
        Caller("key-as-bearer", "keyAsBearer", header=("Authorization", f"Bearer {API_KEY}")),
        Caller("key-and-secret", "basic", header=("Authorization", _basic(API_KEY, CLIENT_SECRET))),
    )
}
"""The kinds of callers, by name."""

EVERYWHERE = ("nobody", "user", "subscriber", "api-key")
"""Those who call every document, whether it takes what they have or not. The others call where it does."""
