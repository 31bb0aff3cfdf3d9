"""Who a matter speaks of, and who therefore cannot see that it exists."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonground.access.models import Officer, Person
from commonground.casework.models.case import Case
from commonground.foundation.privacy import Retention


class NamedRole(models.TextChoices):
    SUBJECT = "subject", _("The matter is about this officer")
    WITNESS = "witness", _("Saw or heard it")
    THANKED = "thanked", _("Is thanked")


class NamedOfficer(models.Model):
    """An officer whom the matter names. Written by the unit once it has read the filing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="named_officers")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=NamedRole.choices)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "officer", "role"], name="officer_named_once_in_a_role")
        ]

    class Privacy:
        internal = ("id", "case", "named_at", "named_by")
        personal = ("officer", "role")
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.case_id}: {self.role}"


class WhyExcluded(models.TextChoices):
    NAMED = "named", _("Named in the matter")
    COMMAND = "command", _("In the chain of command of a person named")
    DECLARED = "declared", _("Said so: knows the person, or has an interest")
    ADDED = "added", _("Added by whoever supervises the unit")


class Exclusion(models.Model):
    """A person who cannot see this case in any list, count, search, audit view or message.

    `through` is the officer named in it, where the exclusion follows from that name: taking back a name takes back
    what followed from it. Nothing else is ever taken back by itself: a change of the roster only adds.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=WhyExcluded.choices)
    through = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "why"],
                condition=Q(through__isnull=True),
                name="excluded_once_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["case", "person", "why", "through"],
                condition=Q(through__isnull=False),
                name="excluded_once_through_an_officer",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["named", "command"], through__isnull=False)
                | Q(why__in=["declared", "added"], through__isnull=True),
                name="exclusion_by_name_says_whose",
            ),
        ]

    class Privacy:
        internal = ("id", "case", "since")
        personal = ("person", "why", "through")
        # Longer than the case: its entries in the audit log and its certificate stay hidden from whoever was kept out.
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"{self.case_id}: {self.why}"
