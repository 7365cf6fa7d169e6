"""What activities records of a client: work sought, support offered, placements from start to end, mentoring.

Everything is asked in the name of the municipality whose case it is; to others there is no such client. Pure: days and
ids come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from shared.errors import Refused
from shared.events.activities.clients import (
    ClientKnown,
    ClientMoved,
    LanguageLevel,
    LevelNoted,
    SkillCodes,
    SkillsNoted,
    SupportAnswer,
    SupportAnswered,
    SupportOffered,
    WorkSought,
    WorkWish,
)
from shared.events.activities.placements import (
    CandidacyBegun,
    CandidacyEnded,
    CandidacyEnding,
    MentorDetails,
    MentoringEnded,
    MentoringEnding,
    MentoringOutcome,
    MentorMet,
    MentorPaired,
    PlacementEnded,
    PlacementEnding,
    PlacementOutcome,
    PlacementStarted,
    PlacementTerms,
)
from shared.events.codec import Recorded
from shared.events.model import Event, Personal, Unreadable

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnowClient:
    """Somebody has arrived."""

    municipality: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class MoveClient:
    """The case has moved."""

    municipality: str


@dataclass(frozen=True, slots=True)
class NoteSkills:
    """The assessment has mapped these skills."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteLevel:
    """A test has found this level."""

    language: str
    level: str


@dataclass(frozen=True, slots=True)
class SeekWork:
    """The client says what work they seek."""

    municipality: str
    wish: WorkWish
    sought_on: date
    today: date


@dataclass(frozen=True, slots=True)
class OfferSupport:
    """A service is offered to somebody without wider support."""

    municipality: str
    offer: UUID
    service_id: UUID
    today: date


@dataclass(frozen=True, slots=True)
class AnswerSupport:
    """The client wants it, or not."""

    municipality: str
    offer: UUID
    accepted: bool
    today: date


@dataclass(frozen=True, slots=True)
class BeginCandidacy:
    """The client is being proposed for a vacancy: said beside the vacancy's own fact."""

    municipality: str
    vacancy: UUID
    candidacy: UUID


@dataclass(frozen=True, slots=True)
class EndCandidacy:
    """The vacancy says that it is decided."""

    vacancy: UUID
    candidacy: UUID
    accepted: bool


@dataclass(frozen=True, slots=True)
class StartPlacement:
    """The client begins at an employer's, from a vacancy or without one."""

    municipality: str
    placement: UUID
    vacancy: UUID | None
    started_on: date
    terms: PlacementTerms
    today: date


@dataclass(frozen=True, slots=True)
class EndPlacement:
    """The placement is over."""

    municipality: str
    placement: UUID
    ended_on: date
    outcome: PlacementOutcome
    today: date


@dataclass(frozen=True, slots=True)
class PairMentor:
    """The client and a mentor agree; the mentor may be anybody, `mentor_id` is their own id."""

    municipality: str
    pairing: UUID
    mentor_id: UUID
    mentor: MentorDetails
    paired_on: date
    today: date


@dataclass(frozen=True, slots=True)
class RecordMeeting:
    """The two have met."""

    municipality: str
    pairing: UUID
    met_on: date
    today: date


@dataclass(frozen=True, slots=True)
class EndMentoring:
    """Mentoring is over."""

    municipality: str
    pairing: UUID
    ended_on: date
    outcome: MentoringOutcome
    today: date


