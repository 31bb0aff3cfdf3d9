"""Privacy declared once: every field of every model is classified, and everything else follows from that."""

from commonground.foundation.privacy.declarations import (
    Classification,
    Declaration,
    PublicDoor,
    Retention,
    UndeclaredField,
    declaration_of,
    declared_models,
)

__all__ = [
    "Classification",
    "Declaration",
    "PublicDoor",
    "Retention",
    "UndeclaredField",
    "declaration_of",
    "declared_models",
]
