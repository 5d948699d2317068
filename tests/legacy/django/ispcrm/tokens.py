"""JSON Web Tokens with the claims of Simple JWT, and an issuer."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

from django.conf import settings

from ispcrm.models import EndedToken, Subscriber

ISSUER = "ispcrm"
LIFETIME = 30 * 24 * 3600

Claims = dict[str, Any]


def issue(subscriber: Subscriber) -> str:
    """A new token."""
    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {
        "token_type": "access",
        "exp": now + LIFETIME,
        "iat": now,
        "jti": uuid.uuid4().hex,
        "user_id": subscriber.pk,
        "iss": ISSUER,
    }
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{signed}.{_signature(signed)}"


def verify(authorization: str) -> Claims | None:
    """The claims of the bearer token, if it is good and its subscriber may log in."""
    scheme, _, token = authorization.partition(" ")
    signed, _, signature = token.rpartition(".")
    if scheme.lower() != "bearer" or not hmac.compare_digest(signature.encode(), _signature(signed).encode()):
        return None
    # Only we can have signed it, so it has our shape, unless its secret signs other things, too.
    header, claims = (json.loads(_decode(part)) for part in signed.split("."))
    if header["alg"] != "HS256" or claims.get("iss") != ISSUER or claims["exp"] <= time.time():
        return None
    has_ended = EndedToken.objects.filter(jti=claims["jti"]).exists()
    is_active = Subscriber.objects.filter(pk=claims["user_id"], is_active=True).exists()
    return claims if is_active and not has_ended else None


def _signature(signed: str) -> str:
    return _encode(hmac.new(settings.SECRET_KEY.encode(), signed.encode(), hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
