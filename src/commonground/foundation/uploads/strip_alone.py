"""Takes the metadata out of one hostile file, in a process of its own with little memory, little time and no network
to speak of: reads the file from its input, writes it to its output. Knows nothing of the house; run by `stripping`.

    python -I strip_alone.py pdf|picture|to-jpeg|office MOST_PIXELS MOST_UNPACKED < file > file
"""

import io
import resource
import sys
import warnings
import zipfile
from types import ModuleType
from typing import Any

UNREADABLE, BOMB = 3, 4
MEMORY, SECONDS = 1536 * 1024 * 1024, 60
MOST_DEEP = 60
_SCRIPTS = ("/JavaScript", "/EmbeddedFiles")
_DROPPED = ("/Metadata", "/PieceInfo", "/Thumb", "/AA", "/AF", "/LastModified", "/EF", "/JS")
_EMPTY_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.'
    b'openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_EMPTY_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_EMPTY_CUSTOM = _EMPTY_APP.replace(b"extended", b"custom")
_EMPTY_META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:'
    b'xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)
_EMPTIED = {
    "docProps/core.xml": _EMPTY_CORE,
    "docProps/app.xml": _EMPTY_APP,
    "docProps/custom.xml": _EMPTY_CUSTOM,
    "meta.xml": _EMPTY_META,
}


class Bomb(Exception):
    """Unpacks to more than is taken."""


def pdf(data: bytes, _most_pixels: int, _most_unpacked: int) -> bytes:
    """Without Info, XMP, attachments, scripts, forms' actions, thumbnails and the makers' private notes."""
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as paper:
        root = paper.Root
        _drop(root, ("/Metadata", "/OpenAction", "/AA", "/AF", "/PieceInfo", "/Collection"))
        _drop(root.get("/Names"), _SCRIPTS)
        _drop(root.get("/AcroForm"), ("/XFA",))
        for item in paper.objects:
            _without_actions(item, pikepdf, 0)
        _drop(paper.trailer, ("/Info",))
        paper.remove_unreferenced_resources()
        paper.save(target, static_id=False, deterministic_id=True, linearize=False)
    return target.getvalue()


def _drop(item: Any, names: tuple[str, ...]) -> None:
    for name in names:
        if item is not None and name in item:
            del item[name]


def _without_actions(item: Any, pikepdf: ModuleType, depth: int) -> None:
    """Of one object and of what lies directly in it; what it refers to comes by itself."""
    if depth > MOST_DEEP:
        raise Bomb
    if isinstance(item, pikepdf.Array):
        for inner in item:
            if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
                _without_actions(inner, pikepdf, depth + 1)
        return
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    _drop(item, _DROPPED)
    action = item.get("/A")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") not in ("/URI", "/GoTo"):
        del item["/A"]
    for _name, inner in item.items():
        if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
            _without_actions(inner, pikepdf, depth + 1)


def picture(data: bytes, most_pixels: int, _most_unpacked: int, *, to_jpeg: bool = False) -> bytes:
    """Written anew: the picture, upright, every frame of it, nothing else."""
    from PIL import Image, ImageFile, ImageOps, ImageSequence

    if to_jpeg:
        import pillow_heif

        pillow_heif.register_heif_opener()
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = most_pixels
    target = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height * getattr(image, "n_frames", 1) > most_pixels:
            raise Bomb
        if to_jpeg:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.info = {}
            upright.save(target, format="JPEG", quality=95, exif=b"")
            return target.getvalue()
        frames = []
        for frame in ImageSequence.Iterator(image):
            copy = frame.copy()
            copy.info = {
                k: v for k, v in copy.info.items() if k in ("duration", "loop", "transparency", "dpi")
            }
            if image.format == "TIFF":
                copy = ImageOps.exif_transpose(copy)
                copy.info = {}
            frames.append(copy)
        frames[0].save(target, format=image.format, save_all=len(frames) > 1, append_images=frames[1:])
    return target.getvalue()


def office(data: bytes, _most_pixels: int, most_unpacked: int) -> bytes:
    """The same document; its properties (author, company, times) are emptied, its thumbnail and its dates left out."""
    target, unpacked = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as clean:
        for entry in source.infolist():
            if entry.is_dir() or entry.filename.lower().startswith(("docprops/thumbnail", "thumbnails/")):
                continue
            plain = zipfile.ZipInfo(entry.filename)
            plain.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            if entry.filename in _EMPTIED:
                clean.writestr(plain, _EMPTIED[entry.filename])
                continue
            with source.open(entry) as reader, clean.open(plain, "w") as writer:
                while block := reader.read(1024 * 1024):
                    unpacked += len(block)
                    if unpacked > most_unpacked:
                        raise Bomb
                    writer.write(block)
    return target.getvalue()


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    kind, most_pixels, most_unpacked = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    data = sys.stdin.buffer.read()
    try:
        if kind == "pdf":
            result = pdf(data, most_pixels, most_unpacked)
        elif kind == "office":
            result = office(data, most_pixels, most_unpacked)
        else:
            result = picture(data, most_pixels, most_unpacked, to_jpeg=kind == "to-jpeg")
    except (Bomb, MemoryError):
        return BOMB
    except Exception as broken:  # whatever a library says of a broken file
        return BOMB if "DecompressionBomb" in type(broken).__name__ else UNREADABLE
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
