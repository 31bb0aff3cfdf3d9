"""What a unit keeps beside its cases: searches by name, and what was referred to another agency."""

from django.db import models

from commonground.access.models import Person
from commonground.casework.models import Case
from commonground.foundation.privacy import Retention


class SavedSearch(models.Model):
    """Filters of the queue under a name. With `alert`, a letter a day says how many are new, never what they say."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_searches")
    unit = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    filters = models.JSONField(default=dict)
    alert = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "name"], name="one_search_of_a_name")
        ]

    class Privacy:
        internal = ("id", "person", "unit", "name", "filters", "alert", "told_at")
        retention = Retention.PERSONNEL

    def __str__(self) -> str:
        return self.name


class AgencyReferral(models.Model):
    """A matter that another agency must answer, with the letters that went out."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    agency = models.CharField(max_length=40)  # key in config/cities/*/casework/agencies.toml
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    letter_sealed = models.BinaryField()  # to the agency, under the inner key

    class Meta:
        ordering = ["referred_at"]

    class Privacy:
        internal = ("id", "case", "agency", "referred_at", "referred_by")
        sealed = ("letter_sealed",)
        retention = Retention.CASE

    def __str__(self) -> str:
        return f"{self.case_id} to {self.agency}"
