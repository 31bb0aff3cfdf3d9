"""Other agencies that a matter can be referred to, from `config/cities/<city>/casework/agencies.toml`."""

from functools import cache

from django.conf import settings
from pydantic import BaseModel, ConfigDict

from commonground.reference.city import Words, read_city_file


class Agency(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    name: Words
    email: str
    address: str
    telephone: str


class _AgenciesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    agencies: tuple[Agency, ...]


@cache
def agencies() -> dict[str, Agency]:
    """Raises `CityFileWrong`."""
    path = settings.CITIES_FOLDER / settings.CITY / "casework" / "agencies.toml"
    return {agency.key: agency for agency in read_city_file(path, _AgenciesFile).agencies}