Told: TypeAlias = KnowClient | MoveClient | NoteSkills | NoteLevel | EndCandidacy
Asked: TypeAlias = (
    SeekWork
    | OfferSupport
    | AnswerSupport
    | BeginCandidacy
    | StartPlacement
    | EndPlacement
    | PairMentor
    | RecordMeeting
    | EndMentoring
)
Command: TypeAlias = Told | Asked

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """From a day on, and until another where it is over."""

    since: date
    over: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """What stands. `wish`, `skills` and `levels` are empty where they cannot be read any more.

    `offers` say whether each was answered, `candidacies` whether each is decided; `filling` is the vacancy that a
    placement came from.
    """

    municipality: str
    person_id: UUID
    wish: WorkWish | None = None
    skills: frozenset[str] = frozenset()
    levels: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[UUID, bool] = field(default_factory=dict)
    offered_services: frozenset[UUID] = frozenset()
    candidacies: Mapping[UUID, bool] = field(default_factory=dict)
    placements: Mapping[UUID, Span] = field(default_factory=dict)
    filling: Mapping[UUID, UUID] = field(default_factory=dict)
    pairings: Mapping[UUID, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Nobody has arrived under this id."""


State: TypeAlias = NotKnown | Client

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, client: State) -> Sequence[Event]:
    """The facts that a command makes of a client; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case is not the asking municipality's.
    """
    match command:
        case KnowClient() | MoveClient() | NoteSkills() | NoteLevel() | EndCandidacy():
            return _told(command, client)
        case _:
            return _asked(command, _of(command.municipality, client))


def _of(municipality: str, client: State) -> Client:
    match client:
        case Client(municipality=own) if own == municipality:
            return client
        case NotKnown() | Client():
            raise Refused("access.not_found")
    assert_never(client)


def _told(command: Told, client: State) -> Sequence[Event]:
    """What other streams have said: it has happened, and nothing of it is refused."""
    match command, client:
        case KnowClient(municipality, person), NotKnown():
            return [ClientKnown(municipality=municipality, person_id=person)]
        case MoveClient(municipality), Client(municipality=own) if own != municipality:
            return [ClientMoved(municipality=municipality)]
        case NoteSkills(codes), Client(skills=own) if frozenset(codes) != own:
            return [SkillsNoted(skills=Personal(client.person_id, SkillCodes(codes=codes)))]
        case NoteLevel(language, level), Client(levels=own) if own.get(language) != level:
            return [LevelNoted(language=language, level=Personal(client.person_id, LanguageLevel(level=level)))]
        case EndCandidacy(vacancy, candidacy, accepted), Client(candidacies=own) if own.get(candidacy) is False:
            ending = Personal(client.person_id, CandidacyEnding(accepted=accepted))
            return [CandidacyEnded(vacancy=vacancy, candidacy=candidacy, ending=ending)]
    return []


def _asked(command: Asked, client: Client) -> Sequence[Event]:  # noqa: PLR0911 - one for each command
    match command:
        case SeekWork(wish=wish, sought_on=day, today=today):
            _not_ahead(day, today, "sought_on")
            return [] if wish == client.wish else [WorkSought(sought_on=day, wish=Personal(client.person_id, wish))]
        case OfferSupport():
            return _offer(command, client)
        case AnswerSupport():
            return _answer(command, client)
        case BeginCandidacy(_, vacancy, candidacy):
            return [CandidacyBegun(vacancy=vacancy, candidacy=candidacy)]
        case StartPlacement():
            return _start(command, client)
        case EndPlacement():
            return _end(command, client)
        case PairMentor():
            return _pair(command, client)
        case RecordMeeting(pairing=pairing, met_on=day, today=today):
            _going_on(client.pairings, pairing, day, "mentoring", "met_on")
            _not_ahead(day, today, "met_on")
            return [MentorMet(pairing=pairing, met_on=day)]
        case EndMentoring():
            return _end_mentoring(command, client)
    assert_never(command)


def _offer(command: OfferSupport, client: Client) -> Sequence[Event]:
    if command.service_id in client.offered_services:
        raise Refused("support.already_offered", "service_id")
    return [SupportOffered(offer=command.offer, service_id=command.service_id, offered_on=command.today)]


def _answer(command: AnswerSupport, client: Client) -> Sequence[Event]:
    answered = client.offers.get(command.offer)
    if answered is None:
        raise Refused("access.not_found")
    if answered:
        raise Refused("support.already_answered")
    answer = Personal(client.person_id, SupportAnswer(accepted=command.accepted))
    return [SupportAnswered(offer=command.offer, answered_on=command.today, answer=answer)]


def _start(command: StartPlacement, client: Client) -> Sequence[Event]:
    _not_ahead(command.started_on, command.today, "started_on")
    until = command.terms.planned_until
    if until is not None and until < command.started_on:
        raise Refused("placement.ends_before_it_begins", "planned_until")
    return [
        PlacementStarted(
            placement=command.placement,
            vacancy=command.vacancy,
            started_on=command.started_on,
            terms=Personal(client.person_id, command.terms),
        )
    ]


def _end(command: EndPlacement, client: Client) -> Sequence[Event]:
    _going_on(client.placements, command.placement, command.ended_on, "placement", "ended_on")
    _not_ahead(command.ended_on, command.today, "ended_on")
    ending = Personal(client.person_id, PlacementEnding(outcome=command.outcome))
    return [PlacementEnded(placement=command.placement, ended_on=command.ended_on, ending=ending)]


def _pair(command: PairMentor, client: Client) -> Sequence[Event]:
    _not_ahead(command.paired_on, command.today, "paired_on")
    if any(not span.over for span in client.pairings.values()):
        raise Refused("mentoring.already_paired")
    return [
        MentorPaired(
            pairing=command.pairing,
            mentor_id=command.mentor_id,
            paired_on=command.paired_on,
            mentor=Personal(command.mentor_id, command.mentor),
        )
    ]


def _end_mentoring(command: EndMentoring, client: Client) -> Sequence[Event]:
    _going_on(client.pairings, command.pairing, command.ended_on, "mentoring", "ended_on")
    _not_ahead(command.ended_on, command.today, "ended_on")
    ending = Personal(client.person_id, MentoringEnding(outcome=command.outcome))
    return [MentoringEnded(pairing=command.pairing, ended_on=command.ended_on, ending=ending)]


def _going_on(spans: Mapping[UUID, Span], one: UUID, day: date, what: str, field_: str) -> None:
    """Refuse a day of something that is not there, is over, or had not begun then."""
    span = spans.get(one)
    if span is None:
        raise Refused("access.not_found")
    if span.over:
        raise Refused(f"{what}.already_ended")
    if day < span.since:
        raise Refused(f"{what}.day_before_it_began", field_)


def _not_ahead(day: date, today: date, field_: str) -> None:
    if day > today:
        raise Refused("client.day_in_the_future", field_)


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final = NotKnown()


def evolve(client: State, recorded: Recorded[Event]) -> State:  # noqa: C901, PLR0911 - one for each kind of fact
    """The client after a fact."""
    match recorded.event, client:
        case ClientKnown() as fact, NotKnown():
            return Client(fact.municipality, fact.person_id)
        case (ClientMoved() | WorkSought() | SkillsNoted() | LevelNoted()) as fact, Client():
            return _described(fact, client)
        case SupportOffered() as fact, Client():
            services = client.offered_services | {fact.service_id}
            return replace(client, offers={**client.offers, fact.offer: False}, offered_services=services)
        case SupportAnswered() as fact, Client():
            return replace(client, offers={**client.offers, fact.offer: True})
        case CandidacyBegun() as fact, Client():
            return replace(client, candidacies={**client.candidacies, fact.candidacy: False})
        case CandidacyEnded() as fact, Client():
            return replace(client, candidacies={**client.candidacies, fact.candidacy: True})
        case PlacementStarted(vacancy=vacancy) as fact, Client():
            filling = client.filling if vacancy is None else {**client.filling, fact.placement: vacancy}
            return replace(client, placements=_spans(client.placements, fact), filling=filling)
        case PlacementEnded() as fact, Client():
            return replace(client, placements=_spans(client.placements, fact))
        case (MentorPaired() | MentoringEnded()) as fact, Client():
            return replace(client, pairings=_spans(client.pairings, fact))
        case MentorMet(), Client():
            return client
    raise ValueError(f"{recorded.head.type} cannot follow {type(client).__name__}")


def _described(fact: ClientMoved | WorkSought | SkillsNoted | LevelNoted, client: Client) -> Client:
    match fact:
        case ClientMoved(municipality=municipality):
            return replace(client, municipality=municipality)
        case WorkSought(wish=Personal(value=wish)):
            return replace(client, wish=None if isinstance(wish, Unreadable) else wish)
        case SkillsNoted(skills=Personal(value=skills)):
            return replace(client, skills=frozenset() if isinstance(skills, Unreadable) else frozenset(skills.codes))
        case LevelNoted(language=language, level=Personal(value=level)):
            levels = {one: own for one, own in client.levels.items() if one != language}
            return replace(
                client, levels=levels if isinstance(level, Unreadable) else {**levels, language: level.level}
            )
    assert_never(fact)


def _spans(
    spans: Mapping[UUID, Span], fact: PlacementStarted | PlacementEnded | MentorPaired | MentoringEnded
) -> Mapping[UUID, Span]:
    match fact:
        case PlacementStarted(placement=one, started_on=since) | MentorPaired(pairing=one, paired_on=since):
            return {**spans, one: Span(since)}
        case PlacementEnded(placement=one) | MentoringEnded(pairing=one):
            return {**spans, one: replace(spans[one], over=True)}
    assert_never(fact)
