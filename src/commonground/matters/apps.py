from datetime import timedelta

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "commonground.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.foundation.jobs import register_periodic
        from commonground.matters.actions.searches import tell_of_searches
        from commonground.matters.queries import needs

        needs.register()
        register_periodic("matters.tell-of-searches", every=timedelta(minutes=15), run=tell_of_searches)
