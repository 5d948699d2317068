"""The password hash."""

from django.contrib.auth.hashers import BCryptSHA256PasswordHasher


class BCrypt(BCryptSHA256PasswordHasher):
    """The cost of all servers; Django's default is 12."""

    rounds = 10
