"""Forging tokens: what anybody can do to a token, and what only somebody with the signing key can."""

import base64
import hashlib
import hmac
import json
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from lib.installation import Broken

Members = dict[str, Any]
DIGESTS = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def encode(data: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes behind a part of a token."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def written(members: Any) -> str:
    """A part of a token."""
    return encode(json.dumps(members).encode())


@dataclass(frozen=True)
class Token:
    """A genuine token in its parts, with the key that signed it."""

    text: str
    header: Members
    claims: Members
    key: bytes

    @classmethod
    def read(cls, text: str, database: Path) -> Self:
        """Takes a token apart, and its key out of the server's own database."""
        header, claims, _ = (decode(part) for part in text.split("."))
        kid = uuid.UUID(json.loads(header)["kid"])
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            row = connection.execute(
                "SELECT secret FROM signing_keys WHERE algorithm = 'HS256' AND id IN (?, ?)", (kid.bytes, str(kid))
            ).fetchone()
        if row is None:
            raise Broken("the database has no HS256 key of the token's name")
        token = cls(text, json.loads(header), json.loads(claims), bytes(row[0]))
        head, _, signature = text.rpartition(".")
        if token.signature_of(head) != signature:
            raise Broken("the key in the database is not the one that signed the token")
        return token

    @property
    def parts(self) -> tuple[str, str, str]:
        """Header, claims and signature as they are sent."""
        header, claims, signature = self.text.split(".")
        return header, claims, signature

    def signature_of(self, text: str, *, key: bytes | None = None, algorithm: str = "HS256") -> str:
        """Signs, with the genuine key unless another is given."""
        return encode(hmac.new(self.key if key is None else key, text.encode(), DIGESTS[algorithm]).digest())

    def sealed(self, header: str, claims: str, **how: Any) -> str:
        """A token of these two parts, signed."""
        text = f"{header}.{claims}"
        return f"{text}.{self.signature_of(text, **how)}"

    def with_header(self, **changes: Any) -> str:
        """The token with these members of its header changed, and signed with the genuine key, so that nothing but
        the header is wrong with it. None removes a member."""
        return self.sealed(written(changed(self.header, changes)), self.parts[1])

    def with_identifier(self, identifier: str | None) -> str:
        """The same with the claim that names the token, whatever its contract calls that."""
        return self.with_claims(**{next(name for name in self.claims if name.lower() == "jti"): identifier})

    def with_claims(self, **changes: Any) -> str:
        """The same with claims."""
        return self.sealed(self.parts[0], written(changed(self.claims, changes)))


def changed(members: Members, changes: Members) -> Members:
    """The members with these changes. None removes one."""
    return {name: value for name, value in {**members, **changes}.items() if value is not None}


Forgery = Callable[[Token], str]


def flipped(token: Token, place: int) -> str:
    """The token with one bit of its signature flipped."""
    header, claims, signature = token.parts
    bits = bytearray(decode(signature))
    bits[place] ^= 1
    return f"{header}.{claims}.{encode(bytes(bits))}"


def relabelled(token: Token, algorithm: str, *, signature: str | None = None) -> str:
    """The token with another `alg`. Its signature is what the genuine key makes of that with HMAC, as if a public key
    had been taken for a shared secret, unless one is given."""
    header = written({**token.header, "alg": algorithm})
    if signature is None:
        return token.sealed(header, token.parts[1], algorithm=algorithm if algorithm in DIGESTS else "HS256")
    return f"{header}.{token.parts[1]}.{signature}"


def edited(token: Token, **changes: Any) -> str:
    """The token with claims changed under the old signature."""
    header, _, signature = token.parts
    return f"{header}.{written({**token.claims, **changes})}.{signature}"


def raw_header(token: Token, header: str) -> str:
    """The token with this text for a header, signed with the genuine key."""
    return token.sealed(encode(header.encode()), token.parts[1])


def by_own_key(token: Token) -> str:
    """A token that brings the key along which signs it."""
    key = b"a key of the attacker's own making"
    jwk = {"kty": "oct", "k": encode(key), "alg": "HS256"}
    return token.sealed(written({**token.header, "jwk": jwk}), token.parts[1], key=key)
