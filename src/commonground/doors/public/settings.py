"""The public door: no account, no cookie, no session. What it can do is what its pages open."""

from commonground.doors.base import *  # noqa: F403
from commonground.doors.base import (
    CONFIGURATION,
    PUBLIC_URL,
    SHARED_APPS,
    SOURCE,
    TEMPLATE_CONTEXT,
    hosts_of,
    over_https,
)

DOOR = "public"
ROOT_URLCONF = "commonground.doors.public.urls"
WSGI_APPLICATION = "commonground.doors.public.wsgi.application"
STATIC_ROOT = CONFIGURATION.data_folder / "static" / DOOR
FORM_RENDERER = "commonground.design.forms.DesignRenderer"
ALLOWED_HOSTS = hosts_of(PUBLIC_URL)
SECURE_HSTS_SECONDS = 31_536_000 if over_https(PUBLIC_URL) else 0
SECURE_SSL_REDIRECT = False  # the proxy before it redirects; a health check speaks plain HTTP

INSTALLED_APPS = [*SHARED_APPS, "commonground.doors.public"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "commonground.doors.public.language.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "commonground.doors.public.same_origin.SameOrigin",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "commonground.doors.opened.DeniedUnlessOpened",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "doors" / "public" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [*TEMPLATE_CONTEXT, "commonground.doors.public.context.page_context"]
        },
    }
]
