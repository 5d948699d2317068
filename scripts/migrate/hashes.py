"""Password hashes of systems that do not run here, made from the layouts that their sources document, and those that
were recorded from systems that ran once."""

import base64
import hashlib
import json
from typing import Any

import argon2
import bcrypt

from lib.process import ROOT

FILES = ROOT / "tests" / "migrate"
"""What is recorded and copied of the systems."""

RECORDED: dict[str, Any] = json.loads((FILES / "recorded.json").read_text(encoding="utf-8"))
RECORDED_PASSWORD: str = RECORDED["password"]
"""The password of all recorded hashes."""

SALT = bytes(range(16))
"""The hashes are the same in every run."""


def recorded(name: str) -> str:
    """A hash that was recorded."""
    return str(RECORDED["hashes"][name])


def bcrypt_hash(password: str, prefix: str = "$2y$") -> str:
    """bcrypt under one of its names."""
    made = bcrypt.hashpw(password.encode(), bcrypt.gensalt(10))
    return prefix + made.decode().removeprefix("$2b$")


def md5(password: str) -> str:
    """MD5 without a salt."""
    return hashlib.md5(password.encode()).hexdigest()


def identity_v2(password: str) -> str:
    """ASP.NET Core Identity's version 2: a zero byte, the salt, PBKDF2 with SHA-1 and 1,000 iterations."""
    key = hashlib.pbkdf2_hmac("sha1", password.encode(), SALT, 1_000, 32)
    return _text(b"\x00" + SALT + key)


def identity_v3(password: str, digest: str, iterations: int) -> str:
    """ASP.NET Core Identity's version 3: a one, then the digest's number, the iterations and the salt's length, each
    in four bytes, the salt, and PBKDF2. .NET 8 writes SHA-512 with 100,000 iterations."""
    number = ("sha1", "sha256", "sha512").index(digest)
    head = b"".join(value.to_bytes(4, "big") for value in (number, iterations, len(SALT)))
    return _text(b"\x01" + head + SALT + hashlib.pbkdf2_hmac(digest, password.encode(), SALT, iterations, 32))


def membership(password: str) -> str:
    """ASP.NET Membership's, in the text that the page makes of its two columns."""
    digest = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()
    return f"$aspnet-membership$sha1${_text(SALT)}${_text(digest)}"


def keycloak_pbkdf2(password: str, digest: str, iterations: int, length: int) -> tuple[str, str]:
    """The two columns of a PBKDF2 credential of Keycloak: `secret_data` and `credential_data`."""
    key = hashlib.pbkdf2_hmac(digest, password.encode(), SALT, iterations, length)
    data = {"hashIterations": iterations, "algorithm": f"pbkdf2-{digest}", "additionalParameters": {}}
    return _secret(key), json.dumps(data)


def keycloak_argon2(password: str) -> tuple[str, str]:
    """The two columns of an Argon2 credential of Keycloak, with its default parameters."""
    raw = argon2.low_level.hash_secret_raw(password.encode(), SALT, 5, 7168, 1, 32, argon2.Type.ID)
    parameters = {"hashLength": ["32"], "memory": ["7168"], "type": ["id"], "version": ["1.3"], "parallelism": ["1"]}
    data = {"hashIterations": 5, "algorithm": "argon2", "additionalParameters": parameters}
    return _secret(raw), json.dumps(data)


def _secret(key: bytes) -> str:
    return json.dumps({"value": _text(key), "salt": _text(SALT), "additionalParameters": {}})


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
