from django.apps import AppConfig


class PublicDoorConfig(AppConfig):
    name = "commonground.doors.public"
    label = "public_door"
    default_auto_field = "django.db.models.BigAutoField"
