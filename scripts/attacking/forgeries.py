"""The forged tokens, by what is wrong with them."""

import json
import time
import uuid
from typing import Any

from attacking.forge import Forgery, Token, by_own_key, edited, encode, flipped, raw_header, relabelled, written

HOUR = 3600


def now() -> int:
    """Unix seconds."""
    return int(time.time())


# Far from here, and yet shorter than what a head may have.
LONG = "A" * 8_000


def header(**changes: Any) -> Forgery:
    """Makes tokens with these members of the header changed, perfectly signed."""
    return lambda token: token.with_header(**changes)


def claims(**changes: Any) -> Forgery:
    """The same with claims."""
    return lambda token: token.with_claims(**changes)


def algorithm(name: str, signature: str | None = None) -> Forgery:
    """Makes tokens with another `alg`, and with this signature, if one is given."""
    return lambda token: relabelled(token, name, signature=signature)


def key(secret: bytes) -> Forgery:
    """Makes tokens that another key has signed."""
    return lambda token: token.sealed(*token.parts[:2], key=secret)


ALGORITHMS: dict[str, Forgery] = {
    **{f"unsigned, alg {name}": algorithm(name, signature="") for name in ("none", "None", "nOnE", "NONE", "")},
    "alg none under the old signature": lambda token: relabelled(token, "none", signature=token.parts[2]),
    **{
        f"alg {name}, signed with the HMAC secret": algorithm(name)
        for name in ("HS384", "HS512", "RS256", "PS256", "ES256", "EdDSA", "hs256")
    },
    "signed with an empty key": key(b""),
    "signed with a guessed key": key(b"secret"),
    "signed with the issuer's name": key(b"latchkey"),
    "signed with the key's own name": lambda token: token.sealed(*token.parts[:2], key=token.header["kid"].encode()),
}

SIGNATURES: dict[str, Forgery] = {
    "signature stripped": lambda token: ".".join([*token.parts[:2], ""]),
    "signature left out": lambda token: ".".join(token.parts[:2]),
    "first bit of the signature flipped": lambda token: flipped(token, 0),
    "last bit of the signature flipped": lambda token: flipped(token, -1),
    "signature cut short": lambda token: token.text[:-4],
    "signature of zeros": lambda token: ".".join([*token.parts[:2], encode(bytes(32))]),
    "signature twice": lambda token: token.text + token.parts[2],
    "signature of other claims": lambda token: ".".join(
        [*token.parts[:2], token.with_claims(jti=str(uuid.uuid4())).rsplit(".", 1)[1]]
    ),
    "sub edited under the old signature": lambda token: edited(token, sub="2"),
    "exp edited under the old signature": lambda token: edited(token, exp=now() + 99 * HOUR),
    "aud edited under the old signature": lambda token: edited(token, aud="everybody"),
    "a claim added under the old signature": lambda token: edited(token, admin=True),
}

KEY_NAMES: dict[str, Forgery] = {
    "kid left out": header(kid=None),
    **{
        f"kid {what}": header(kid=kid)
        for what, kid in {
            "unknown": str(uuid.uuid4()),
            "empty": "",
            "a path": "../../../../../../dev/null",
            "a URL": "https://attacker.example/key.pem",
            "with SQL in it": "' OR '1'='1' UNION SELECT X'00' --",
            "a command": "key|/usr/bin/id",
            "a number": 1,
            "a list": [1],
            "with a NUL": "key\0",
            "of 6 KB": "k" * 6_000,
        }.items()
    },
}

HEADER_MEMBERS: dict[str, Forgery] = {
    "own key in jwk": by_own_key,
    **{
        f"header with {name}": header(**{name: value})
        for name, value in {
            "jku": "https://attacker.example/keys.json",
            "x5u": "https://attacker.example/key.pem",
            "x5c": ["MIIB"],
            "crit": ["exp"],
            "b64": False,
            "zip": "DEF",
            "cty": "JWT",
        }.items()
    },
    "typ left out": header(typ=None),
    "typ of another kind of token": header(typ="logout+jwt"),
    "alg twice": lambda token: raw_header(token, json.dumps(token.header).replace("{", '{"alg": "none", ', 1)),
    "header a list": lambda token: raw_header(token, "[]"),
    "header not JSON": lambda token: raw_header(token, "alg=HS256"),
}

