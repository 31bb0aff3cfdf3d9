"""Forms that were sent: so that sending one twice does the thing once."""

from django.db import models

from commonground.foundation.privacy import PublicDoor, Retention


class Submission(models.Model):
    """One filled-in form, known by the random token that its page carried."""

    token = models.UUIDField(primary_key=True)
    outcome = models.CharField(max_length=300)
    received_at = models.DateTimeField()

    class Meta:
        app_label = "foundation"

    class Privacy:
        # A token is random and `outcome` a path of ours: neither says who sent what.
        public = ("token", "outcome")
        internal = ("received_at",)
        retention = Retention.TRANSIENT
        public_door = PublicDoor(read=True, on_stored_pages=False, insert=("token", "outcome", "received_at"))

    def __str__(self) -> str:
        return str(self.token)
