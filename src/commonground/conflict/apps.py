from django.apps import AppConfig


class ConflictConfig(AppConfig):
    name = "commonground.conflict"
    label = "conflict"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.access.audit_search import register_hidden_audit
        from commonground.access.officers.followers import register_roster_follower
        from commonground.conflict.actions import follow_roster
        from commonground.conflict.audit import hidden_audit

        register_hidden_audit(hidden_audit)
        register_roster_follower(follow_roster)
