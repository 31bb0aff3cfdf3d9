"""The city's reasons for withholding, from `config/cities/<city>/casework/redaction.toml`."""

from functools import cache
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from commonground.reference.city import Words, read_city_file

AUDIENCES = ("complainant", "officer", "reviewer", "public")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(_Strict):
    key: str
    name: Words


class ReasonCode(_Strict):
    """`audiences` are those it is withheld from as a rule; `suggests` names patterns that are offered under it."""

    key: str = Field(pattern=r"^[A-Z0-9][A-Z0-9.-]{0,19}$")
    name: Words
    text: Words
    audiences: tuple[str, ...]
    suggests: tuple[str, ...] = ()


class RedactionFile(_Strict):
    audiences: tuple[Audience, ...]
    codes: tuple[ReasonCode, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if [one.key for one in self.audiences] != list(AUDIENCES):
            raise ValueError(f"the audiences are {', '.join(AUDIENCES)}, in this order")
        for code in self.codes:
            if unknown := set(code.audiences) - set(AUDIENCES):
                raise ValueError(f"code {code.key} names {', '.join(sorted(unknown))}, which is no audience")
        if len({code.key for code in self.codes}) != len(self.codes):
            raise ValueError("two codes have the same key")
        return self

    def code(self, key: str) -> ReasonCode | None:
        return next((code for code in self.codes if code.key == key), None)

    def audience(self, key: str) -> Audience | None:
        return next((one for one in self.audiences if one.key == key), None)

    def code_for(self, suggestion: str) -> ReasonCode:
        """Under which code a pattern is offered; the first one where the city has none for it."""
        return next((code for code in self.codes if suggestion in code.suggests), self.codes[0])


@cache
def redaction_file() -> RedactionFile:
    """Raises `CityFileWrong`."""
    path = settings.CITIES_FOLDER / settings.CITY / "casework" / "redaction.toml"
    return read_city_file(path, RedactionFile)
