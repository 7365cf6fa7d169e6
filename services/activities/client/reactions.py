"""What activities' knowledge of clients grows from: arrivals, moves, mapped skills, tests, and decided candidacies."""

from __future__ import annotations

from services.activities.client.domain import (
    Command,
    EndCandidacy,
    KnowClient,
    MoveClient,
    NoteLevel,
    NoteSkills,
)
from shared.events import Event, Recorded
from shared.events.activities.vacancies import CandidateAccepted, CandidateDeclined
from shared.events.assessment.language import LanguageTested, Levels
from shared.events.assessment.skills import Profile, SkillsMapped
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles


def know_client(event: Recorded[ArrivalRegistered], _: Profiles) -> list[Ask]:
    """From the arrival on activities knows whose case it is."""
    fact = event.event
    return [_to_client(event, KnowClient(fact.municipality, fact.person_id), fact.municipality)]


def move_client(event: Recorded[TransferAccepted], _: Profiles) -> list[Ask]:
    """What the client seeks and does moves with the case."""
    receiver = event.event.receiver
    return [_to_client(event, MoveClient(receiver), receiver)]


def note_skills(event: Recorded[SkillsMapped], _: Profiles) -> list[Ask]:
    """Mapped skills are for matching too, sealed anew; what was erased meanwhile isn't noted."""
    match event.event.profile.value:
        case Profile(skills=skills):
            codes = tuple(skill.code for skill in skills)
            return [_to_client(event, NoteSkills(codes), event.event.municipality)]
        case _:
            return []


def note_level(event: Recorded[LanguageTested], _: Profiles) -> list[Ask]:
    """A tested level is for matching too, sealed anew; what was erased meanwhile isn't noted."""
    match event.event.levels.value:
        case Levels(overall=overall):
            return [_to_client(event, NoteLevel(event.event.language.value, overall), event.event.municipality)]
        case _:
            return []


def note_candidate_accepted(event: Recorded[CandidateAccepted], _: Profiles) -> list[Ask]:
    """The vacancy's yes is said to the case too."""
    fact = event.event
    command = EndCandidacy(event.head.key, fact.candidacy, accepted=True)
    return [Ask(f"activities/client/{fact.case}", fact.case, command, event.head.municipality)]


def note_candidate_declined(event: Recorded[CandidateDeclined], _: Profiles) -> list[Ask]:
    """The vacancy's no is said to the case too."""
    fact = event.event
    command = EndCandidacy(event.head.key, fact.candidacy, accepted=False)
    return [Ask(f"activities/client/{fact.case}", fact.case, command, event.head.municipality)]


def add_to(reactions: Reactions) -> None:
    """Let activities react so."""
    reactions.on(ArrivalRegistered)(know_client)
    reactions.on(TransferAccepted)(move_client)
    reactions.on(SkillsMapped)(note_skills)
    reactions.on(LanguageTested)(note_level)
    reactions.on(CandidateAccepted)(note_candidate_accepted)
    reactions.on(CandidateDeclined)(note_candidate_declined)


def _to_client(event: Recorded[Event], command: Command, municipality: str) -> Ask:
    return Ask(f"activities/client/{event.head.key}", event.head.key, command, municipality)
