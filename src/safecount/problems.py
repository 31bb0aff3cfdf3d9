"""What can go wrong in a way the person at the keyboard can mend: a sentence, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass


class SafecountError(Exception):
    """A refusal with a reason; its text is one or more whole sentences and is safe to print."""


@dataclass(frozen=True)
class Problem:
    """One fault in a definition: where it stands, what is wrong, and what to write instead."""

    file: str
    line: int
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.key}: {self.message} {self.remedy}"


class DefinitionError(SafecountError):
    """A definition that cannot be used; `problems` holds every fault found, in order of line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SourceError(SafecountError):
    """A file that cannot be read at all: missing, damaged, or larger than its limit allows."""


class LayoutError(SafecountError):
    """A file whose columns fit no table of the definition; nothing was changed."""


class StoreError(SafecountError):
    """The store of snapshots is in use, damaged, or was made with another definition."""
