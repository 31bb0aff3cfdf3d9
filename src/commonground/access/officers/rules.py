"""The chain of command: who stands above whom, and that it never bites its own tail. Pure."""

from collections.abc import Mapping

Chain = Mapping[int, int | None]  # officer -> supervisor


def chain_above(officer: int, supervisors: Chain, levels: int | None = None) -> list[int]:
    """Supervisors from the nearest up, at most `levels` of them. A loop in old data ends it, and no more."""
    above: list[int] = []
    current = supervisors.get(officer)
    while current is not None and current != officer and current not in above:
        if levels is not None and len(above) >= levels:
            break
        above.append(current)
        current = supervisors.get(current)
    return above


def everybody_below(officer: int, supervisors: Chain) -> set[int]:
    """All whom this officer commands, at any distance."""
    return {other for other in supervisors if officer in chain_above(other, supervisors)}


def would_loop(officer: int, supervisor: int | None, supervisors: Chain) -> bool:
    """Whether this supervisor would stand under the officer that he is to command."""
    if supervisor is None:
        return False
    return supervisor == officer or officer in chain_above(supervisor, supervisors)


def loops_in(supervisors: Chain) -> list[list[int]]:
    """Every loop, each once, beginning with its lowest number."""
    found: dict[frozenset[int], list[int]] = {}
    for start in supervisors:
        path: list[int] = []
        current: int | None = start
        while current is not None and current not in path:
            path.append(current)
            current = supervisors.get(current)
        if current is not None:
            loop = path[path.index(current) :]
            first = loop.index(min(loop))
            found.setdefault(frozenset(loop), loop[first:] + loop[:first])
    return sorted(found.values())
