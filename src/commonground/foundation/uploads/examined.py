"""What was found and done when a file was examined."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanResult(models.TextChoices):
    CLEAN = "clean", _("Scanned: nothing found")
    NOT_SCANNED = "not-scanned", _("Not scanned")


class MetadataFate(models.TextChoices):
    STRIPPED = "stripped", _("Taken out")
    KEPT = "kept", _("Kept as evidence")
    NONE_KNOWN = "none-known", _("This kind of file is left as it is")
    LEFT = "left", _("Too large to take it out: left as it is")
