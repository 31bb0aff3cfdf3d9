"""Ranks of the department, lowest first, from `config/cities/<city>/ranks.toml`: who stands above or beside whom."""

from functools import cache
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.reference.city import Words, read_city_file


class Rank(BaseModel):
    """Ranks of the same order stand beside each other."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    order: int = Field(ge=1)
    name: Words


class RanksFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    ranks: tuple[Rank, ...]

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        keys = [rank.key for rank in self.ranks]
        if len(set(keys)) != len(keys):
            raise ValueError("two ranks have the same key")
        return self


@cache
def ranks() -> dict[str, Rank]:
    """Raises `CityFileWrong`."""
    path = settings.CITIES_FOLDER / settings.CITY / "ranks.toml"
    return {rank.key: rank for rank in read_city_file(path, RanksFile).ranks}


def order_of(rank: str) -> int:
    """A rank that the file no longer has stands above all: whoever held it is not investigated by mistake."""
    known = ranks().get(rank)
    return known.order if known else max((one.order for one in ranks().values()), default=0) + 1


def rank_named(text: str) -> Rank | None:
    """By key or by name in any language of the city, as people write it in a file."""
    wanted = text.strip().casefold()
    for rank in ranks().values():
        if wanted in (rank.key.casefold(), rank.name.en.casefold(), rank.name.es.casefold()):
            return rank
    return None
