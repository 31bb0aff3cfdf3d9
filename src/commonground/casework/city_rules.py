"""What the city decides about matters, from `config/cities/<city>/casework/`: for each kind its stages,
deadlines, letters and words. The same files make the public page “what happens next”, so page and practice cannot differ.
"""

from enum import StrEnum
from functools import cache
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.reference.city import Words, read_city_file


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Owner(StrEnum):
    """Whose step it is."""

    UNIT = "unit"
    ASSIGNEE = "assignee"
    SUPERVISOR = "supervisor"
    PERSON = "person"  # the one who filed
    NOBODY = "nobody"  # closed


class Stage(_Strict):
    """A place where a matter stands. `days` are business days until the next step is promised."""

    key: str
    name: Words
    meaning: Words  # what the person who filed reads
    owner: Owner
    days: int | None = Field(default=None, ge=0, le=730)
    next: tuple[str, ...] = ()
    closed: bool = False
    waits: bool = False  # the clock stands still: we asked the person something
    letter: str = ""  # letter offered when a matter comes here
    retired: bool = False  # nothing comes here any more; what stands here goes on along `next`


STAND_IN = Words(en="In work", es="En trámite")
STAND_IN_CLOSED = Words(en="Closed", es="Cerrado")
STAND_IN_MEANING = Words(
    en="We changed how we work while this was here. Nothing is lost. Write to us below if you want to know more.",
    es="Cambiamos nuestra forma de trabajar mientras esto estaba aquí. No se perdió nada. Escríbanos abajo si quiere saber más.",
)


class Outcome(_Strict):
    """How a matter ended."""

    key: str
    name: Words
    meaning: Words


class Category(_Strict):
    """A kind of problem. `unit` sends it to another unit's queue than the kind's own."""

    key: str
    name: Words
    help: Words
    unit: str = ""


class Letter(_Strict):
    """A template. `{reference}`, `{stage}`, `{due_on}`, `{unit}` and `{city}` are filled in; nothing else is."""

    name: Words
    subject: Words
    text: Words


class KindFile(_Strict):
    """One kind of matter, as the city wants it."""

    name: Words
    unit: str
    record_class: str
    keep_years: int = Field(ge=1, le=100)
    usual_days: int = Field(ge=0, le=730)  # business days from filing to an answer, as a rule
    never_shown: Words
    elsewhere: tuple[Words, ...] = ()
    stages: tuple[Stage, ...]
    outcomes: tuple[Outcome, ...]
    categories: tuple[Category, ...]
    letters: dict[str, Letter] = Field(default_factory=dict)

    @property
    def first_stage(self) -> Stage:
        return self.stages[0]

    def stage(self, key: str) -> Stage:
        """Raises KeyError for a stage that the file does not have."""
        return {stage.key: stage for stage in self.stages}[key]

    def stage_shown(self, key: str, *, closed: bool) -> Stage:
        """As `stage`; for one that was taken out of the file, a stand-in that says no more than is true."""
        known = {stage.key: stage for stage in self.stages}
        return known.get(key) or Stage(
            key=key,
            name=STAND_IN_CLOSED if closed else STAND_IN,
            meaning=STAND_IN_MEANING,
            owner=Owner.NOBODY if closed else Owner.UNIT,
            closed=closed,
        )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        keys = [stage.key for stage in self.stages]
        if len(set(keys)) != len(keys):
            raise ValueError("two stages have the same key")
        for stage in self.stages:
            _check_stage(stage, keys, self.letters)
            if into := [key for key in stage.next if self.stage(key).retired]:
                raise ValueError(f"stage {stage.key} leads to {', '.join(into)}, which is retired")
        reached = _reachable(self)
        if self.first_stage.retired:
            raise ValueError(f"stage {self.first_stage.key} is retired, and it is where matters begin")
        if lost := [key for key in keys if key not in reached and not self.stage(key).retired]:
            raise ValueError(f"no step leads to: {', '.join(lost)}")
        if not any(stage.closed for stage in self.stages):
            raise ValueError("no stage is closed: a matter could never end")
        return self


def _check_stage(stage: Stage, keys: list[str], letters: dict[str, Letter]) -> None:
    if unknown := [key for key in stage.next if key not in keys]:
        raise ValueError(f"stage {stage.key} leads to {', '.join(unknown)}, which is no stage")
    if stage.letter and stage.letter not in letters:
        raise ValueError(f"stage {stage.key} sends the letter {stage.letter}, which is not written")
    if stage.closed != (stage.owner is Owner.NOBODY):
        raise ValueError(f"stage {stage.key}: a closed stage is owned by nobody, and only a closed one")
    if not stage.closed and not stage.next:
        raise ValueError(f"stage {stage.key} leads nowhere and is not closed")
    if not stage.closed and stage.days is None:
        raise ValueError(f"stage {stage.key} has no days: each open stage has a date")


def _reachable(kind: KindFile) -> set[str]:
    reached, waiting = {kind.first_stage.key}, [kind.first_stage]
    while waiting:
        for key in waiting.pop().next:
            if key not in reached:
                reached.add(key)
                waiting.append(kind.stage(key))
    return reached


@cache
def kind_file(kind: str) -> KindFile:
    """The city's file for a kind. Raises `CityFileWrong`."""
    return read_city_file(settings.CITIES_FOLDER / settings.CITY / "casework" / f"{kind}.toml", KindFile)
