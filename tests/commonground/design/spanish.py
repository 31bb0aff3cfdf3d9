"""Which words of an app have no Spanish: `untranslated(folder_of_the_app)`, for any app with a `locale`."""

import ast
import re
from pathlib import Path

import polib
from django.utils.translation.template import templatize

Message = tuple[str, str]  # context, words

CALLS = {
    "_": 0,
    "gettext": 0,
    "gettext_lazy": 0,
    "ngettext": 0,
    "ngettext_lazy": 0,
    "pgettext": 1,
    "pgettext_lazy": 1,
}
# What `templatize` leaves of a template: gettext(u'…'), ngettext(u'…', u'…', …), pgettext('…', u'…').
IN_TEMPLATE = re.compile(
    r"\b(_|gettext|ngettext|pgettext|npgettext)\(((?:\s*u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"),?)+)"
)
LITERAL = re.compile(r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")")


def untranslated(app: Path, language: str = "es") -> list[str]:
    """Every fault of the app's catalogue, one sentence each; empty when it is complete."""
    catalogue = polib.pofile(str(app / "locale" / language / "LC_MESSAGES" / "django.po"))
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    used = messages_of(app)
    faults = [f"not in the catalogue: {words}" for context, words in sorted(used - known.keys())]
    faults += [f"no longer used: {words}" for context, words in sorted(known.keys() - used)]
    for entry in known.values():
        given = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.fuzzy or not all(given):
            faults.append(f"not translated: {entry.msgid}")
        for marker in re.findall(r"%\(\w+\)s|\{\w+\}", entry.msgid):
            if not all(marker in one for one in given):
                faults.append(f"{marker} is lost in: {entry.msgid}")
    return faults + _stale(catalogue)


def messages_of(app: Path) -> set[Message]:
    """Every word that the app says; an app within it has a catalogue of its own."""
    inner = [path.parent for path in app.rglob("apps.py") if path.parent != app]
    own = [
        path
        for path in app.rglob("*")
        if path.is_file() and not any(path.is_relative_to(one) for one in inner)
    ]
    found: set[Message] = set()
    for path in own:
        if path.suffix == ".py":
            found |= _in_python(path.read_text(encoding="utf-8"))
        elif "templates" in path.relative_to(app).parts:
            found |= _in_template(path.read_text(encoding="utf-8"), str(path))
    return found


def _in_python(source: str) -> set[Message]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            place = CALLS[node.func.id]
            if len(texts) > place:
                found.add((texts[0] if place else "", texts[place]))
    return found


def _in_template(source: str, origin: str) -> set[Message]:
    found = set()
    for call, arguments in IN_TEMPLATE.findall(templatize(source, origin=origin)):
        texts = [ast.literal_eval(literal) for literal in LITERAL.findall(arguments)]
        found.add((texts[0], texts[1]) if "pgettext" in call else ("", texts[0]))
    return found


def _stale(catalogue: polib.POFile) -> list[str]:
    """The compiled catalogue is what people see: it must hold the same words."""
    compiled = polib.mofile(catalogue.fpath.removesuffix(".po") + ".mo")

    def words(entries) -> dict:
        return {(e.msgctxt, e.msgid): (e.msgstr, tuple(e.msgstr_plural.values())) for e in entries if e.msgid}

    return [] if words(compiled) == words(catalogue) else ["django.mo is not compiled from this django.po"]
