"""The server's settings that the scripts need, as environment variables. Every one is named here and nowhere else, so
that a renamed configuration key is one change."""

DATABASE_URL = "LATCHKEY_DATABASE_URL"

DEFAULTS = {
    "LATCHKEY_LOG_FORMAT": "json",
    # The lowest cost there is: no script depends on the strength of hashes.
    "LATCHKEY_PASSWORDS_BCRYPT_COST": "10",
}
"""What every server is started with."""

HASHING_THREADS = "LATCHKEY_PASSWORDS_THREADS"

EAGER_HASHING = {"LATCHKEY_PASSWORDS_NICE": "0"}
"""Logins do not wait for other programs, where these keep the cores busy."""

NO_SESSION_CACHE = {"LATCHKEY_DATABASE_CACHE_MIB": "0"}

BEHIND_POOLER = {"LATCHKEY_DATABASE_POOLER": "transaction"}
"""A pooler in transaction mode stands before PostgreSQL."""

TRUSTED_PROXY = {"LATCHKEY_HTTP_TRUSTED_PROXIES": "127.0.0.1/32"}
"""Lets the scripts choose the client address of a request with X-Forwarded-For."""

WEBHOOKS_TO_THIS_MACHINE = {"LATCHKEY_WEBHOOKS_ALLOWED_NETWORKS": "127.0.0.1"}
"""Lets webhooks be sent to 127.0.0.1, and without TLS."""

H2C = {"LATCHKEY_HTTP_H2C": "true"}
"""HTTP/2 without TLS."""

HIGHEST_LIMITS = {
    "LATCHKEY_THROTTLE_ACCOUNT_FAILURES": "100",
    "LATCHKEY_THROTTLE_SOURCE_FAILURES": "100",
    "LATCHKEY_THROTTLE_NETWORK_FAILURES": "1000",
    "LATCHKEY_THROTTLE_CONSECUTIVE_FAILURES": "100",
}
"""The highest login rate limits that can be set, for tests that fail to log in on purpose."""

NO_REFRESH_LIMITS = {
    "LATCHKEY_THROTTLE_SESSION_REFRESHES": "0",
    "LATCHKEY_THROTTLE_ACCOUNT_REFRESHES": "0",
}
"""For measurements that refresh one session as often as they can."""

NO_REFRESH_GRACE = {"LATCHKEY_SESSIONS_REFRESH_GRACE": "0s"}
"""A token is spent as soon as it is refreshed."""

REUSE_IS_REJECTED = {"LATCHKEY_TOKENS_ON_REUSE": "reject"}
"""A spent token is refused, and its session stays open."""

MANY_SESSIONS = {"LATCHKEY_SESSIONS_MAX_PER_ACCOUNT": "10000"}
"""The most sessions that an account may have, so that none is ended for another."""


def cors_origins(origins: str) -> dict[str, str]:
    """The origins whose pages may call, separated by commas."""
    return {"LATCHKEY_HTTP_CORS_ORIGINS": origins}


def account_failures(limit: int) -> dict[str, str]:
    """How many failed logins an account may have, but from known sources."""
    return {"LATCHKEY_THROTTLE_ACCOUNT_FAILURES": str(limit)}


def hashing_queue(length: int) -> dict[str, str]:
    """How many logins may wait for a hashing thread."""
    return {"LATCHKEY_PASSWORDS_MAX_WAITING": str(length)}


def timeouts(*, head: int, body: int, idle: int) -> dict[str, str]:
    """How long a connection may take to send a head or a body, or be idle, in seconds."""
    return {
        "LATCHKEY_HTTP_HEAD_TIMEOUT": f"{head}s",
        "LATCHKEY_HTTP_BODY_TIMEOUT": f"{body}s",
        "LATCHKEY_HTTP_IDLE_TIMEOUT": f"{idle}s",
    }


def database_connections(most: int) -> dict[str, str]:
    """How many connections a node may have to its database."""
    return {"LATCHKEY_DATABASE_MAX_CONNECTIONS": str(most)}


def sessions_per_account(most: int) -> dict[str, str]:
    """How many open sessions an account may have."""
    return {"LATCHKEY_SESSIONS_MAX_PER_ACCOUNT": str(most)}


def upstream(contract: str, url: str, mode: str = "off", timeout: int = 2, header_file: str = "") -> dict[str, str]:
    """The old backend of a contract, who answers its clients, how long it may take in seconds, and a header that each of
    its requests gets: `NAME:FILE`."""
    prefix = f"LATCHKEY_CONTRACTS_{contract.upper()}_UPSTREAM"
    return {
        f"{prefix}_URL": url,
        f"{prefix}_MODE": mode,
        f"{prefix}_TIMEOUT": f"{timeout}s",
        **({f"{prefix}_HEADER_FILES": header_file} if header_file else {}),
    }
