"""The site's settings with what only a test run needs. tests/conftest.py sets the environment first."""

import os
from dataclasses import replace
from pathlib import Path

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATA_DIR, DATABASES, ENV, STATIC_ROOT, STORAGES

# All tests come from one address; the limits are tested with limits of their own.
ENV = replace(ENV, API_ANONYMOUS_PER_MINUTE=1_000_000, API_KEY_PER_MINUTE=1_000_000)

# Hashed names need collectstatic; the manifest is proved by the test of `prepare`.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

JIEBA_CACHE = Path(os.environ["NEWSROOM_TEST_FOLDER"]) / "jieba"  # made once a run, not by each worker

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = 0  # the live server's threads must not outlive the database
if _database["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of the live server then have connections of their own, as in production.
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    _database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
