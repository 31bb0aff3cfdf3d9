from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "commonground.domains.accountability"
    label = "accountability"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.access.attention import register_needs
        from commonground.conflict.city_rule import conflict_rule
        from commonground.domains.accountability.city_rules import standards
        from commonground.domains.accountability.kind import register_kinds
        from commonground.domains.accountability.queries.overview import needs
        from commonground.foundation.vault.registry import WrappedKeys, register_wrapped_keys

        register_kinds()
        # Read now for their refusals: a wrong file of the city stops the start with a sentence.
        standards()
        conflict_rule()
        register_needs(needs)
        register_wrapped_keys(WrappedKeys("accountability.BoardRelease", ("key_wrapped",)))
