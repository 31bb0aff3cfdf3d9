"""Images are written anew: the picture stays, what the camera noted down (place, time, device, comments) does not."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from commonground.foundation.files.kinds import MediaKind, Upload
from commonground.foundation.refusals import Refused

MOST_PIXELS = 50_000_000
QUALITY = 90  # of JPEG and WebP


class FileRefused(Refused):
    """A file that cannot be taken, and why."""


def without_metadata(upload: Upload, kind: MediaKind) -> io.BytesIO:
    """The picture alone, upright, in the format of `kind`. Raises `FileRefused` when it is none or too large."""
    target = io.BytesIO()
    upload.seek(0)
    # The library for PDFs switches this on for the whole process; half an image is not the image.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(upload) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileRefused(_("This image has too many pixels. Attach a smaller copy."), field="file")
            upright = ImageOps.exif_transpose(image)
            upright.info = {}  # EXIF, XMP, comments, colour notes
            options = {} if kind.pillow_format == "PNG" else {"quality": QUALITY}
            upright.save(target, format=kind.pillow_format, exif=b"", **options)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as broken:
        raise FileRefused(_("This image cannot be read."), field="file") from broken
    target.seek(0)
    return target
