"""The city's rule of conflict of interest, from `config/cities/<city>/casework/conflict.toml`."""

from functools import cache
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.casework.models import NamedRole
from commonground.reference.city import read_city_file
from commonground.vaults.units import units


class ConflictRule(BaseModel):
    """Who is kept out of a matter besides those who say so themselves and those whom a supervisor adds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    hides_from: frozenset[NamedRole]
    chain_of: frozenset[NamedRole]
    levels_above: int = Field(ge=0, le=20)
    same_rank_may_investigate: bool
    lower_rank_may_investigate: bool
    independent_unit: str

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if NamedRole.SUBJECT not in self.hides_from:
            raise ValueError("hides_from: an officer whom a matter is about may never see it; add “subject”")
        if self.lower_rank_may_investigate and not self.same_rank_may_investigate:
            raise ValueError("lower_rank_may_investigate: a lower rank may not do what the same rank may not")
        if self.independent_unit not in units():
            raise ValueError(f"independent_unit: {self.independent_unit} is no unit of units.toml")
        return self


@cache
def conflict_rule() -> ConflictRule:
    """Raises `CityFileWrong`."""
    path = settings.CITIES_FOLDER / settings.CITY / "casework" / "conflict.toml"
    return read_city_file(path, ConflictRule)
