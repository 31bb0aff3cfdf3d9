"""What a tip or an objection has beside its case: the appeal it answers, and a reward that needs no name."""

import uuid

from django.db import models
from django.db.models import F, Q

from commonground.access.models import Person
from commonground.casework.models import Case
from commonground.domains.newsroom.models.appeals import Appeal
from commonground.foundation.privacy import PublicDoor, Retention


class TipFacts(models.Model):
    """The appeal that a tip answers, and whether its writer says who it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="tip")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="tips")
    claims_match = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["appeal"], name="tips_of_appeal")]

    class Privacy:
        internal = ("id", "case", "appeal", "claims_match", "reminded_at")
        retention = Retention.CASE
        public_door = PublicDoor(insert=("id", "case", "appeal", "claims_match", "reminded_at"))

    def __str__(self) -> str:
        return f"tip {self.case_id}"


class ObjectionFacts(models.Model):
    """The appeal that somebody objects to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="objection")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="objections")

    class Privacy:
        internal = ("id", "case", "appeal")
        retention = Retention.CASE
        public_door = PublicDoor(insert=("id", "case", "appeal"))

    def __str__(self) -> str:
        return f"objection {self.case_id}"


class Reward(models.Model):
    """A reward for a tip. Whoever brings the code is paid; nobody asks for a name. Only a hash of the code is kept."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="reward")
    amount = models.PositiveIntegerField(help_text="dollars")
    desk = models.CharField(max_length=200)  # where the code is paid out
    code_hash = models.CharField(max_length=64, unique=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("offered_by")), name="reward_paid_by_another"
            ),
        ]

    class Privacy:
        internal = (
            "id",
            "case",
            "amount",
            "desk",
            "code_hash",
            "offered_at",
            "offered_by",
            "paid_at",
            "paid_by",
        )
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"reward for {self.case_id}"
