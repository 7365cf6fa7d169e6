"""What a skills mapping may do: it is begun, alone or together with a reception centre where the client consents; it
goes on piece by piece; it is completed, or ends lawfully when the client refuses, leaves, or takes the consent back.

Pure: days, ids, the vocabulary's codes and the client come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.assessment.skills import (
    EndGround,
    MappingConsented,
    MappingConsentTakenBack,
    MappingEnd,
    Profile,
    SkillDescribed,
    SkillsMapped,
    SkillsMappingEnded,
    SkillsMappingStarted,
)
from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """The client has consented, in intake, that a reception centre takes part."""

    consent: UUID
    given_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class TakeConsentBack:
    """The consent holds no more; a joint mapping under way ends with it."""

    consent: UUID
    withdrawn_on: date


@dataclass(frozen=True, slots=True)
class StartMapping:
    """A mapping begins; with a reception centre where `consent` is named.

    For a client without a home municipality the centre always takes part: under the consent that is named, or under
    the newest one that holds.
    """

    municipality: str
    person_id: UUID
    at_home: bool
    started_on: date
    consent: UUID | None
    today: date


@dataclass(frozen=True, slots=True)
class Words:
    """A skill in words; `text_id` names the text, so that it can be erased alone."""

    text_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class MapSkills:
    """What is known now; `codes` are those of the vocabulary that the profile names and that there are."""

    municipality: str
    mapped_on: date
    profile: Profile
    unknown_codes: tuple[str, ...]
    described: tuple[Words, ...]
    completed: bool
    today: date


@dataclass(frozen=True, slots=True)
class EndMapping:
    """The client refuses to go on, or has left."""

    municipality: str
    ended_on: date
    ground: MappingEnd


Command: TypeAlias = NoteConsent | TakeConsentBack | StartMapping | MapSkills | EndMapping

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Consent:
    """From when until when, both days included."""

    given_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class NotBegun:
    """No mapping is under way. `consents` are those that hold; `completed` says whether one was done before."""

    consents: Mapping[UUID, Consent] = field(default_factory=dict)
    completed: bool = False


@dataclass(frozen=True, slots=True)
class Mapping_:  # noqa: N801 - "Mapping" is Python's
    """A mapping is under way."""

    consents: Mapping[UUID, Consent]
    municipality: str
    person_id: UUID
    started_on: date
    consent: UUID | None


State: TypeAlias = NotBegun | Mapping_

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, mapping: State) -> Sequence[Event]:
    """The facts that a command makes; none where all is so already.

    Raises:
        Refused: the answer is no.
    """
    match command:
        case NoteConsent():
            return _note(command, mapping)
        case TakeConsentBack():
            return _take_back(command, mapping)
        case StartMapping():
            return _start(command, mapping)
        case MapSkills():
            return _map(command, mapping)
        case EndMapping():
            return _end(command, mapping)
    assert_never(command)


def _note(command: NoteConsent, mapping: State) -> Sequence[Event]:
    if command.consent in mapping.consents:
        return []
    return [MappingConsented(consent=command.consent, given_on=command.given_on, valid_until=command.valid_until)]


def _take_back(command: TakeConsentBack, mapping: State) -> Sequence[Event]:
    if command.consent not in mapping.consents:
        return []
    taken_back = MappingConsentTakenBack(consent=command.consent, withdrawn_on=command.withdrawn_on)
    match mapping:
        case Mapping_(consent=consent) if consent == command.consent:
            return [taken_back, _ended(mapping, command.withdrawn_on, MappingEnd.CONSENT_WITHDRAWN)]
        case NotBegun() | Mapping_():
            return [taken_back]
    assert_never(mapping)


def _start(command: StartMapping, mapping: State) -> Sequence[Event]:
    match mapping:
        case NotBegun():
            if command.started_on > command.today:
                raise Refused("skills.day_in_the_future", "started_on")
            consent = _consent(command, mapping)
            return [
                SkillsMappingStarted(
                    municipality=command.municipality,
                    person_id=command.person_id,
                    started_on=command.started_on,
                    jointly=consent is not None,
                    consent=consent,
                )
            ]
        case Mapping_():
            raise Refused("skills.already_begun")
    assert_never(mapping)


def _consent(command: StartMapping, mapping: NotBegun) -> UUID | None:
    """The consent that the mapping rests on; None where the municipality maps alone."""
    holding = [
        key
        for key, consent in mapping.consents.items()
        if consent.given_on <= command.started_on <= consent.valid_until
    ]
    if command.consent is not None:
        if command.consent not in holding:
            raise Refused("skills.no_such_consent", "consent")
        return command.consent
    if command.at_home:
        return None
    if not holding:
        raise Refused("skills.consent_needed", "consent")
    return holding[-1]


def _map(command: MapSkills, mapping: State) -> Sequence[Event]:
    match mapping:
        case NotBegun():
            raise Refused("skills.not_begun")
        case Mapping_():
            _fits(command, mapping)
            person = mapping.person_id
            return [
                SkillsMapped(
                    municipality=command.municipality,
                    mapped_on=command.mapped_on,
                    completed=command.completed,
                    profile=Personal(person, command.profile),
                ),
                *(
                    SkillDescribed(
                        municipality=command.municipality,
                        text_id=words.text_id,
                        text=Personal(words.text_id, FreeText(text=words.text), parents=(person,)),
                    )
                    for words in command.described
                ),
            ]
    assert_never(mapping)


def _fits(command: MapSkills, mapping: Mapping_) -> None:
    if command.mapped_on > command.today:
        raise Refused("skills.day_in_the_future", "mapped_on")
    if command.mapped_on < mapping.started_on:
        raise Refused("skills.mapped_before_begun", "mapped_on")
    rests_on = [consent for key, consent in mapping.consents.items() if key == mapping.consent]
    if any(command.mapped_on > consent.valid_until for consent in rests_on):
        raise Refused("skills.no_such_consent")
    for code in command.unknown_codes:
        raise Refused("skills.unknown_code", code)


def _end(command: EndMapping, mapping: State) -> Sequence[Event]:
    match mapping:
        case NotBegun():
            return []
        case Mapping_():
            if command.ended_on < mapping.started_on:
                raise Refused("skills.ended_before_begun", "ended_on")
            return [_ended(replace(mapping, municipality=command.municipality), command.ended_on, command.ground)]
    assert_never(mapping)


def _ended(mapping: Mapping_, ended_on: date, ground: MappingEnd) -> SkillsMappingEnded:
    return SkillsMappingEnded(
        municipality=mapping.municipality,
        ended_on=ended_on,
        ground=Personal(mapping.person_id, EndGround(ground=ground)),
    )


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final[State] = NotBegun()


def evolve(mapping: State, recorded: Recorded[Event]) -> State:
    """The mapping after a fact."""
    match recorded.event, mapping:
        case MappingConsented() as fact, NotBegun() | Mapping_():
            consent = Consent(fact.given_on, fact.valid_until)
            return replace(mapping, consents={**mapping.consents, fact.consent: consent})
        case MappingConsentTakenBack() as fact, NotBegun() | Mapping_():
            held = {key: consent for key, consent in mapping.consents.items() if key != fact.consent}
            return replace(mapping, consents=held)
        case SkillsMappingStarted() as fact, NotBegun():
            return Mapping_(mapping.consents, fact.municipality, fact.person_id, fact.started_on, fact.consent)
        case SkillsMapped(completed=True), Mapping_():
            return NotBegun(mapping.consents, completed=True)
        case SkillsMapped() | SkillDescribed(), _:
            return mapping
        case SkillsMappingEnded(), Mapping_():
            return NotBegun(mapping.consents)
    raise ValueError(f"{recorded.head.type} cannot follow {type(mapping).__name__}")
