"""Functions and files stay small: nine of ten under 35 and 300 lines, and none is a drawer."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
FUNCTION_P90, FILE_P90 = 35, 300
FUNCTION_MOST, FILE_MOST = 70, 450
KERNEL_MOST = 2500


def files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and path.stat().st_size]


def functions() -> list[tuple[str, int, int]]:
    """Name, lines and parameters of every function."""
    found = []
    for path in files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                parameters = len([a for a in arguments if a.arg not in ("self", "cls", "by")])
                if any(ast.unparse(one).startswith("app.command(") for one in node.decorator_list):
                    parameters = 0  # the options of a command are what people type, not a signature
                found.append((f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}", lines, parameters))
    return found


def percentile_90(values: list[int]) -> int:
    return sorted(values)[int(len(values) * 0.9)]


def test_functions_are_small() -> None:
    measured = functions()
    assert percentile_90([lines for _, lines, _ in measured]) <= FUNCTION_P90
    assert not [name for name, lines, _ in measured if lines > FUNCTION_MOST]


def test_files_are_small() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in files()}
    assert percentile_90(list(lengths.values())) <= FILE_P90
    assert not [str(path) for path, lines in lengths.items() if lines > FILE_MOST]


def test_functions_have_few_parameters() -> None:
    """At most six, besides `self` and the `by` that every action ends with."""
    measured = functions()
    allowed = {name for name, _, _ in measured if name.split(" ")[1] in ("__init__",)}
    assert not [name for name, _, parameters in measured if parameters > 6 and name not in allowed]


def test_nothing_is_a_drawer() -> None:
    assert not [str(path) for path in files() if path.stem in ("utils", "helpers", "misc", "common")]


def test_the_kernel_of_casework_stays_a_kernel() -> None:
    """What two kinds of matter need. What one kind needs belongs to its domain, what a page needs to `matters` or `intake`."""
    kernel = [path for path in files() if path.is_relative_to(SOURCE / "commonground" / "casework")]
    assert sum(len(path.read_text().splitlines()) for path in kernel) <= KERNEL_MOST


def test_the_kernel_asks_no_matter_for_its_kind() -> None:
    """A kind's difference is declared in its `CaseKind` and the city's file, never decided by a comparison."""
    shared = ("casework", "conflict", "matters", "records", "intake", "vaults")
    found = []
    for path in files():
        if path.relative_to(SOURCE).parts[1] not in shared:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare | ast.Match) and _decides_by_kind(node):
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno} {ast.unparse(node)}")
    assert not found


def _decides_by_kind(node: ast.Compare | ast.Match) -> bool:
    """`case.kind == "complaint"` and its like: a kind beside a word."""
    sides = [node.subject] if isinstance(node, ast.Match) else [node.left, *node.comparators]
    kinds = [side for side in sides if ast.unparse(side).split(".")[-1] == "kind"]
    words = isinstance(node, ast.Match) or any(
        isinstance(side, ast.Constant) and side.value for side in ast.walk(node)
    )
    return bool(kinds) and words
