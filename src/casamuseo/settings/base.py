"""Settings of every installation; the environment decides what differs."""

import os
from pathlib import Path

from casamuseo.settings.sqlite import use_safe_sqlite

use_safe_sqlite()

from casamuseo.settings.database import database_from  # noqa: E402  after the SQLite it should use
from casamuseo.settings.secret import secret_key_in  # noqa: E402

PACKAGE = Path(__file__).resolve().parent.parent
CASAMUSEO_HOME = Path(os.environ.get("CASAMUSEO_HOME", "var")).resolve()
MEDIA_ROOT = CASAMUSEO_HOME / "media"
SEARCH_ROOT = CASAMUSEO_HOME / "search"
BACKUP_ROOT = Path(os.environ.get("CASAMUSEO_BACKUP_DIR") or CASAMUSEO_HOME / "backups").resolve()
BACKUP_HOUR = os.environ.get("CASAMUSEO_BACKUP_HOUR") or "3"
"""The hour, by this computer's clock, from which the nightly backup is due; "off" for none."""
BACKUP_KEEP = os.environ.get("CASAMUSEO_BACKUP_KEEP") or "7"
"""How many days, and how many weeks, a nightly backup is kept of."""

DEBUG = False
SECRET_KEY = secret_key_in(CASAMUSEO_HOME)
ALLOWED_HOSTS = os.environ.get("CASAMUSEO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_URL = os.environ.get("CASAMUSEO_URL", "").rstrip("/")
"""Where the public finds the site, for addresses in the sitemap; "" takes the request's own host."""

INSTALLED_APPS = [
    "casamuseo.kernel",
    "casamuseo.staff",
    "casamuseo.authority",
    "casamuseo.sources",
    "casamuseo.media",
    "casamuseo.house",
    "casamuseo.collection",
    "casamuseo.story",
    "casamuseo.visit",
    "casamuseo.search",
    "casamuseo.web",
    "casamuseo.desk",
    "casamuseo.gate",
    "casamuseo.publish",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "casamuseo.web.middleware.SecurityHeaders",
    "casamuseo.web.middleware.House",
    "casamuseo.kernel.maintenance.Maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "casamuseo.desk.middleware.Staff",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "casamuseo.urls"
WSGI_APPLICATION = "casamuseo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "theme" / "templates"],
        "OPTIONS": {
            "environment": "casamuseo.web.templating.environment",
            "auto_reload": False,
        },
    },
]

AUTH_USER_MODEL = "staff.Member"
LOGIN_URL = "desk:sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "casamuseo.staff.passphrases.PaddedWordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "full_name")},
    },
]
SESSION_ENGINE = "casamuseo.desk.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "casamuseo.web.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = "staff_language"
"""Keeps the member's language for the sign-in page; the public site goes by its addresses."""

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), home=CASAMUSEO_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "")
"""Where Stripe's interface is; "" for Stripe itself. A stand-in for trying things out has its own."""

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "theme" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "theme" / "collected"
STATICFILES_DIRS = [PACKAGE / "theme" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EDITION_SECONDS = 1.0
"""How old a process's knowledge of the edition may be: it asks at most this often."""

LIMITS = os.environ.get("CASAMUSEO_LIMITS") != "off"
"""Whether those who ask too often are slowed down."""

EMAIL_URL = os.environ.get("EMAIL_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("CASAMUSEO_FROM", "museo@localhost")

SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("CASAMUSEO_BEHIND_PROXY") else None
)
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A long text is written in one form, with some fifteen fields for each of its sentences.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "INFO"},
        "fontTools": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}
