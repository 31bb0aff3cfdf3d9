"""Settings that both doors share. Each door's own module adds its apps, middleware and addresses."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from commonground.doors.configuration import read_configuration
from commonground.reference.city import read_city

CONFIGURATION = read_configuration()
SOURCE = Path(__file__).resolve().parents[1]

DEBUG = False
SECRET_KEY = CONFIGURATION.secret_key
LINK_KEY = CONFIGURATION.link_key
PUBLIC_URL = CONFIGURATION.public_url
STAFF_URL = CONFIGURATION.staff_url
CITY = CONFIGURATION.city
CITIES_FOLDER = CONFIGURATION.config_folder / "cities"
DEMONSTRATION = CONFIGURATION.demonstration

DATABASES = {"default": dj_database_url.parse(CONFIGURATION.database_url, conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock when the transaction begins, and waits for its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
        " PRAGMA cache_size=-20000;",
    }

AUTH_USER_MODEL = "access.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What both doors need loaded: tables and reads. Pages, sign-in and editing are each door's own.
SHARED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "commonground.design",
    "commonground.foundation",
    "commonground.reference",
    "commonground.access",
    "commonground.boards",
    "commonground.content",
    "commonground.vaults",
    "commonground.casework",
    "commonground.conflict",
    "commonground.matters",
    "commonground.records",
    "commonground.intake",
    "commonground.domains.commitments",
    "commonground.domains.accountability",
    "commonground.domains.newsroom",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read_city(CITIES_FOLDER / CITY).time_zone
LOCALE_PATHS: list[Path] = []

FILES_ROOT = CONFIGURATION.data_folder / "files"
PROOF_KEYS_FOLDER = CONFIGURATION.data_folder / "proof-keys"
EVIDENCE_ROOT = (
    CONFIGURATION.data_folder / "evidence"
)  # sealed; the same folder at both doors and for the worker
CLAMD = CONFIGURATION.clamd
STATIC_URL = "/static/"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": CONFIGURATION.data_folder / "media"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CONFIGURATION.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def over_https(address: str) -> bool:
    return urlsplit(address).scheme == "https"


def hosts_of(address: str) -> list[str]:
    return [urlsplit(address).hostname or ""]


_mail = urlsplit(CONFIGURATION.mail_url)
# Without a mail server letters stay in the outbox; the demonstration writes them into a folder instead, to be read.
EMAIL_FILE_PATH = CONFIGURATION.data_folder / "letters"
if CONFIGURATION.mail_url:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
elif DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    EMAIL_BACKEND = "commonground.foundation.outbox.unsent.KeepUnsent"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 587
EMAIL_HOST_USER = _mail.username or ""
EMAIL_HOST_PASSWORD = _mail.password or ""
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and _mail.hostname not in ("127.0.0.1", "localhost", None)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = CONFIGURATION.mail_from or "common-ground@localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": CONFIGURATION.log_level},
}

TEMPLATE_CONTEXT = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.template.context_processors.static",
]
