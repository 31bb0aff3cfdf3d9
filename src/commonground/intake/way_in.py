"""What the city says on every page of “Tell us”, from `config/cities/<city>/casework/way-in.toml`."""

from functools import cache

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from commonground.reference.city import Words, read_city_file


class WayIn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    quick_exit: str = Field(pattern=r"^https://[^\s\"'<>]+$")  # where “Leave this page now” goes
    quick_exit_name: Words
    emergency: Words
    desk: Words  # by paper, in person, by telephone
    independent: Words  # an office that does not answer to the police


@cache
def way_in() -> WayIn:
    """Raises `CityFileWrong`."""
    return read_city_file(settings.CITIES_FOLDER / settings.CITY / "casework" / "way-in.toml", WayIn)
