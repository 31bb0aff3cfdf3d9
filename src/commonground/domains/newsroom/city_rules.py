"""What the city decides about appeals to the public, from `config/cities/<city>/appeals.toml`."""

from functools import cache
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.reference.city import Words, read_city_file


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Offence(_Strict):
    """A class of offence, and what may be shown of a suspect for it. `hold`: a major event, released by command first."""

    key: str
    name: Words
    face: bool
    name_shown: bool
    hold: bool


class Named(_Strict):
    key: str
    name: Words


class AppealsFile(_Strict):
    expires_after_days: int = Field(ge=1, le=365)
    longest_days: int = Field(ge=1, le=365)
    outcome_shown_days: int = Field(ge=0, le=3650)
    answer_objections_within_days: int = Field(ge=1, le=60)
    remind_after_minutes: int = Field(ge=1, le=24 * 60)
    offences: tuple[Offence, ...]
    legal_bases: tuple[Named, ...]
    outcomes: tuple[Named, ...]

    def offence(self, key: str) -> Offence:
        """Raises KeyError for one that the file does not have."""
        return {offence.key: offence for offence in self.offences}[key]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.expires_after_days > self.longest_days:
            raise ValueError("expires_after_days is longer than longest_days")
        for outcome in ("identified", "expired", "withdrawn"):
            if outcome not in {named.key for named in self.outcomes}:
                raise ValueError(f"outcomes: {outcome} is missing; the system itself uses it")
        return self


@cache
def appeals_file() -> AppealsFile:
    """The city's file for appeals. Raises `CityFileWrong`."""
    return read_city_file(settings.CITIES_FOLDER / settings.CITY / "appeals.toml", AppealsFile)
