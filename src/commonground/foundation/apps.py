from datetime import timedelta

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "commonground.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, pre_migrate

        from commonground.foundation.jobs import register_periodic, take_up_lost_jobs
        from commonground.foundation.outbox.post import send_waiting_mail
        from commonground.foundation.public_state.triggers import lay, take_up
        from commonground.foundation.tidying import forget_old_submissions, forget_sent_mail
        from commonground.foundation.vault.members import forget_old_failures
        from commonground.foundation.vault.rewrap import forget_old_keys
        from commonground.foundation.vault.sessions import forget_ended_sessions

        register_periodic("outbox.send-waiting", every=timedelta(seconds=1), run=send_waiting_mail)
        register_periodic("jobs.take-up-lost", every=timedelta(minutes=5), run=take_up_lost_jobs)
        register_periodic("outbox.forget-sent", every=timedelta(hours=6), run=forget_sent_mail)
        register_periodic("submissions.forget-old", every=timedelta(hours=6), run=forget_old_submissions)
        register_periodic("vault.forget-sessions", every=timedelta(minutes=5), run=forget_ended_sessions)
        register_periodic("vault.forget-failures", every=timedelta(hours=6), run=forget_old_failures)
        register_periodic("vault.forget-old-keys", every=timedelta(hours=6), run=forget_old_keys)
        pre_migrate.connect(take_up, sender=self)
        post_migrate.connect(lay, sender=self)
