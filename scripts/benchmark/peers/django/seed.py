"""Creates the database: `seed.py ACCOUNTS`, a file with a list of {"name", "password"}. The e-mail address is the
username, too."""

import functools
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command

# Accounts with the same password share a hash.
hashed = functools.cache(make_password)

call_command("migrate", verbosity=0)
accounts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
people = [
    User(username=name, email=name, first_name=name.split("@")[0], password=hashed(password))
    for name, password in ((one["name"], one["password"]) for one in accounts)
]
User.objects.bulk_create(people)
