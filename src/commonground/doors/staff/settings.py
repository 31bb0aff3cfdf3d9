"""The staff door: people of the city, the department and the boards, signed in with a second factor."""

from commonground.access.settings import *  # noqa: F403
from commonground.access.settings import SIGN_IN_APPS, SIGN_IN_MIDDLEWARE
from commonground.content.settings import *  # noqa: F403
from commonground.content.settings import EDITING_APPS
from commonground.doors.base import *  # noqa: F403
from commonground.doors.base import (
    CONFIGURATION,
    SHARED_APPS,
    SOURCE,
    STAFF_URL,
    TEMPLATE_CONTEXT,
    hosts_of,
    over_https,
)

DOOR = "staff"
ROOT_URLCONF = "commonground.doors.staff.urls"
WSGI_APPLICATION = "commonground.doors.staff.wsgi.application"
STATIC_ROOT = CONFIGURATION.data_folder / "static" / DOOR
FORM_RENDERER = "commonground.design.forms.DesignRenderer"
ALLOWED_HOSTS = hosts_of(STAFF_URL)
WAGTAILADMIN_BASE_URL = STAFF_URL
CSRF_TRUSTED_ORIGINS = [STAFF_URL]
SECURE_HSTS_SECONDS = 31_536_000 if over_https(STAFF_URL) else 0

SESSION_COOKIE_NAME = "staff_session"
CSRF_COOKIE_NAME = "staff_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = over_https(STAFF_URL)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    *SHARED_APPS,
    "django.contrib.sessions",
    "django.contrib.messages",
    *SIGN_IN_APPS,
    *EDITING_APPS,
    "commonground.doors.staff",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commonground.doors.staff.never_stored.NeverStored",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the first that reads a form: files of some forms are sealed as they arrive.
    "commonground.foundation.uploads.upload_handler.SealUploads",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *SIGN_IN_MIDDLEWARE,
    "commonground.doors.opened.DeniedUnlessOpened",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "doors" / "staff" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                *TEMPLATE_CONTEXT,
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonground.doors.staff.context.page_context",
            ]
        },
    }
]
