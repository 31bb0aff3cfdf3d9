"""What must hold of the settings themselves, whatever a test changes."""

from commonground.access import settings as sign_in


def test_passwords_are_long_and_kept_with_argon2():
    assert sign_in.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    lengths = [
        entry["OPTIONS"]["min_length"]
        for entry in sign_in.AUTH_PASSWORD_VALIDATORS
        if "Length" in entry["NAME"]
    ]
    assert lengths == [15]


def test_the_lock_stands_before_the_permission():
    from commonground.doors.staff.settings import MIDDLEWARE

    order = [MIDDLEWARE.index(name) for name in sign_in.SIGN_IN_MIDDLEWARE]
    assert order == sorted(order)
    assert MIDDLEWARE.index("django.middleware.csrf.CsrfViewMiddleware") < order[0]
    assert order[-1] < MIDDLEWARE.index("commonground.doors.opened.DeniedUnlessOpened")


def test_no_code_works_instead_of_a_factor(settings):
    assert not hasattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE")
    assert not getattr(settings, "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", False)
