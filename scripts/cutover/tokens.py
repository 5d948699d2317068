"""The tokens of old backends: JWTs, signed by HS256."""

import base64
import hashlib
import hmac
import json
from typing import Any


def decode(part: str) -> bytes:
    """The bytes of a part of a token."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(data: bytes) -> str:
    """A part of a token with these bytes."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def signature(text: str, secret: str) -> str:
    """The signature by HS256."""
    return encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


def part_of(token: str, number: int) -> Any:
    """The header of a token, 0, or its claims, 1."""
    return json.loads(decode(token.split(".")[number]))


def unsigned(token: str) -> str:
    """The token with the algorithm `none`."""
    return f"{encode(json.dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{token.split('.')[1]}."


def signed(token: str, secret: str, **changed: str) -> str:
    """The token with these claims changed, signed with this secret."""
    header = token.split(".")[0]
    changed_claims = {**part_of(token, 1), **changed}
    text = f"{header}.{encode(json.dumps(changed_claims).encode())}"
    return f"{text}.{signature(text, secret)}"
