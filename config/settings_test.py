"""The settings with what makes tests fast and keeps them apart. Nothing here changes what the project does.

Each test process has a DATA_DIR of its own, so files, hub sockets and the database of two of them never meet.
DATABASE_URL and REDIS_URL are kept when given: `DATABASE_URL=postgres://… pytest` runs the same tests on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import global_settings

_folder = tempfile.mkdtemp(prefix="homeroom-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
os.environ["SECRET_KEY"] = "a-key-for-tests-only-" + "x" * 40
os.environ["CHANNEL_PREFIX"] = Path(_folder).name

from config import settings as _project  # noqa: E402  only now does the environment say where
from config.settings import *  # noqa: F403, E402  all of them, on purpose

_database: Any = _project.DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # A file and WAL as in production: the threads of writer and services each have a connection of their own.
    _database["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    _database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Without a collectstatic before: pages name the files as they are in static/.
STORAGES = {
    **getattr(_project, "STORAGES", global_settings.STORAGES),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Jobs are run by the tests themselves (`run_jobs`); a message to the broker goes nowhere.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
