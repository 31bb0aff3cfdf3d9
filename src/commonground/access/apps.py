from datetime import timedelta

from django.apps import AppConfig, apps


class AccessConfig(AppConfig):
    name = "commonground.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.access import needs
        from commonground.access.nightly import run_nightly
        from commonground.foundation.jobs import register_periodic

        needs.register()
        register_periodic("access.nightly", every=timedelta(days=1), run=run_nightly)
        if apps.is_installed("allauth.account"):  # the staff door; the public door signs nobody in
            from commonground.access.sign_in import signals  # noqa: F401
