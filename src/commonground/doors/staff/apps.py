from django.apps import AppConfig


class StaffDoorConfig(AppConfig):
    name = "commonground.doors.staff"
    label = "staff_door"
    default_auto_field = "django.db.models.BigAutoField"
