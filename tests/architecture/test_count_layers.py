"""The count stands alone, and its audit shares no code with what it audits."""

import ast
from pathlib import Path

import pytest

COUNT = Path(__file__).resolve().parents[2] / "src" / "safecount"


def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere, names taken from packages included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def importing(folder: str, *forbidden: str, besides: frozenset[str] = frozenset()) -> list[str]:
    """The files under `folder` that import what they must not, but for those named in `besides`."""
    return [
        f"{path.relative_to(COUNT)}: {name}"
        for path in sorted((COUNT / folder).rglob("*.py"))
        for name in sorted(imported(path))
        if path.name not in besides
        and any(name == module or name.startswith(f"{module}.") for module in forbidden)
    ]


PROTECTION = tuple(
    f"safecount.disclosure.{name}"
    for name in ("protect", "slack", "prune", "programmes", "additions", "carry")
)


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        (".", ("commonground", "django")),
        ("disclosure/attack", (*PROTECTION, "safecount.disclosure.proof")),
        ("analysis", ("safecount.publish", "safecount.disclosure")),
        ("cubes", ("safecount.publish", "safecount.disclosure.protect")),
        ("schema", ("safecount.ingest", "safecount.cubes", "safecount.disclosure", "safecount.publish")),
    ],
)
def test_a_part_of_the_count_does_not_reach_what_stands_above_or_beside_it(
    folder: str, forbidden: tuple[str, ...]
) -> None:
    assert importing(folder, *forbidden) == []


def test_the_check_of_a_proof_shares_nothing_with_the_search_for_it() -> None:
    names = imported(COUNT / "disclosure" / "proof.py")
    assert not names & {*PROTECTION, "safecount.disclosure.walk"}


def test_publishing_counts_nothing_but_where_a_release_is_made() -> None:
    assert importing("publish", "safecount.cubes", besides=frozenset({"make.py"})) == []


def test_the_search_would_be_found() -> None:
    assert importing("disclosure", "safecount.disclosure.walk")
