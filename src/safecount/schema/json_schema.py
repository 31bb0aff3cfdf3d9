"""The JSON schema of a definition, for editors that check and complete while one types.

Made from the same list of keys the loader uses; the copy shipped in the package is what this returns.
It says what each key may hold; what must hold between keys is checked by the loader alone.
"""

from __future__ import annotations

from typing import Any

from safecount.schema.key import Key, Kind
from safecount.schema.keys import FORMAT_VERSION, SECTIONS
from safecount.schema.section import NAME

_NAME: dict[str, Any] = {"type": "string", "pattern": f"^{NAME.pattern}$"}
_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_SOME_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT, "minItems": 1}


def _by_name(inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": inner}


def _whole(key: Key) -> dict[str, Any]:
    return {"type": "integer"} | ({"minimum": key.minimum} if key.minimum is not None else {})


def _value(key: Key) -> dict[str, Any]:
    """Return the schema of one key's value, without its help."""
    inner = {"$ref": f"#/$defs/{key.section}"}
    choices = {"enum": list(key.choices)}
    shapes: dict[Kind, dict[str, Any]] = {
        Kind.TEXT: _TEXT,
        Kind.NAME: _NAME,
        Kind.WHOLE: _whole(key),
        Kind.NUMBER: {"type": "number"},
        Kind.DAY: {"type": "string", "format": "date"},
        Kind.CHOICE: choices,
        Kind.TEXTS: _TEXTS,
        Kind.TEXT_OR_TEXTS: {"anyOf": [_TEXT, _SOME_TEXTS]},
        Kind.NAMES: {"type": "array", "items": _NAME},
        Kind.NAME_OR_NAMES: {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
        Kind.CHOICES: {"type": "array", "items": choices},
        Kind.FLAG: {"type": "boolean"},
        Kind.TEXTS_BY_NAME: _by_name(_TEXTS),
        Kind.NUMBER_LISTS: {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        Kind.CODE_LISTS: _by_name(_by_name(_TEXTS)),
        Kind.LABEL_LISTS: _by_name(_by_name(_TEXT)),
        Kind.WHOLE_BY_NAME: _by_name(_whole(key)),
        Kind.HEADERS_BY_NAME: _by_name({"anyOf": [_TEXT, _SOME_TEXTS, {"const": False}]}),
        Kind.SECTION: inner,
        Kind.SECTIONS_BY_NAME: {"type": "object", "propertyNames": _NAME, "additionalProperties": inner},
        Kind.SECTION_LIST: {"type": "array", "items": inner},
    }
    return shapes[key.kind]


def _section(keys: tuple[Key, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: {"description": key.help, **_value(key)} for key in keys},
    }


def json_schema() -> dict[str, Any]:
    """Return the schema as a JSON document of draft 2020-12."""
    whole = _section(SECTIONS["definition"])
    whole["properties"]["safecount"]["const"] = FORMAT_VERSION
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:safecount:definition:{FORMAT_VERSION}",
        "title": f"A safecount dataset definition, version {FORMAT_VERSION}",
        **whole,
        "$defs": {name: _section(keys) for name, keys in SECTIONS.items() if name != "definition"},
    }
