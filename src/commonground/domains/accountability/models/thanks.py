"""Thanks that reached an officer."""

import uuid

from django.db import models

from commonground.access.models import Officer, Person
from commonground.casework.models import Case
from commonground.foundation.privacy import Retention


class ThanksReceived(models.Model):
    """The words that staff passed on, as far as the person who thanked allowed.

    They are a copy outside the sealed matter: whoever keeps the database can read them. The filing page says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="thanks")
    # The matter is disposed of in its time; the thanks stay in the officer's file.
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=5000)
    signed = models.CharField(max_length=120, blank=True)  # the name, if the person let us pass it on
    passed_on_at = models.DateTimeField()
    passed_on_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-passed_on_at"]
        verbose_name_plural = "thanks received"
        constraints = [
            models.UniqueConstraint(fields=["officer", "case"], name="thanks_reach_an_officer_once")
        ]

    class Privacy:
        internal = ("id", "passed_on_at", "passed_on_by", "read_at")
        personal = ("officer", "case", "words", "signed")
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return f"thanks {self.pk}"
