from datetime import timedelta

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "commonground.domains.commitments"
    label = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.access.attention import register_needs
        from commonground.domains.commitments.queries.needs import needs_of_commitments
        from commonground.domains.commitments.telling import forget_follows
        from commonground.foundation.jobs import register_periodic

        register_needs(needs_of_commitments)
        register_periodic("commitments.forget-follows", every=timedelta(days=1), run=forget_follows)
