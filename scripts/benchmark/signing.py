"""Tokens as the server makes them, with the key that it has made."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any, NamedTuple, Self

from benchmark.accounts import written
from lib.installation import Broken


class Signer(NamedTuple):
    """Makes tokens after the one that the server has made: what differs from person to person is put in, the rest is
    left as it is."""

    header: str
    """As it was written."""
    claims: dict[str, Any]
    secret: str
    """In hexadecimal digits."""
    session_lasts: int
    """How long a session goes on after its last use, in milliseconds."""

    @classmethod
    def of(cls, token: str, secret: bytes, session_lasts: int) -> Self:
        """Takes a token apart, and makes sure that the secret is what signed it."""
        header, claims, signature = token.split(".")
        if _signature(secret, f"{header}.{claims}") != signature:
            raise Broken("a token is not signed with the key that is in the database")
        read = json.loads(base64.urlsafe_b64decode(claims + "=="))
        return cls(header, read, secret.hex(), session_lasts)

    def token(self, account: int, session: bytes, token: bytes) -> str:
        """The token of a session."""
        now = int(time.time())
        lifetime = self.claims["exp"] - self.claims["iat"]
        times = {"iat": now, "nbf": now, "exp": now + lifetime}
        names = {"sub": str(account), "jti": token.hex(), "sid": written(session)}
        claims = json.dumps({**self.claims, **times, **names}, separators=(",", ":"))
        text = f"{self.header}.{_encoded(claims.encode())}"
        return f"{text}.{_signature(bytes.fromhex(self.secret), text)}"


def _signature(secret: bytes, text: str) -> str:
    return _encoded(hmac.digest(secret, text.encode(), hashlib.sha256))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