TIMES: dict[str, Forgery] = {
    "perfectly signed, not yet valid": lambda token: token.with_claims(nbf=now() + 60),
    "perfectly signed, issued in the future": lambda token: token.with_claims(iat=now() + 60),
    "perfectly signed, exp left out": claims(exp=None),
    "perfectly signed, nbf left out": claims(nbf=None),
    "perfectly signed, iat left out": claims(iat=None),
    "perfectly signed, exp a text": lambda token: token.with_claims(exp=str(now() + HOUR)),
    "perfectly signed, exp 1e300": claims(exp=1e300),
    "perfectly signed, exp a list": lambda token: token.with_claims(exp=[now() + HOUR]),
}
"""Wrong at any time, and for every operation."""

EXPIRIES: dict[str, Forgery] = {
    "perfectly signed, expired a minute ago": lambda token: token.with_claims(exp=now() - 60),
    "perfectly signed, expired in 1970": claims(exp=0),
    "perfectly signed, expired before there was time": claims(exp=-(2**62)),
}
"""Expired: wrong for every operation but a refresh, which is there for that."""

CLAIMS: dict[str, Forgery] = {
    "perfectly signed, no session": claims(sid=None),
    "perfectly signed, unknown session": claims(sid=str(uuid.uuid4())),
    "perfectly signed, session with SQL in it": claims(sid="' OR 1=1 --"),
    "perfectly signed, session a list": claims(sid=[str(uuid.uuid4())]),
    "perfectly signed, another issuer": claims(iss="https://attacker.example"),
    "perfectly signed, no issuer": claims(iss=None),
    "perfectly signed, another account's number": claims(sub="987654321"),
    "perfectly signed, no account": claims(sub=None),
    "perfectly signed, for nobody": claims(aud=None),
    "perfectly signed, for everybody": claims(aud=["users", "subscribers", "user", "subscriber"]),
    "perfectly signed, no identifier": lambda token: token.with_identifier(None),
    "perfectly signed, identifier not a UUID": lambda token: token.with_identifier("0"),
    "perfectly signed, claims a list": lambda token: token.sealed(token.parts[0], written([token.claims])),
    "perfectly signed, claims not JSON": lambda token: token.sealed(token.parts[0], encode(b"sub=1")),
    "perfectly signed, claims nested deeply": lambda token: token.sealed(
        token.parts[0], encode(b'{"sid":' + b"[" * 4_000 + b"]" * 4_000 + b"}")
    ),
}

SHAPES: dict[str, Forgery] = {
    "one part": lambda token: token.parts[0],
    "three empty parts": lambda _: "..",
    "five parts": lambda token: f"{token.text}.AAAA.AAAA",
    "parts in standard base64": lambda token: token.text.replace("-", "+").replace("_", "/") + "=",
    "not ASCII": lambda token: f"{token.text}\xff\xfe",
    "a blank within": lambda token: token.text.replace(".", ". ", 1),
    "two tokens, joined by a comma": lambda token: f"{token.text},{token.text}",
    "8 KB of letters": lambda _: LONG,
    "8 KB of dots": lambda _: "." * 8_000,
    "a session's number": lambda token: str(token.claims.get("sid", "")),
}

FOR_ALL: dict[str, Forgery] = {
    **ALGORITHMS,
    **SIGNATURES,
    **KEY_NAMES,
    **HEADER_MEMBERS,
    **TIMES,
    **CLAIMS,
    **SHAPES,
}
"""What every operation must refuse."""


def unknown_identifier(token: Token) -> str:
    """A token of the right session that the session never had. A refresh takes it for a stolen one."""
    return token.with_identifier(str(uuid.uuid4()))
