"""What a client is reminded with: the day, the hour and the place, in a language that they read. Pure."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict

from shared.events.intake.appointments import AppointmentDetails
from shared.regions.texts import LANGUAGES, Language, format_day, text

_OWN: Final[dict[str, Language]] = {"fin": "fi", "swe": "sv", "eng": "en"}


class Wording(BaseModel):
    """A reminder in one language, and the locale that its day is written in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    locale: str
    text: str


@cache
def wordings() -> dict[str, Wording]:
    """ISO 639-3 → the reminder in that language, besides Finnish, Swedish and English."""
    said = files("services.intake.appointments").joinpath("reminders.toml").read_text(encoding="utf-8")
    return {language: Wording(**entry) for language, entry in tomllib.loads(said).items()}


def reminder(details: AppointmentDetails, on: date) -> str:
    """The reminder in the client's language; in Finnish, Swedish and English where there is none in it."""
    if (own := _OWN.get(details.language)) is not None:
        return _in(own, details, on)
    if (wording := wordings().get(details.language)) is not None:
        day = format_date(on, "full", locale=wording.locale)
        return wording.text.format(day=day, time=details.starts_at, place=details.place)
    return "\n".join(_in(language, details, on) for language in LANGUAGES)


def _in(language: Language, details: AppointmentDetails, on: date) -> str:
    day = format_day(on, language)
    return text("appointment.reminder", language, day=day, time=details.starts_at, place=details.place)
