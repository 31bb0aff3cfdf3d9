from datetime import timedelta

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "commonground.domains.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.access.attention import register_needs
        from commonground.casework.kinds import register_kind
        from commonground.domains.newsroom.city_rules import appeals_file
        from commonground.domains.newsroom.kind import OBJECTION, TIP
        from commonground.domains.newsroom.queries.needs import needs_of_newsroom
        from commonground.domains.newsroom.watch import end_expired, remind_of_tips
        from commonground.foundation.jobs import register_periodic

        appeals_file()  # a wrong file stops the start with a sentence
        register_kind(TIP)
        register_kind(OBJECTION)
        register_needs(needs_of_newsroom)
        register_periodic("newsroom.end-expired-appeals", every=timedelta(minutes=1), run=end_expired)
        register_periodic("newsroom.remind-of-tips", every=timedelta(minutes=1), run=remind_of_tips)
