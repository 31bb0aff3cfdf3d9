"""Professional standards as the city wants them, from `config/cities/<city>/casework/standards.toml`."""

from functools import cache
from typing import Self

from django.conf import settings
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.access.officers.ranks import ranks
from commonground.casework.city_rules import kind_file
from commonground.reference.city import Words, read_city_file
from commonground.vaults.units import units


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Strict):
    """One entry of a list of the city."""

    key: str
    name: Words


class Classification(Choice):
    """How serious an allegation is: by its category, unless a supervisor says otherwise."""

    meaning: Words
    finding_days: int = Field(ge=1, le=730)
    review_steps: tuple[str, ...] = Field(min_length=1)
    categories: tuple[str, ...] = ()


class ReviewStep(Choice):
    """Who decides on a finding: supervisors of the unit, where ranks are named only officers of one of these."""

    ranks: tuple[str, ...] = ()


class FindingKind(Choice):
    meaning: Words
    discipline: bool = False


class StandardsFile(_Strict):
    review_days: int = Field(ge=1, le=365)
    mediation_answer_days: int = Field(ge=1, le=365)
    board_days: int = Field(ge=1, le=365)
    board_answer_days: int = Field(ge=1, le=365)
    board_unit: str
    classifications: tuple[Classification, ...]
    review_steps: tuple[ReviewStep, ...]
    findings: tuple[FindingKind, ...]
    disciplines: tuple[Choice, ...]
    mediation_outcomes: tuple[Choice, ...]
    rights: tuple[Choice, ...]
    evidence_kinds: tuple[Choice, ...]
    positions: tuple[Choice, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for name in _LISTS:
            keys = [one.key for one in getattr(self, name)]
            if len(set(keys)) != len(keys):
                raise ValueError(f"{name}: two entries have the same key")
        steps = {step.key for step in self.review_steps}
        for one in self.classifications:
            if unknown := set(one.review_steps) - steps:
                raise ValueError(f"classification {one.key}: {', '.join(sorted(unknown))} is no review step")
        if unknown_ranks := {rank for step in self.review_steps for rank in step.ranks} - set(ranks()):
            raise ValueError(f"review_steps: {', '.join(sorted(unknown_ranks))} is no rank of ranks.toml")
        if self.board_unit not in units():
            raise ValueError(f"board_unit: {self.board_unit} is no unit of units.toml")
        self._check_categories()
        return self

    def _check_categories(self) -> None:
        said = [category for one in self.classifications for category in one.categories]
        known = {category.key for category in kind_file("complaint").categories}
        if missing := known - set(said):
            raise ValueError(f"classifications: no entry holds the category {', '.join(sorted(missing))}")
        if unknown := set(said) - known:
            raise ValueError(
                f"classifications: {', '.join(sorted(unknown))} is no category of complaint.toml"
            )
        if twice := {category for category in said if said.count(category) > 1}:
            raise ValueError(f"classifications: {', '.join(sorted(twice))} stands in two entries")

    def classification_of(self, category: str) -> Classification:
        return next(one for one in self.classifications if category in one.categories)

    def classification(self, key: str) -> Classification:
        """Raises KeyError."""
        return {one.key: one for one in self.classifications}[key]

    def steps_of(self, classification: str) -> tuple[str, ...]:
        return self.classification(classification).review_steps

    def step(self, key: str) -> ReviewStep:
        """Raises KeyError."""
        return {one.key: one for one in self.review_steps}[key]


_LISTS = (
    "classifications",
    "review_steps",
    "findings",
    "disciplines",
    "mediation_outcomes",
    "rights",
    "evidence_kinds",
    "positions",
)


@cache
def standards() -> StandardsFile:
    """Raises `CityFileWrong`."""
    path = settings.CITIES_FOLDER / settings.CITY / "casework" / "standards.toml"
    return read_city_file(path, StandardsFile)


def name_of(entries: tuple[Choice, ...], key: str) -> str:
    """In the reader's language; a key that the file no longer has is shown as it is."""
    found = next((one for one in entries if one.key == key), None)
    return found.name.in_language(get_language() or "en") if found else key


def choices_of(entries: tuple[Choice, ...]) -> list[tuple[str, str]]:
    return [(one.key, name_of(entries, one.key)) for one in entries]


def category_name(key: str) -> str:
    found = next((one for one in kind_file("complaint").categories if one.key == key), None)
    return found.name.in_language(get_language() or "en") if found else key
