"""Passwords."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FastPBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """Few iterations, because hundreds of accounts are hashed at each start."""

    iterations = 1000
