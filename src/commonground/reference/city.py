"""The city's own facts, from `config/cities/<city>/city.toml`: typed, checked at start-up, never in the database."""

import tomllib
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

Kind = TypeVar("Kind", bound=BaseModel)


class CityFileWrong(Exception):
    """A file of `config/cities` is missing or wrong. The message names the file, the key and the remedy."""


class Words(BaseModel):
    """A text in each language of the city."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: str
    es: str

    def in_language(self, language: str) -> str:
        return self.es if language.startswith("es") else self.en


class Contact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    email: str
    telephone: str
    address: str


class City(BaseModel):
    """Who we are, in the words that pages use."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Words
    short_name: str
    police_department: Words
    partnership: Words  # what the portal calls itself
    time_zone: str
    invented: bool = False
    contact: Contact


def read_city(folder: Path) -> City:
    """Reads `city.toml` of a city's folder. Raises `CityFileWrong`."""
    return read_city_file(folder / "city.toml", City)


def read_city_file(path: Path, kind: type[Kind]) -> Kind:
    """Reads one typed file of a city's folder; other packages use it for files of their own."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as missing:
        raise CityFileWrong(f"{path} cannot be read: {missing.strerror}.") from missing
    except tomllib.TOMLDecodeError as wrong:
        raise CityFileWrong(f"{path} is not valid TOML: {wrong}.") from wrong
    try:
        return kind.model_validate(content)
    except ValidationError as wrong:
        sentences = "; ".join(
            f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in wrong.errors()
        )
        raise CityFileWrong(f"{path}: {sentences}.") from wrong


@cache
def the_city() -> City:
    """The city that this process serves."""
    return read_city(settings.CITIES_FOLDER / settings.CITY)
