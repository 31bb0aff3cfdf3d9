"""What sign-in needs of the staff door's settings. Single sign-on reads `CONFIGURATION` when it is asked."""

from django.urls import reverse_lazy

SIGN_IN_APPS: list[str] = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
SIGN_IN_MIDDLEWARE: list[str] = [
    "allauth.account.middleware.AccountMiddleware",
    "commonground.access.sign_in.middleware.InThePersonsLanguage",
    # Both stand before `DeniedUnlessOpened`: nobody is asked for a permission before they are known for certain.
    "commonground.access.sign_in.middleware.LockedWhenIdle",
    "commonground.access.sign_in.middleware.SecondFactorFirst",
]
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    # Answers `has_perm` for Wagtail from our roles; signs nobody in.
    "commonground.access.sign_in.backend.RolesBackend",
]

LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")

# Argon2id first; the others stay readable for passwords brought along.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# NIST SP 800-63B-4: length and a list of known-bad passwords; no rules of composition, no forced change.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

# A session ends with the browser, and at the latest with the working day (see `rules.must_sign_in_again`).
SESSION_COOKIE_AGE = 12 * 3600
ACCOUNT_SESSION_REMEMBER = False

ACCOUNT_ADAPTER = "commonground.access.sign_in.adapter.PeopleAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Failures are counted in the database (`actions.note_failure`), where every process sees them.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": None}

MFA_ADAPTER = "commonground.access.sign_in.factors.FactorsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Addresses are the administrator's to vouch for: nobody signs up, nobody changes their own.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # RFC 6238: one step for delay; each code still works once
MFA_RECOVERY_CODES_SHOW_ONCE = False
_FORMS = "commonground.access.sign_in.forms."
ACCOUNT_FORMS = {
    "login": _FORMS + "SignInForm",
    "reset_password": _FORMS + "ForgottenForm",
    "reset_password_from_key": _FORMS + "NewPasswordForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reauthenticate": _FORMS + "ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": _FORMS + "SecondFactorForm",
    "reauthenticate": _FORMS + "ConfirmFactorForm",
    "activate_totp": _FORMS + "SetUpAppForm",
    "add_webauthn": _FORMS + "AddPasskeyForm",
    "edit_webauthn": _FORMS + "RenamePasskeyForm",
}

SOCIALACCOUNT_ADAPTER = "commonground.access.sign_in.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
# A link, not a form: a strict `form-action` stops a form that is redirected to the city's sign-on.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
