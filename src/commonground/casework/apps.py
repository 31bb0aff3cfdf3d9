from datetime import timedelta

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "commonground.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from commonground.casework import sealed_rows
        from commonground.casework.actions.moves import take_up_answers
        from commonground.casework.evidence.keeping import sweep_abandoned
        from commonground.casework.standing import check_stages, refuse_lost_stages
        from commonground.foundation.jobs import register_periodic
        from commonground.foundation.starting import register_start_check

        sealed_rows.register()
        register(check_stages, Tags.database)
        register_start_check(refuse_lost_stages)
        register_periodic("casework.take-up-answers", every=timedelta(seconds=30), run=take_up_answers)
        register_periodic("casework.sweep-abandoned-uploads", every=timedelta(hours=1), run=sweep_abandoned)
