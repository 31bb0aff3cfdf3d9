"""What a member of a unit keeps beside the queue: searches by name, with an alert a day where wanted."""

from django.db import models

from commonground.access.models import Person
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
