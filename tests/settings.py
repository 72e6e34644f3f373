"""The site's settings with what only a test run needs. tests/conftest.py sets the environment first."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES

# Hashed names need collectstatic; the manifest is proved by the test of `prepare`.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = 0  # the live server's threads must not outlive the database
if _database["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of the live server then have connections of their own, as in production.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
