"""Every setting of the house, typed and described, in one place. Read once, from the environment.

A missing or wrong setting refuses to start, with a sentence that says what to set.
`docs/reference/settings.md` is written from this class (`commonground settings`), and a test compares them.
"""

import os
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "COMMONGROUND_"
PROJECT = Path(__file__).resolve().parents[3]


class ConfigurationRefused(SystemExit):
    """The house does not start on settings that are missing or wrong."""


class Configuration(BaseSettings):
    """One field a setting; the environment variable is its name in capitals after `COMMONGROUND_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    secret_key: str = Field(
        min_length=50,
        description="Signs links and sessions. At least 50 random characters; a different one for each door.",
    )
    link_key: str = Field(
        min_length=50,
        description="Signs links in mail (confirm, unsubscribe). The same at both doors and for the worker.",
    )
    public_url: str = Field(description="Address of the public door, such as https://safety.example.gov")
    staff_url: str = Field(description="Address of the staff door, such as https://staff.safety.example.gov")
    database_url: str = Field(
        description="sqlite:////absolute/path or postgresql://role:password@host:5432/name. On PostgreSQL each "
        "door has its own role (see `commonground grants`)."
    )
    data_folder: Path = Field(
        description="Folder for uploaded files and published images; not served as it is."
    )
    city: str = Field(
        default="riverbend", description="Folder of `config/cities` that holds this city's rules."
    )
    config_folder: Path = Field(default=PROJECT / "config", description="Where `cities/` lies.")
    mail_url: str = Field(
        default="",
        description="smtp://user:password@host:587 (or smtps://…:465). Empty: letters wait in the outbox, unsent.",
    )
    mail_from: str = Field(default="", description="Sender of all letters, such as safety@example.gov")
    single_sign_on_issuer: str = Field(
        default="",
        description="OpenID Connect issuer of the city's single sign-on; empty when there is none.",
    )
    single_sign_on_client: str = Field(default="", description="Client id registered there.")
    single_sign_on_secret: str = Field(default="", description="Client secret registered there.")
    single_sign_on_name: str = Field(default="City single sign-on", description="What its button says.")
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="How many proxies of yours stand before the doors (nginx: 1)."
    )
    clamd: str = Field(
        default="",
        description="ClamAV's daemon: /path/to/its/socket or host:3310. Empty: files are kept as “not scanned”, and say so.",
    )
    demonstration: bool = Field(default=False, description="Shows on every page that the city is invented.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Logs hold event keys and ids, never content."
    )

    @field_validator("public_url", "staff_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError(
                "must be an address such as https://safety.example.gov, with nothing after the host"
            )
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("must begin with https:// (http is for this machine alone)")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        if urlsplit(value).scheme not in ("sqlite", "postgresql"):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("mail_url")
    @classmethod
    def _is_a_mail_server(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("smtp", "smtps"):
            raise ValueError("must begin with smtp:// or smtps://")
        return value

    @model_validator(mode="after")
    def _belongs_together(self) -> "Configuration":
        if self.mail_url and not self.mail_from:
            raise ValueError(f"{PREFIX}MAIL_FROM must be set when {PREFIX}MAIL_URL is")
        if self.single_sign_on_issuer and not (self.single_sign_on_client and self.single_sign_on_secret):
            raise ValueError(
                f"{PREFIX}SINGLE_SIGN_ON_CLIENT and {PREFIX}SINGLE_SIGN_ON_SECRET must be set with the issuer"
            )
        if not (self.config_folder / "cities" / self.city / "city.toml").is_file():
            raise ValueError(
                f"{PREFIX}CITY is {self.city!r}, but {self.config_folder}/cities/{self.city}/city.toml is not there"
            )
        if self.public_url == self.staff_url:
            raise ValueError(f"{PREFIX}PUBLIC_URL and {PREFIX}STAFF_URL must differ: they are two doors")
        return self


def environment_file() -> Path | None:
    """A file of settings: the one that `COMMONGROUND_ENVIRONMENT_FILE` names, or the demonstration's where it runs.

    What the environment itself says wins over the file.
    """
    named = os.environ.get(f"{PREFIX}ENVIRONMENT_FILE")
    if named is not None:
        return Path(named) if named else None
    demonstration = PROJECT / "var" / "demo" / "staff.env"
    return demonstration if demonstration.is_file() else None


def read_configuration() -> Configuration:
    """The settings of this process. Exits with one sentence a setting when any is missing or wrong."""
    try:
        return Configuration(_env_file=environment_file())  # type: ignore[call-arg]  # filled from the environment
    except ValidationError as refused:
        sentences = "\n".join(f"  {_sentence(dict(error))}" for error in refused.errors())
        print(f"Common Ground does not start:\n{sentences}", file=sys.stderr)
        raise ConfigurationRefused(78) from None  # 78: configuration error (sysexits)


def _sentence(error: dict[str, object]) -> str:
    location = error.get("loc") or ()
    message = str(error["msg"]).removeprefix("Value error, ")
    if not location:
        return message + "."
    name = str(location[0])  # type: ignore[index]
    description = Configuration.model_fields[name].description or ""
    if error["type"] == "missing":
        return f"Set {PREFIX}{name.upper()}: {description}"
    return f"{PREFIX}{name.upper()} {_readable(message)}. {description}"


def _readable(message: str) -> str:
    return message if message.startswith("must") else f"is wrong: {message[0].lower()}{message[1:]}"
