"""A Django project of one file, run as a program of its own: `scripts/migrate` starts it with Django's settings of a
database, or nothing, as JSON on standard input, and reads JSON from its output.

    django_project.py fill        makes the tables and the accounts, and prints the stored passwords by username
    django_project.py defaults    prints a password that each hasher has stored at its default cost, by hasher
    django_project.py check       prints whether each [password, stored] of the input matches
"""

import json
import sys
from typing import Any

import django
from django.conf import settings

PASSWORD = "a long and winding road"
HASHERS = {
    "pbkdf2": "PBKDF2PasswordHasher",
    "pbkdf2_sha1": "PBKDF2SHA1PasswordHasher",
    "argon2": "Argon2PasswordHasher",
    "bcrypt_sha256": "BCryptSHA256PasswordHasher",
    "bcrypt": "BCryptPasswordHasher",
    "scrypt": "ScryptPasswordHasher",
    "md5": "MD5PasswordHasher",
}
"""All hashers of Django, each with a user of this name."""
LOW_COSTS = {
    "PBKDF2PasswordHasher": {"iterations": 20_000},
    "PBKDF2SHA1PasswordHasher": {"iterations": 20_000},
    "Argon2PasswordHasher": {"memory_cost": 1024, "parallelism": 2},
    "BCryptSHA256PasswordHasher": {"rounds": 10},
    "BCryptPasswordHasher": {"rounds": 10},
    "ScryptPasswordHasher": {"work_factor": 2**12, "parallelism": 1},
}
"""Costs for accounts that log in. The program is not optimized, and a refusal costs the sum of all of them."""


def set_up(database: dict[str, Any]) -> None:
    """Loads Django with what authentication needs."""
    settings.configure(
        DATABASES={"default": database} if database else {},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
        PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}" for name in HASHERS.values()],
        USE_TZ=True,
    )
    django.setup()


def fill() -> dict[str, str]:
    """Makes the accounts."""
    from django.contrib.auth import hashers
    from django.contrib.auth.models import Group, Permission, User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for hasher, costs in LOW_COSTS.items():
        for name, cost in costs.items():
            setattr(getattr(hashers, hasher), name, cost)
    for name, stored in stored_by_all().items():
        User.objects.create(username=name, email=f"{name}@example.com", password=stored)
    boss = User.objects.get(username="pbkdf2")
    boss.is_superuser, boss.first_name, boss.last_name = True, "Ana", "Lima"
    boss.save()
    boss.groups.set([Group.objects.create(name="Support"), Group.objects.create(name="Billing")])
    boss.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "add_group"]))
    User.objects.filter(username="scrypt").update(is_staff=True, username="s@example.com")
    User.objects.filter(username="bcrypt").update(is_active=False)
    User.objects.create_user("nobody", "nobody@example.com")
    return dict(User.objects.values_list("username", "password"))


def stored_by_all() -> dict[str, str]:
    """What each hasher stores."""
    from django.contrib.auth import hashers

    found = {name: getattr(hashers, hasher)() for name, hasher in HASHERS.items()}
    return {name: hasher.encode(PASSWORD, hasher.salt()) for name, hasher in found.items()}


def check(pairs: list[tuple[str, str]]) -> list[bool]:
    """Whether each matches."""
    from django.contrib.auth.hashers import check_password

    return [check_password(password, stored) for password, stored in pairs]


def main() -> None:
    """Does what the argument says."""
    given = json.load(sys.stdin)
    command = sys.argv[1]
    set_up(given if command == "fill" else {})
    found = fill() if command == "fill" else stored_by_all() if command == "defaults" else check(given)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
