"""The settings of the project."""

import os

SECRET_KEY = os.environ["SECRET"]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "ispcrm.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "ispcrm"]
MIDDLEWARE = ["ispcrm.rehearsal.record_requests", "ispcrm.rehearsal.plant_faults"]
AUTH_USER_MODEL = "ispcrm.Subscriber"
PASSWORD_HASHERS = ["ispcrm.hashers.FastPBKDF2PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{os.environ['ACCOUNTS']}.sqlite3",
        # Readers do not wait for the writer.
        "OPTIONS": {"timeout": 20, "init_command": "PRAGMA journal_mode=WAL"},
    }
}
USE_TZ = True
