"""The accounts of a dataset. Each is computed from its number, so that none has to be looked up."""

import hashlib
from typing import NamedTuple

PASSWORD = "correct horse battery staple 7"
"""The password of all accounts, so that they share one hash and each can log in."""
ROLE = "admin"
PERMISSIONS = ["subscribers.view", "subscribers.create", "packages.view"]

FIRST = """Amina Anders Beatriz Bilal Chiara Daniel Dewi Elena Farhana Felix Grace Hana Hassan Ines Ivan Jamal Joana
Kenji Laila Lars Lucía Mahmud Maria Mehdi Mina Nadia Noah Olga Omar Paula Rahim Rosa Samir Sofia Tariq Yuki""".split()
LAST = """Ahmed Akhter Andersson Becker Bianchi Chowdhury Costa Dubois Eriksen Fernández García Haddad Hossain Islam
Ivanova Jensen Khan Kowalski Lopez Martin Meyer Mwangi Nakamura Nguyen Novak Okafor Petrov Rahman Rossi Santos Sarkar
Schmidt Silva Smith Tanaka Uddin Weber Yılmaz""".split()
DOMAINS = ("mail.example", "fibre.example", "company.example", "net.example", "post.example")
USER_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
)


class Profile(NamedTuple):
    """An account, and the client of its session."""

    username: str
    email: str
    name: str
    phone: str
    address: str
    """The client address of the session."""
    user_agent: str


def profile(number: int) -> Profile:
    """The account of this number."""
    mixed = number * 2_654_435_761 % 2**32
    first, last = FIRST[mixed % len(FIRST)], LAST[mixed // 64 % len(LAST)]
    # Usernames and domains are ASCII; names may not be.
    username = f"{first}.{last}{number}".lower().encode("ascii", "ignore").decode()
    return Profile(
        username=username,
        email=f"{username}@{DOMAINS[mixed % len(DOMAINS)]}",
        name=f"{first} {last}",
        phone=f"017{number:08}",
        address=f"10.{mixed >> 24}.{mixed >> 16 & 255}.{mixed >> 8 & 255}",
        user_agent=USER_AGENTS[mixed // 4096 % len(USER_AGENTS)],
    )


def ident(kind: str, number: int) -> bytes:
    """A UUID that looks like version 4. A kind and a number always give the same one, in no order."""
    made = bytearray(hashlib.blake2b(b"%s %d" % (kind.encode(), number), digest_size=16).digest())
    made[6] = made[6] & 0x0F | 0x40
    made[8] = made[8] & 0x3F | 0x80
    return bytes(made)


def uuid_text(uuid: bytes) -> str:
    """A UUID with hyphens."""
    digits = uuid.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
