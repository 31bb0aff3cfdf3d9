import logging
from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditingConfig(AppConfig):
    name = "commonground.content.editing"
    label = "content_editing"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commonground.access.attention import register_needs
        from commonground.access.role_followers import register_role_follower
        from commonground.content.editing.follow import follow_the_editor
        from commonground.content.editing.groups import keep_groups_in_step
        from commonground.content.editing.jobs import publish_due_pages
        from commonground.content.editing.needs import pages_to_review
        from commonground.content.editing.preparing import prepare_after_migrate
        from commonground.content.editing.reviews import tell_about_reviews
        from commonground.foundation.jobs import register_periodic

        # Wagtail logs the titles of pages, drafts too; our logs hold no content.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        follow_the_editor()
        tell_about_reviews()
        register_role_follower(keep_groups_in_step)
        register_needs(pages_to_review)
        register_periodic("content.publish_due_pages", every=timedelta(seconds=30), run=publish_due_pages)
        post_migrate.connect(prepare_after_migrate, sender=self, dispatch_uid="content_prepare")
