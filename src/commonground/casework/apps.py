from datetime import timedelta

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "commonground.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from commonground.access.audit_search import register_hidden_audit
        from commonground.access.officers.followers import register_roster_follower
        from commonground.casework.actions.moves import take_up_answers
        from commonground.casework.evidence.keeping import sweep_abandoned
        from commonground.casework.standing import check_stages, refuse_lost_stages
        from commonground.conflict.actions import follow_roster
        from commonground.conflict.audit import hidden_audit
        from commonground.foundation.jobs import register_periodic
        from commonground.foundation.starting import register_start_check
        from commonground.matters.actions.searches import tell_of_searches
        from commonground.matters.queries import needs
        from commonground.records.disposing import scrub_database
        from commonground.vaults import registration as vaults

        vaults.register()
        register(check_stages, Tags.database)
        register_start_check(refuse_lost_stages)
        needs.register()
        register_hidden_audit(hidden_audit)
        register_roster_follower(follow_roster)
        register_periodic("casework.take-up-answers", every=timedelta(seconds=30), run=take_up_answers)
        register_periodic("casework.tell-of-searches", every=timedelta(minutes=15), run=tell_of_searches)
        register_periodic("casework.sweep-abandoned-uploads", every=timedelta(hours=1), run=sweep_abandoned)
        register_periodic("casework.scrub-database", every=timedelta(hours=1), run=scrub_database)
