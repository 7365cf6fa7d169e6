"""The items that every readiness checklist begins with, by reason of arrival (`standard.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from shared.regions.codes import ArrivalReason
from shared.regions.localised import LocalisedText

EVERYBODY: Final = "everybody"


@cache
def _read() -> Mapping[str, Mapping[str, LocalisedText]]:
    written = tomllib.loads(files(__package__).joinpath("standard.toml").read_text(encoding="utf-8"))
    return {reason: {code: LocalisedText(**said) for code, said in items.items()} for reason, items in written.items()}


def standard_items(reason: ArrivalReason) -> Mapping[str, LocalisedText]:
    """What must be in place for everybody, and for those who arrive for this reason; by code, in the file's order."""
    return {**_read()[EVERYBODY], **_read().get(reason.value, {})}
