"""A group or network has an owner, is handed over to another one, and is wound up one day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.activities.wording import complete
from shared.errors import Refused
from shared.events.activities.directory import Asset, AssetWoundUp, Organisation, OwnerNamed
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText
from shared.regions.texts import Language


@dataclass(frozen=True, slots=True)
class NameOwner:
    """From a day on `owner` answers for it: for good, or until another day."""

    municipality: str
    asset: Asset
    title: LocalisedText
    required: tuple[Language, ...]
    owner: Organisation
    from_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class WindUp:
    """It is no more."""

    municipality: str
    ended_on: date
    today: date


Command: TypeAlias = NameOwner | WindUp


@dataclass(frozen=True, slots=True)
class NotOwned:
    """Nobody has been named."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Who answers for it, and until when."""

    municipality: str
    asset: Asset
    owner: Organisation
    until: date | None


@dataclass(frozen=True, slots=True)
class WoundUp:
    """It was there once."""

    municipality: str


State: TypeAlias = NotOwned | Owned | WoundUp


def decide(command: Command, asset: State) -> Sequence[Event]:
    """The facts that a command makes; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where it is not the asking municipality's.
    """
    match command:
        case NameOwner():
            return _name(command, asset)
        case WindUp():
            return _wind_up(command, asset)
    assert_never(command)


def _name(command: NameOwner, asset: State) -> Sequence[Event]:
    match asset:
        case Owned(municipality) | WoundUp(municipality) if municipality != command.municipality:
            raise Refused("access.not_found")
        case WoundUp():
            raise Refused("asset.wound_up")
        case Owned(asset=kind) if kind != command.asset:
            raise Refused("asset.of_another_kind", "asset")
        case Owned(owner=owner, until=until) if (owner, until) == (command.owner, command.until):
            return []
        case NotOwned() | Owned():
            if command.until is not None and command.until < command.from_on:
                raise Refused("asset.ends_before_it_begins", "until")
            return [
                OwnerNamed(
                    municipality=command.municipality,
                    asset=command.asset,
                    title=complete(command.title, command.required, "asset.language_missing", "title"),
                    owner=command.owner,
                    from_on=command.from_on,
                    until=command.until,
                )
            ]
    assert_never(asset)


def _wind_up(command: WindUp, asset: State) -> Sequence[Event]:
    match asset:
        case WoundUp(municipality) if municipality == command.municipality:
            return []
        case Owned(municipality) if municipality == command.municipality:
            if command.ended_on > command.today:
                raise Refused("asset.day_in_the_future", "ended_on")
            return [AssetWoundUp(municipality=municipality, ended_on=command.ended_on)]
        case NotOwned() | Owned() | WoundUp():
            raise Refused("access.not_found")
    assert_never(asset)


INITIAL: Final = NotOwned()


def evolve(asset: State, recorded: Recorded[Event]) -> State:
    """Who answers for it after a fact."""
    match recorded.event, asset:
        case OwnerNamed() as fact, NotOwned() | Owned():
            return Owned(fact.municipality, fact.asset, fact.owner, fact.until)
        case AssetWoundUp(), Owned(municipality):
            return WoundUp(municipality)
    raise ValueError(f"{recorded.head.type} cannot follow {type(asset).__name__}")
