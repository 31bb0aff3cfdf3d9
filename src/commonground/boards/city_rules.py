"""The city's own rules for bodies that meet, from `config/cities/<city>/boards.toml`: how early, how soon, how long."""

from functools import cache

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from commonground.boards.rules import QuorumCounts
from commonground.reference.city import read_city_file


class BoardRules(BaseModel):
    """What holds for one board."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    agenda_hours_before: int = Field(ge=0, le=24 * 60)
    minutes_days_after: int = Field(ge=1, le=365)
    answer_days: int = Field(ge=1, le=730)
    application_answer_days: int = Field(ge=1, le=365)
    term_months: int = Field(ge=1, le=240)
    quorum_counts: QuorumCounts


class OwnRules(BaseModel):
    """What one board does differently; what it leaves out is as for all."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    agenda_hours_before: int | None = Field(default=None, ge=0, le=24 * 60)
    minutes_days_after: int | None = Field(default=None, ge=1, le=365)
    answer_days: int | None = Field(default=None, ge=1, le=730)
    application_answer_days: int | None = Field(default=None, ge=1, le=365)
    term_months: int | None = Field(default=None, ge=1, le=240)
    quorum_counts: QuorumCounts | None = None


class BoardsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: BoardRules
    boards: dict[str, OwnRules] = Field(default_factory=dict)

    def rules_for(self, slug: str) -> BoardRules:
        own = self.boards.get(slug)
        return self.rules.model_copy(update=own.model_dump(exclude_none=True)) if own else self.rules


@cache
def boards_file() -> BoardsFile:
    return read_city_file(settings.CITIES_FOLDER / settings.CITY / "boards.toml", BoardsFile)


def rules_for(slug: str) -> BoardRules:
    """The rules of the board with this slug, whether or not the file names it."""
    return boards_file().rules_for(slug)
