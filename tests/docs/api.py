"""Writes docs/count/api.md from what the packages of the count export: signatures, docstrings, values.

python -m tests.docs.api > docs/count/api.md
"""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import importlib.util
import inspect
import sys
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

PACKAGES = (
    "safecount.schema",
    "safecount.describe",
    "safecount.ingest",
    "safecount.cubes",
    "safecount.disclosure",
    "safecount.disclosure.protect",
    "safecount.disclosure.preview",
    "safecount.disclosure.rates",
    "safecount.disclosure.sums",
    "safecount.disclosure.attack",
    "safecount.disclosure.microdata",
    "safecount.publish",
    "safecount.publish.make",
    "safecount.publish.records",
    "safecount.disclosure.microdata.ledger",
    "safecount.disclosure.microdata.planning",
    "safecount.disclosure.attack.records",
    "safecount.disclosure.attack.sums",
    "safecount.analysis",
    "safecount.generate",
    "safecount.problems",
)
"""Packages by what they export; modules, named by their full path, by what they define."""

_OPENING = """# Reference of the Python API

Written from the source by `python -m tests.docs.api > docs/count/api.md`; a test holds the page to it.

What a person can mend is raised as a `SafecountError`, whose text is one or more whole sentences and says what to do.
`(n)` after an array gives its length. Types named `Whole` are numpy arrays of `int64`, `Real` of `float64`, `Flags` of `bool`.
Tables of cells are Arrow tables. Counts are counts of records of the table's unit. Methods and their sources:
[the method](method.md), [the analyses](analysis.md). What a release holds: [release](release.md).
"""
_LONGEST = 100


def main() -> None:
    """Print the page."""
    sys.stdout.write(page())


def page() -> str:
    """Return the whole page."""
    modules = [importlib.import_module(name) for name in PACKAGES if importlib.util.find_spec(name)]
    contents = [f"- [`{module.__name__}`](#{_anchor(module)})" for module in modules]
    sections = [section for module in modules for section in _module(module)]
    return "\n\n".join(text for text in (_OPENING.strip(), "\n".join(contents), *sections) if text) + "\n"


def exported(module: ModuleType) -> list[str]:
    """Return what a package exports, or what a module defines, in order of name with classes and constants among the rest."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [
            name for name, item in vars(module).items() if getattr(item, "__module__", "") == module.__name__
        ]
    return sorted((name for name in names if not name.startswith("_")), key=str.lower)


def _anchor(module: ModuleType) -> str:
    return module.__name__.replace(".", "")


def _module(module: ModuleType) -> Iterator[str]:
    yield f"## `{module.__name__}`"
    yield _documented(module)
    for name in exported(module):
        yield from _item(module.__name__, name, getattr(module, name))


def _item(place: str, name: str, item: Any) -> Iterator[str]:
    yield f"### `{name}`"
    if inspect.isclass(item):
        yield from _class(place, item)
    elif inspect.isfunction(item):
        yield _code(f"from {place} import {name}\n\n{_signature(name, item)}")
        yield _documented(item)
    else:
        yield _code(f"from {place} import {name}\n\n{name} = {_value(item)}")


def _class(place: str, item: type) -> Iterator[str]:
    head = f"from {place} import {item.__name__}"
    if issubclass(item, enum.Enum):
        yield _code(head)
        yield _documented(item)
        yield _members(item)
    elif issubclass(item, Exception):
        yield _code(f"{head}\n\nclass {item.__name__}({item.__bases__[0].__name__})")
        yield _documented(item)
    elif not getattr(item, "_is_protocol", False) and (
        dataclasses.is_dataclass(item) or "__init__" in vars(item)
    ):
        yield _code(f"{head}\n\n{_signature(item.__name__, item)}")
        yield _documented(item)
        yield from _methods(item)
    else:
        yield _code(head)
        yield _documented(item)
        yield from _methods(item)


def _members(item: type[enum.Enum]) -> str:
    told = _told_below(item)
    lines = [
        f"- `{member.name}` = `{member.value!r}`{': ' + told[member.name] if member.name in told else ''}"
        for member in item
    ]
    return "\n".join(lines)


def _told_below(item: type) -> dict[str, str]:
    """Return the texts that stand below the assignments in a class, which Python itself does not keep."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(item))).body[0]
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for line, below in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(below, ast.Expr):
            target = line.targets[0] if isinstance(line, ast.Assign) else line.target
            if isinstance(target, ast.Name) and isinstance(below.value, ast.Constant):
                found[target.id] = " ".join(str(below.value.value).split())
    return found


def _methods(item: type) -> Iterator[str]:
    lines = []
    for name, member in vars(item).items():
        if name.startswith("_") and name != "__call__":
            continue
        if isinstance(member, property):
            kind = str(inspect.signature(member.fget).return_annotation) if member.fget else ""
            lines.append(f"- `.{name}` → `{kind}`: {_flat(member.__doc__)}")
        elif inspect.isfunction(member):
            lines.append(f"- `.{_signature(name, member, wide=True)}`: {_flat(member.__doc__)}")
    if lines:
        yield "\n".join(lines)


def _signature(name: str, item: Any, *, wide: bool = False) -> str:
    found = inspect.signature(item)
    parameters = [
        parameter.replace(default=_Shown(parameter.default))
        if parameter.default is not inspect.Parameter.empty
        else parameter
        for parameter in found.parameters.values()
        if parameter.name != "self"
    ]
    returns = found.return_annotation if not inspect.isclass(item) else inspect.Signature.empty
    text = f"{name}{found.replace(parameters=parameters, return_annotation=returns)}".replace("'", "")
    text = text.replace(_QUOTE, "'")
    if wide or len(text) <= _LONGEST:
        return text
    lines = _with_commas(parameters)
    back = "" if returns is inspect.Signature.empty else f" -> {returns}"
    return f"{name}(\n{lines}\n){back}"


def _with_commas(parameters: list[inspect.Parameter]) -> str:
    lines = []
    keyword_only = False
    for parameter in parameters:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            lines.append("    *,")
        lines.append(f"    {parameter},".replace("'", "").replace(_QUOTE, "'"))
    return "\n".join(lines)


_QUOTE = "\N{PRIME}"
"""Stands for the quotes of a default while those of annotations are taken away."""


class _Shown:
    """A default as a reader would write it."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __repr__(self) -> str:
        return _value(self._value).replace("'", _QUOTE)


def _value(value: Any) -> str:
    if type(value).__name__ == "_HAS_DEFAULT_FACTORY_CLASS":
        return "…"
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"…  # a text of {len(value):,} characters"
    if dataclasses.is_dataclass(value):
        return f"{type(value).__name__}()" if value == _made(type(value)) else f"{type(value).__name__}(…)"
    return f"{value:_}" if type(value) is int else repr(value)


def _made(kind: Any) -> Any:
    try:
        return kind()
    except TypeError:
        return None


def _documented(item: Any) -> str:
    text = inspect.getdoc(item) or ""
    if not text or (dataclasses.is_dataclass(item) and text.startswith(f"{getattr(item, '__name__', '')}(")):
        return ""
    return text


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


if __name__ == "__main__":
    main()
