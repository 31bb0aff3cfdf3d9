"""A matter: what arrived, where it stands, who has it, when its next step is due."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Person
from commonground.casework.receipt_rows import CASE_ROWS, ROWS_OF_CASE
from commonground.foundation.privacy import PublicDoor, Retention


class Channel(models.TextChoices):
    WEB = "web", _("Web form")
    TELEPHONE = "telephone", _("Telephone")
    PAPER = "paper", _("Paper")
    WALK_IN = "walk-in", _("In person")
    REFERRED = "referred", _("From another agency")


class Case(models.Model):
    """One matter. What the person said is sealed; what stands in the clear is what a queue needs.

    Two data keys: `shared` (the unit and, by the receipt, the person who filed) and `inner` (the unit alone).
    Disposal deletes every wrapped key, and with them all that was ever said.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)  # random: it tells nobody how many there are
    kind = models.CharField(max_length=30)
    unit = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=5, default="en")
    received_at = models.DateTimeField()
    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)  # when the next step is promised
    waiting_since = models.DateTimeField(
        null=True, blank=True
    )  # the clock stands still: we wait for the person
    assigned_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    outcome = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # Sealing. Null once disposed of.
    unit_key = models.ForeignKey(
        "foundation.UnitKey", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shared_key_wrapped = models.BinaryField(null=True)
    inner_key_wrapped = models.BinaryField(null=True)
    locator = models.CharField(max_length=64, unique=True, null=True, blank=True)
    receipt_key_wrapped = models.BinaryField(null=True)
    # A part that was split off: the receipt of the matter it came from opens that one's shared key, and that opens this one.
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    part_locator = models.CharField(max_length=64, null=True, blank=True)
    part_key_wrapped = models.BinaryField(null=True)
    filing_sealed = models.BinaryField(null=True)  # the answers, as JSON under the shared key
    fingerprint = models.CharField(max_length=64, blank=True)  # what the filing proof speaks of
    proof_sealed = models.BinaryField(null=True)  # the proof and its nonce, as JSON under the shared key
    # Retention
    dispose_after = models.DateField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    # Who wrote last: "" nobody, "reporter", "unit"; what waits for an answer
    last_side = models.CharField(max_length=10, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["received_at"]
        indexes = [
            models.Index(fields=["unit", "closed_at", "due_on"], name="case_queue"),
            models.Index(fields=["assigned_to", "closed_at"], name="case_mine"),
            models.Index(fields=["dispose_after"], name="case_disposal"),
            models.Index(
                fields=["part_locator"], condition=Q(part_locator__isnull=False), name="case_part_of_receipt"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(disposed_at__isnull=True)
                | Q(
                    shared_key_wrapped__isnull=True,
                    inner_key_wrapped__isnull=True,
                    receipt_key_wrapped__isnull=True,
                    locator__isnull=True,
                    part_locator__isnull=True,
                    part_key_wrapped__isnull=True,
                    filing_sealed__isnull=True,
                    proof_sealed__isnull=True,
                ),
                name="disposed_case_has_no_key",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="case_not_in_itself"
            ),
            models.CheckConstraint(
                condition=Q(locator__isnull=True, receipt_key_wrapped__isnull=True)
                | Q(locator__isnull=False, receipt_key_wrapped__isnull=False),
                name="receipt_finds_and_opens",
            ),
            models.CheckConstraint(
                condition=Q(part_locator__isnull=True, part_key_wrapped__isnull=True)
                | Q(
                    part_locator__isnull=False,
                    part_key_wrapped__isnull=False,
                    split_from__isnull=False,
                    locator__isnull=True,
                ),
                name="part_is_found_and_opened",
            ),
        ]

    class Privacy:
        public = (
            "id",
            "reference",
            "kind",
            "unit",
            "language",
            "received_at",
            "stage",
            "stage_since",
            "due_on",
            "waiting_since",
            "outcome",
            "closed_at",
            "locator",
            "split_from",
            "part_locator",
            "fingerprint",
            "last_side",
            "last_message_at",
            "version",
        )
        internal = (
            "category",
            "channel",
            "assigned_to",
            "merged_into",
            "unit_key",
            "dispose_after",
            "disposed_at",
        )
        sealed = (
            "shared_key_wrapped",
            "inner_key_wrapped",
            "receipt_key_wrapped",
            "part_key_wrapped",
            "filing_sealed",
            "proof_sealed",
        )
        retention = Retention.CASE
        public_door = PublicDoor(
            read=True,
            on_stored_pages=False,
            rows=CASE_ROWS,
            read_sealed=("receipt_key_wrapped", "part_key_wrapped", "filing_sealed", "proof_sealed"),
            # All of a row: an insert names every column. What is not said here stays empty at filing.
            insert=(
                "id",
                "reference",
                "kind",
                "unit",
                "category",
                "channel",
                "language",
                "received_at",
                "stage",
                "stage_since",
                "due_on",
                "waiting_since",
                "assigned_to",
                "outcome",
                "closed_at",
                "merged_into",
                "unit_key",
                "shared_key_wrapped",
                "inner_key_wrapped",
                "locator",
                "receipt_key_wrapped",
                "split_from",
                "part_locator",
                "part_key_wrapped",
                "filing_sealed",
                "fingerprint",
                "proof_sealed",
                "dispose_after",
                "disposed_at",
                "last_side",
                "last_message_at",
                "version",
            ),
            update=("due_on", "waiting_since", "last_side", "last_message_at", "version"),
        )

    def __str__(self) -> str:
        return self.reference


class StageChange(models.Model):
    """One step that a case took. The person sees the stage and the day, never who."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stage_changes")
    at = models.DateTimeField()
    from_stage = models.CharField(max_length=40, blank=True)
    to_stage = models.CharField(max_length=40)
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason_sealed = models.BinaryField(default=bytes)  # under the inner key; empty where none was given

    class Meta:
        ordering = ["at"]

    class Privacy:
        public = ("id", "case", "at", "from_stage", "to_stage", "due_on")
        internal = ("by",)
        sealed = ("reason_sealed",)
        retention = Retention.CASE
        public_door = PublicDoor(
            read=True,
            on_stored_pages=False,
            rows=ROWS_OF_CASE,
            insert=("id", "case", "at", "from_stage", "to_stage", "due_on", "by", "reason_sealed"),
        )

    def __str__(self) -> str:
        return f"{self.from_stage} > {self.to_stage}"


class LinkKind(models.TextChoices):
    DUPLICATE = "duplicate", _("The same matter")
    RELATED = "related", _("A related matter")
    SPLIT = "split", _("Split off from")


class CaseLink(models.Model):
    """Two matters that have to do with each other. Read from both sides."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_back")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="one_link_of_a_kind"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="link_to_another"),
        ]

    class Privacy:
        internal = ("id", "case", "other", "kind", "linked_at", "linked_by")
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"
