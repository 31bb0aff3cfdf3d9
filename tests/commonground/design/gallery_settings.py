"""The smallest project that shows the gallery: the design system alone, as a door would install it."""

SECRET_KEY = "only-for-the-gallery"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "America/Chicago"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
ROOT_URLCONF = "tests.commonground.design.gallery_urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "commonground.design"]
MIDDLEWARE = [
    "tests.commonground.design.gallery_urls.StrictPolicy",
    "tests.commonground.design.gallery_urls.LanguageFromQuery",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
FORM_RENDERER = "commonground.design.forms.DesignRenderer"
STATIC_URL = "/static/"
DATABASES = {}
