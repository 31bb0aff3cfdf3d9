from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "commonground.boards"
    label = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.boards import attention  # noqa: F401  # registers what waits for people
