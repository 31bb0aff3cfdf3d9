"""What every part of the house refers to: the public bodies that make promises and keep them."""

from django.db import models

from commonground.foundation.privacy import PublicDoor, Retention


class PublicBody(models.Model):
    """A body that answers for something: the City, the Police Department, 911 Dispatch."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120, unique=True)
    # {"es": {"name": "Departamento de Policía"}}
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "public bodies"

    class Privacy:
        public = ("id", "slug", "name", "translations")
        retention = Retention.PERMANENT
        public_door = PublicDoor(read=True)

    def __str__(self) -> str:
        return self.name
