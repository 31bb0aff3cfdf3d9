"""Rebuilds `static/design/uswds/` from an unpacked USWDS package.

    python -m commonground.design.vendoring.refresh PACKAGE_FOLDER

Stops at another version, at a colour without a token, and at a file that is referred to but absent.
"""

import re
import shutil
import sys
from pathlib import Path

import tinycss2

from . import keep

TARGET = Path(__file__).resolve().parent.parent / "static" / "design" / "uswds"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)|\b(?:white|black)\b")
SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])$")
URL = re.compile(r"""url\(["']?([^"')]*)["']?\)""")
FAMILIES = {"Source Sans Pro Web": "var(--font-sans)", "Merriweather Web": "var(--font-serif)"}
NOT_COLOURS = ("transparent", "currentcolor")


class CannotVendor(Exception):
    """The package does not hold what `keep.py` expects; the message says what."""


def main(package: Path) -> None:
    dist = package / "dist"
    source = (dist / "css" / "uswds.css").read_text(encoding="utf-8")
    if f"uswds v{keep.VERSION}" not in source[:200]:
        raise CannotVendor(f"this is not USWDS {keep.VERSION}")
    shutil.rmtree(TARGET, ignore_errors=True)
    for folder in ("fonts", "img", "js"):
        (TARGET / folder).mkdir(parents=True)
    style = font_faces(dist) + trimmed(tinycss2.parse_stylesheet(source, True, True))
    style = f"/*! USWDS {keep.VERSION}, trimmed and tokenised: see vendoring/README.md */" + style
    (TARGET / "uswds.min.css").write_text(copy_images(style, dist) + "\n", encoding="utf-8")
    (TARGET / "img" / "sprite.svg").write_text(sprite(dist) + "\n", encoding="utf-8")
    for name in ("uswds.min.js", "uswds-init.min.js"):
        script = (dist / "js" / name).read_text(encoding="utf-8")
        # A pointer to a source map that is not shipped would break hashed static file names.
        (TARGET / "js" / name).write_text(re.sub(r"//# sourceMappingURL=.*", "", script), encoding="utf-8")
    shutil.copy(package / "LICENSE.md", TARGET / "LICENSE.md")
    shutil.copy(Path(__file__).with_name("OFL.txt"), TARGET / "fonts" / "OFL.txt")


def trimmed(rules: list) -> str:
    """The kept rules, one after another, without white space that carries no meaning."""
    return "".join(_rule(rule) for rule in rules)


def _rule(rule) -> str:
    if rule.type == "qualified-rule":
        selectors = [s for s in _selectors(rule.prelude) if _is_kept(s)]
        body = ";".join(_declarations(rule.content)) if selectors else ""
        return f"{','.join(selectors)}{{{body}}}" if body else ""
    if rule.type != "at-rule" or rule.lower_at_keyword not in ("media", "supports"):
        return ""
    inside = trimmed(tinycss2.parse_rule_list(rule.content, True, True))
    # Django's hashed static files take the empty url("") of this feature test for a file.
    condition = " ".join(tinycss2.serialize(rule.prelude).split()).replace('url("")', "none")
    return f"@{rule.lower_at_keyword} {condition}{{{inside}}}" if inside else ""


def _selectors(prelude: list) -> list[str]:
    parts: list[list] = [[]]
    for piece in prelude:
        if piece == ",":
            parts.append([])
        else:
            parts[-1].append(piece)
    return [" ".join(tinycss2.serialize(part).split()) for part in parts]


def _is_kept(selector: str) -> bool:
    classes = re.findall(r"\.((?:[\w-]|\\.)+)", selector)
    if keep.DROPPED.search(selector):
        return False
    return all(keep.KEPT_CLASSES.fullmatch(name) for name in classes)


def _declarations(content: list) -> list[str]:
    kept = []
    for item in tinycss2.parse_declaration_list(content, True, True):
        if item.type != "declaration":
            continue
        value = _tokenised(item.lower_name, " ".join(tinycss2.serialize(item.value).split()))
        kept.append(f"{item.lower_name}:{value}" + ("!important" if item.important else ""))
    return kept


def _tokenised(name: str, value: str) -> str:
    for family, token in FAMILIES.items():
        if name in ("font-family", "font") and family in value:
            value = re.sub(rf"{family}.*", token, value)
    if name == "font-size" and value == "1.06rem":
        return "1rem"  # USWDS enlarges Source Sans to match; Public Sans is already that large.
    if "url(" in value or "progid" in value:
        return value
    return COLOUR.sub(lambda match: f"var({_token(name, match.group(0))})", value)


def _token(name: str, written: str) -> str:
    colour = SHORT_HEX.sub(r"#\1\1\2\2\3\3", written.lower().replace(" ", ""))
    if name in ("color", "fill", "-webkit-text-fill-color", "text-decoration-color"):
        table = keep.TEXT
    elif name.startswith("background"):
        table = keep.BACKGROUND
    else:
        table = keep.LINE
    if colour not in table:
        raise CannotVendor(f"no token for {colour} in {name}")
    return table[colour]


def font_faces(dist: Path) -> str:
    faces = []
    for folder, name, family, weight, style in keep.FONTS:
        shutil.copy(dist / "fonts" / folder / f"{name}.woff2", TARGET / "fonts" / f"{name}.woff2")
        faces.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:swap;'
            f'src:url("fonts/{name}.woff2") format("woff2")}}'
        )
    return "".join(faces)


def copy_images(style: str, dist: Path) -> str:
    def placed(match: re.Match) -> str:
        path = match.group(1)
        if path.startswith("fonts/"):
            return match.group(0)
        source = dist / "css" / path
        if not source.is_file():
            raise CannotVendor(f"{path} is referred to but absent")
        shutil.copy(source, TARGET / "img" / source.name)
        return f'url("img/{source.name}")'

    return URL.sub(placed, style)


def sprite(dist: Path) -> str:
    """Only the symbols named in `keep.ICONS`, in one file."""
    whole = (dist / "img" / "sprite.svg").read_text(encoding="utf-8")
    found = dict(re.findall(r'(?s)<symbol id="([^"]+)"(.*?</symbol>)', whole))
    absent = [name for name in keep.ICONS if name not in found]
    if absent:
        raise CannotVendor(f"no such icon: {', '.join(absent)}")
    symbols = "".join(f'<symbol id="{name}"{found[name]}' for name in sorted(keep.ICONS))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
