from django.apps import AppConfig


class VaultsConfig(AppConfig):
    name = "commonground.vaults"
    label = "vaults"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.vaults import registration

        registration.register()
