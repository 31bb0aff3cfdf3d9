from datetime import timedelta

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "commonground.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.foundation.jobs import register_periodic
        from commonground.records.disposing import scrub_database

        register_periodic("records.scrub-database", every=timedelta(hours=1), run=scrub_database)
