"""The tests: a database and a home of their own, no network, quick hashes."""

import os
import tempfile

os.environ.setdefault("CASAMUSEO_HOME", tempfile.mkdtemp(prefix="casamuseo-test-"))

from casamuseo.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
SECRET_KEY = "only-for-tests"  # noqa: S105  guards nothing
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EDITION_SECONDS = 0.0
