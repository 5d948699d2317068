"""Signs tokens like the server, with the server's key."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any, NamedTuple, Self

from benchmark.accounts import uuid_text
from lib.process import ScriptError


class Signer(NamedTuple):
    """Issues tokens like one that the server has issued, for other accounts and sessions."""

    header: str
    """As it was uuid_text."""
    claims: dict[str, Any]
    secret: str
    """Hexadecimal."""
    session_lasts: int
    """The idle timeout of a session in milliseconds."""

    @classmethod
    def of(cls, token: str, secret: bytes, session_lasts: int) -> Self:
        """Parses a token, and checks that the secret has signed it."""
        header, claims, signature = token.split(".")
        if _signature(secret, f"{header}.{claims}") != signature:
            raise ScriptError("a token is not signed with the key that is in the database")
        read = json.loads(base64.urlsafe_b64decode(claims + "=="))
        return cls(header, read, secret.hex(), session_lasts)

    def token(self, account: int, session: bytes, token: bytes) -> str:
        """The token of a session."""
        now = int(time.time())
        lifetime = self.claims["exp"] - self.claims["iat"]
        times = {"iat": now, "nbf": now, "exp": now + lifetime}
        names = {"sub": str(account), "jti": token.hex(), "sid": uuid_text(session)}
        claims = json.dumps({**self.claims, **times, **names}, separators=(",", ":"))
        text = f"{self.header}.{_encoded(claims.encode())}"
        return f"{text}.{_signature(bytes.fromhex(self.secret), text)}"


def _signature(secret: bytes, text: str) -> str:
    return _encoded(hmac.digest(secret, text.encode(), hashlib.sha256))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
