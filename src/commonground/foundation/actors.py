"""Who did it, as the audit log names them: a person of ours, a resident, or the system itself."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anyone or anything that can act. `audit_key` names without describing: `person:12`, never a name."""

    @property
    def audit_key(self) -> str: ...


@dataclass(frozen=True)
class NamedActor:
    audit_key: str


RESIDENT = NamedActor("resident")  # somebody at the public door; nothing of them is kept here
WORKER = NamedActor("system:worker")
COMMAND_LINE = NamedActor("system:command-line")
