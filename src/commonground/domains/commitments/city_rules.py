"""What the city decides about commitments: its statuses and their public meaning, cadence, words for "on hold".

Typed from `config/cities/<city>/commitments.toml`; a wrong file is refused with a sentence that names the key.
"""

from functools import cache

from django.conf import settings
from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.domains.commitments.rules import Stage
from commonground.reference.city import Words, read_city_file


class Status(BaseModel):
    """One status, in the city's words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: Words
    meaning: Words
    order: int
    counts_as: Stage
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.name.in_language(translation.get_language() or "en")

    @property
    def definition(self) -> str:
        return self.meaning.in_language(translation.get_language() or "en")


class CommitmentRules(BaseModel):
    """Everything about commitments that a city may choose."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    update_every_days: int = Field(ge=1, le=3650)
    grace_days: int = Field(ge=0, le=365)
    late_while_on_hold: bool
    evidence_needed: int = Field(ge=1, le=10)
    answer_disputes_within_days: int = Field(ge=1, le=365)
    reviewed_fields: tuple[str, ...]
    tell_followers_after_minutes: int = Field(ge=0, le=1440)
    hold_words: tuple[str, ...]
    unknown_words: tuple[str, ...]
    statuses: tuple[Status, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _belongs_together(self) -> "CommitmentRules":
        keys = [status.key for status in self.statuses]
        if doubled := {key for key in keys if keys.count(key) > 1}:
            raise ValueError(
                f"statuses: {', '.join(sorted(doubled))} stands there twice; give each its own key"
            )
        if missing := set(Stage) - {status.counts_as for status in self.statuses}:
            raise ValueError(f"statuses: none counts_as {', '.join(sorted(missing))}; add one")
        words: dict[str, str] = {}
        for status in self.statuses:
            for word in _names_of(status):
                if words.setdefault(word, status.key) != status.key:
                    raise ValueError(
                        f'statuses: "{word}" names both {words[word]} and {status.key}; keep one'
                    )
        if unknown := set(self.reviewed_fields) - {
            "status",
            "percent",
            "implemented",
            "estimated",
            "statement",
        }:
            raise ValueError(f"reviewed_fields: {', '.join(sorted(unknown))} cannot be reviewed; remove it")
        return self

    @property
    def in_order(self) -> tuple[Status, ...]:
        return tuple(sorted(self.statuses, key=lambda status: status.order))

    def status(self, key: str) -> Status | None:
        """The status of that key; None when it is empty or the city has dropped it."""
        return next((status for status in self.statuses if status.key == key), None)

    def status_named(self, text: str) -> Status | None:
        """The status that a file means: its key, its name in either language, or an alias."""
        wanted = _plain(text)
        return next((status for status in self.statuses if wanted in _names_of(status)), None)

    def says_hold(self, text: str) -> bool:
        """Whether words in a field mean "on hold" (also with more words after them, as in "On Hold (funding)")."""
        plain = _plain(text)
        return any(plain == _plain(word) or plain.startswith(_plain(word) + " ") for word in self.hold_words)

    def says_unknown(self, text: str) -> bool:
        return _plain(text) in {_plain(word) for word in self.unknown_words}


def _names_of(status: Status) -> set[str]:
    return {_plain(text) for text in (status.key, status.name.en, status.name.es, *status.aliases)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("(", " (").split())


@cache
def the_rules() -> CommitmentRules:
    """The rules of the city that this process serves."""
    return read_city_file(settings.CITIES_FOLDER / settings.CITY / "commitments.toml", CommitmentRules)
