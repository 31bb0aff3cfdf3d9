"""Small real files for the invented city's evidence: a one-page PDF and a picture, the same on every run."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def small_pdf(name: str, lines: list[str]) -> SimpleUploadedFile:
    """A page of text. Plain ASCII in the standard font; the language is marked."""
    text = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 16 TL 72 720 Td {text}ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return SimpleUploadedFile(name, _written(objects), content_type="application/pdf")


def small_picture(name: str, words: str) -> SimpleUploadedFile:
    image = Image.new("RGB", (640, 360), (236, 241, 246))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 250, 640, 360), fill=(46, 94, 110))
    draw.text((32, 32), words, fill=(20, 30, 40))
    target = io.BytesIO()
    image.save(target, format="PNG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/png")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _written(objects: list[bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(content)
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    )
