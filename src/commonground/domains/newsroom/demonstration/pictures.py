"""Invented camera stills: drawn, of nobody."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
NIGHT, GROUND, LINE, LIGHT = (38, 46, 58), (70, 78, 88), (150, 156, 160), (232, 226, 200)


def still_of_a_person(jacket: tuple[int, int, int], stamp: str) -> SimpleUploadedFile:
    """A figure under a lamp, as a shop's camera might see it; no face."""
    image, draw = _scene()
    x, top = 430, 250
    draw.ellipse((x - 34, top - 84, x + 34, top), fill=(58, 50, 46))
    draw.rounded_rectangle((x - 74, top - 6, x + 74, top + 210), 40, fill=jacket)
    draw.rounded_rectangle((x - 60, top + 190, x - 6, top + 400), 18, fill=(30, 32, 40))
    draw.rounded_rectangle((x + 6, top + 190, x + 60, top + 400), 18, fill=(30, 32, 40))
    draw.rounded_rectangle((x + 60, top + 30, x + 104, top + 220), 20, fill=jacket)
    return _finished(image, stamp)


def still_of_a_vehicle(paint: tuple[int, int, int], stamp: str) -> SimpleUploadedFile:
    """A car at a kerb; its plate cannot be read."""
    image, draw = _scene()
    draw.polygon([(300, 430), (380, 340), (620, 340), (710, 430)], fill=tuple(max(c - 25, 0) for c in paint))
    draw.polygon([(330, 425), (392, 355), (490, 355), (490, 425)], fill=(150, 170, 185))
    draw.polygon([(510, 425), (510, 355), (610, 355), (675, 425)], fill=(150, 170, 185))
    draw.rounded_rectangle((220, 425, 780, 540), 36, fill=paint)
    for x in (330, 670):
        draw.ellipse((x - 56, 490, x + 56, 602), fill=(24, 24, 26))
        draw.ellipse((x - 24, 522, x + 24, 570), fill=LINE)
    return _finished(image, stamp)


def _scene() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill=GROUND)
    draw.polygon([(560, 0), (700, 0), (900, 640), (300, 640)], fill=(62, 68, 74))
    draw.rectangle((40, 120, 250, 560), fill=(52, 60, 70))
    draw.rectangle((70, 160, 220, 300), fill=LIGHT)
    return image, draw


def _finished(image: Image.Image, stamp: str) -> SimpleUploadedFile:
    image = image.filter(ImageFilter.GaussianBlur(1.6))
    ImageDraw.Draw(image).text((24, HEIGHT - 40), stamp, fill=(240, 240, 240), font_size=26)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=82)
    return SimpleUploadedFile("camera.jpg", content.getvalue(), content_type="image/jpeg")
