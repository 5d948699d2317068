"""Makes the tables and the accounts, as a deployment does, and serves. The accounts are read anew at each start; the
ended tokens stay, so that a restart revives none."""

import json
import os
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "ispcrm.settings"
django.setup()

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from ispcrm.models import Subscriber


def seed() -> None:
    """Replaces all accounts."""
    accounts = json.loads(Path(os.environ["ACCOUNTS"]).read_text(encoding="utf-8"))
    with transaction.atomic():
        Subscriber.objects.all().delete()
        Subscriber.objects.bulk_create(
            Subscriber(
                id=number,
                username=account["name"],
                password=make_password(account["password"]),
                is_active=not account["disabled"],
                customer_id=account["profile"]["customer_id"],
                first_name=account["profile"]["firstname"],
                last_name=account["profile"]["lastname"],
            )
            for number, account in enumerate(accounts, 1)
        )


call_command("migrate", run_syncdb=True, verbosity=0)
seed()
call_command("runserver", f"127.0.0.1:{os.environ['PORT']}", use_reloader=False)
