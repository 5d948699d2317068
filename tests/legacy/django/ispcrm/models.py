"""Subscribers, and the tokens that they have ended."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Subscriber(AbstractBaseUser):
    """A subscriber."""

    username = models.CharField(max_length=150, unique=True)
    customer_id = models.CharField(max_length=50)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()


class EndedToken(models.Model):
    """A token that was logged out."""

    jti = models.CharField(max_length=32, primary_key=True)
