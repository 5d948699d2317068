"""How passwords are hashed."""

from django.contrib.auth.hashers import BCryptSHA256PasswordHasher


class BCrypt(BCryptSHA256PasswordHasher):
    """At the cost that all servers have; Django's own default is 12."""

    rounds = 10
