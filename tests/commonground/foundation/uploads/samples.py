"""Files as people and attackers send them, made here: nothing real, nothing large on the disk of this project."""

import io
import struct
import zipfile

import pikepdf
from PIL import Image

PLACE = b"PLANTED-PLACE-40.7N"


def jpeg(*, note: bytes = PLACE, behind: bytes = b"", orientation: int = 6) -> bytes:
    """A photo whose camera noted a place, whose comment says it too, with something hanging behind its end."""
    image = Image.effect_noise((160, 90), 50).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = note.decode()
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=note, quality=80)
    return target.getvalue() + behind


def png(*, note: str = PLACE.decode()) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", note)
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(target, "PNG", pnginfo=info)
    return target.getvalue()


def picture(form: str, **options) -> bytes:
    target = io.BytesIO()
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.new("RGB", (64, 48), "navy").save(target, form, **options)
    return target.getvalue()


def pdf(*, pages: int = 1) -> bytes:
    """With an author, XMP, an attachment, a script that runs when it is opened, and a link that starts a program."""
    target = io.BytesIO()
    with pikepdf.new() as paper:
        for _page in range(pages):
            paper.add_blank_page()
        with paper.open_metadata() as notes:
            notes["dc:creator"] = [PLACE.decode()]
        paper.docinfo["/Author"] = PLACE.decode()
        paper.attachments["secret.txt"] = PLACE
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert('planted-script')"
        )
        paper.pages[0].obj["/AA"] = pikepdf.Dictionary(
            O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="planted-script")
        )
        paper.pages[0].obj["/Annots"] = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=[0, 0, 10, 10],
                    A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="planted-program.exe"),
                )
            ]
        )
        paper.save(target)
    return target.getvalue()


def word(*, more: dict[str, bytes] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("docProps/core.xml", f"<core><creator>{PLACE.decode()}</creator></core>")
        archive.writestr("docProps/app.xml", f"<app><Company>{PLACE.decode()}</Company></app>")
        archive.writestr("word/document.xml", "<document>What happened</document>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def zip_bomb(megabytes: int) -> bytes:
    """Word, by its parts; so much of nothing when it is unpacked."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("word/document.xml", "<document/>")
        with archive.open("word/media/nothing", "w", force_zip64=False) as entry:
            for _megabyte in range(megabytes):
                entry.write(bytes(1024 * 1024))
    return target.getvalue()


def png_bomb() -> bytes:
    """Says that it is a hundred thousand pixels a side."""
    content = png()
    return content[:16] + struct.pack(">II", 100_000, 100_000) + content[24:]


def mp4(size: int = 4096) -> bytes:
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(size - 24)


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
