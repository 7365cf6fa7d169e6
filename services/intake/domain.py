"""What intake may do with a case: register an arrival, correct what is known of the person, hand it over, note the
language of integration, close and reopen it. How it moves is in `transfer`, how two become one in `merging`.

Read from top to bottom: what can be asked (commands), what is decided, how a fact moves things on; how things can stand
is in `states`. Pure: days, ids and the deployment's municipalities come in on the command. This stream alone says which
municipality a case belongs to: one at every instant. Whom a case may be a duplicate of is no part of it: a suspicion is
an aggregate of its own (`suspicion`), whose stream is not the case's; so are a household's links, and early notices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.intake.merging import JoinMerge, LeadMerge, MergeCommand, Separate, UndoMerge, decide_merge, evolve_merge
from services.intake.states import (
    INITIAL,
    AwayCase,
    Case,
    ClosedCase,
    NoCase,
    OfferedCase,
    OpenCase,
    Standing,
    State,
    Unmerged,
    Words,
    cannot,
    holding,
    ongoing,
    unmerged,
)
from services.intake.transfer import TransferCommand, decide_transfer, evolve_transfer, taken_back
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake import (
    ArrivalBackground,
    ArrivalRegistered,
    Channel,
    DuplicateSuspected,
    PersonDetails,
    PersonDetailsCorrected,
    Residence,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from shared.events.intake.standing import (
    Authority,
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    ClosingGround,
    ClosingReason,
    DuplicateMerged,
    HomeMunicipalityRegistered,
    InformationLanguage,
    LanguageChoice,
    LanguageInformationGiven,
    LanguageOfIntegrationChosen,
    LeftCountry,
    MergedIntoCase,
    MergeUndone,
    NationalLanguage,
    ResponsibilityHandedOver,
    TransferExpired,
    TransferWithdrawn,
)
from shared.events.model import Event, Personal

__all__ = ["INITIAL", "Case", "Command", "NoCase", "State", "decide", "evolve"]

ENDS_A_STAY: Final = frozenset({ClosingReason.RESIDENCE_REFUSED, ClosingReason.DEPARTED, ClosingReason.CONSENT_ENDED})
"""What ends the case of somebody without a home municipality, and never a resident's: the law's duties stay."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterArrival:
    """A person has come, or is about to come: to live in the municipality, or to stay there at a reception centre.

    Without a home municipality nothing is written but under a `consent`; `notice` is the early notice of the arrival.
    """

    municipality: str
    person_id: UUID
    arrived_on: date
    channel: Channel
    details: PersonDetails
    background: ArrivalBackground
    notes: Words | None = None
    residence: Residence = Residence.HOME
    consent: UUID | None = None
    notice: UUID | None = None


@dataclass(frozen=True, slots=True)
class CorrectDetails:
    """Something that was written about the person was wrong; these are the right details, all of them."""

    municipality: str
    details: PersonDetails


@dataclass(frozen=True, slots=True)
class RegisterHomeMunicipality:
    """Somebody who stayed without a home municipality has one now: this one."""

    municipality: str
    registered_on: date
    today: date


@dataclass(frozen=True, slots=True)
class HandOver:
    """Another authority of the municipality answers for the case from now on."""

    municipality: str
    receiver: Authority
    handed_on: date
    today: date


@dataclass(frozen=True, slots=True)
class GiveLanguageInformation:
    """The person was told, in a language that he knows, that the language of integration is his to choose."""

    municipality: str
    given_in: str
    given_on: date
    today: date


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """The person chooses the language of integration, for the first time or anew."""

    municipality: str
    language: NationalLanguage
    chosen_on: date
    today: date


@dataclass(frozen=True, slots=True)
class LeaveCountry:
    """The person goes abroad for a time; `back_by` is when he means to be back."""

    municipality: str
    left_on: date
    back_by: date | None
    today: date


@dataclass(frozen=True, slots=True)
class ComeBack:
    """The person is back."""

    municipality: str
    returned_on: date
    today: date


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The case has come to its end. `stays_only`: who asks may end the case of somebody without a home only."""

    municipality: str
    closed_on: date
    reason: ClosingReason
    today: date
    stays_only: bool = False


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """The case was closed, and goes on."""

    municipality: str
    reopened_on: date
    today: date


@dataclass(frozen=True, slots=True)
class EndStay:
    """A consent was taken back, and the stay without a home municipality that rested on it ends."""

    consent: UUID
    withdrawn_on: date
    today: date


Command: TypeAlias = (
    RegisterArrival
    | EndStay
    | CorrectDetails
    | RegisterHomeMunicipality
    | HandOver
    | GiveLanguageInformation
    | ChooseLanguage
    | LeaveCountry
    | ComeBack
    | CloseCase
    | ReopenCase
    | MergeCommand
    | TransferCommand
)

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, case: State) -> Sequence[Event]:  # noqa: PLR0911 - one for each kind of command
    """The facts that a command makes of a case; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the case isn't the asking municipality's.
    """
    match command:
        case RegisterArrival():
            return _register(command, case)
        case EndStay():
            return _end_stay(command, case)
        case CorrectDetails():
            person = unmerged(command.municipality, case).case.person_id
            return [PersonDetailsCorrected(person=Personal(person, command.details))]
        case LeaveCountry() | ComeBack() | CloseCase() | ReopenCase():
            return _pause_or_end(command, unmerged(command.municipality, case))
        case RegisterHomeMunicipality() | HandOver() | GiveLanguageInformation() | ChooseLanguage():
            return _go_on(command, ongoing(command.municipality, case).case)
        case LeadMerge() | JoinMerge() | UndoMerge() | Separate():
            return decide_merge(command, case)
        case _:
            return decide_transfer(command, case)


def _go_on(
    command: RegisterHomeMunicipality | HandOver | GiveLanguageInformation | ChooseLanguage, case: Case
) -> Sequence[Event]:
    """What may be said of a case while it goes on."""
    match command:
        case RegisterHomeMunicipality():
            return _register_home(command, case)
        case HandOver():
            return _hand_over(command, case)
        case GiveLanguageInformation():
            return _give_information(command, case)
        case ChooseLanguage():
            return _choose(command, case)
    assert_never(command)


def _pause_or_end(command: LeaveCountry | ComeBack | CloseCase | ReopenCase, case: Unmerged) -> Sequence[Event]:
    """What stops a case for a time or for good, and what sets it going again."""
    match command:
        case LeaveCountry():
            return _leave(command, case)
        case ComeBack():
            return _come_back(command, case)
        case CloseCase():
            return _close(command, case)
        case ReopenCase():
            return _reopen(command, case)
    assert_never(command)


def _register(command: RegisterArrival, case: State) -> Sequence[Event]:
    if not isinstance(case, NoCase):
        raise Refused("case.already_registered")
    if command.residence is Residence.RECEPTION and command.consent is None:
        raise Refused("arrival.consent_needed", "consent")
    person, notes = command.person_id, command.notes
    return [
        ArrivalRegistered(
            municipality=command.municipality,
            person_id=person,
            arrived_on=command.arrived_on,
            channel=command.channel,
            person=Personal(person, command.details),
            background=Personal(person, command.background),
            notes=notes.about(person) if notes else None,
            residence=command.residence,
            consent=command.consent,
            notice=command.notice,
        )
    ]


def _register_home(command: RegisterHomeMunicipality, case: Case) -> Sequence[Event]:
    if case.residence is Residence.HOME:
        return []
    _not_ahead(command.registered_on, command.today, "registered_on")
    _not_before(case.arrived_on, command.registered_on, "registered_on")
    return [
        HomeMunicipalityRegistered(
            municipality=case.municipality, person_id=case.person_id, registered_on=command.registered_on
        )
    ]


def _hand_over(command: HandOver, case: Case) -> Sequence[Event]:
    if command.receiver is case.authority:
        return []
    _not_ahead(command.handed_on, command.today, "handed_on")
    return [
        ResponsibilityHandedOver(
            municipality=case.municipality,
            sender=case.authority,
            receiver=command.receiver,
            handed_on=command.handed_on,
        )
    ]


def _give_information(command: GiveLanguageInformation, case: Case) -> Sequence[Event]:
    _not_ahead(command.given_on, command.today, "given_on")
    return [
        LanguageInformationGiven(
            municipality=case.municipality,
            given_on=command.given_on,
            given_in=Personal(case.person_id, InformationLanguage(language=command.given_in)),
        )
    ]


def _choose(command: ChooseLanguage, case: Case) -> Sequence[Event]:
    if case.informed_on is None:
        raise Refused("language.not_informed")
    _not_ahead(command.chosen_on, command.today, "chosen_on")
    if command.chosen_on < case.informed_on:
        raise Refused("language.chosen_before_information", "chosen_on")
    return [
        LanguageOfIntegrationChosen(
            municipality=case.municipality,
            chosen_on=command.chosen_on,
            choice=Personal(case.person_id, LanguageChoice(language=command.language)),
        )
    ]


def _leave(command: LeaveCountry, case: Unmerged) -> Sequence[Event]:
    match case:
        case OpenCase():
            _not_ahead(command.left_on, command.today, "left_on")
            if command.back_by is not None and command.back_by <= command.left_on:
                raise Refused("case.back_before_leaving", "back_by")
            return [LeftCountry(municipality=case.case.municipality, left_on=command.left_on, back_by=command.back_by)]
        case OfferedCase():
            raise Refused("case.offered")
        case AwayCase():
            raise Refused("case.abroad")
        case ClosedCase():
            raise Refused("case.closed")
    assert_never(case)


def _come_back(command: ComeBack, case: Unmerged) -> Sequence[Event]:
    match case:
        case OpenCase() | OfferedCase() | ClosedCase():
            raise Refused("case.not_abroad")
        case AwayCase():
            _not_ahead(command.returned_on, command.today, "returned_on")
            if command.returned_on < case.left_on:
                raise Refused("case.back_before_leaving", "returned_on")
            return [CameBack(municipality=case.case.municipality, returned_on=command.returned_on)]
    assert_never(case)


def _close(command: CloseCase, case: Unmerged) -> Sequence[Event]:
    match case:
        case OpenCase() | AwayCase():
            _not_ahead(command.closed_on, command.today, "closed_on")
            if case.case.arrived_on <= command.today:  # who never came may be closed before the day he was to come
                _not_before(case.case.arrived_on, command.closed_on, "closed_on")
            stays = case.case.residence is Residence.RECEPTION
            if command.stays_only and not stays:
                raise Refused("access.not_found")
            if command.reason in ENDS_A_STAY and not stays:
                raise Refused("case.ground_not_for_residents", "reason")
            return [
                CaseClosed(
                    municipality=case.case.municipality,
                    closed_on=command.closed_on,
                    ground=Personal(case.case.person_id, ClosingGround(reason=command.reason)),
                )
            ]
        case OfferedCase():
            raise Refused("case.offered")
        case ClosedCase():
            raise Refused("case.closed")
    assert_never(case)


def _end_stay(command: EndStay, case: State) -> Sequence[Event]:
    """The end of what the consent carried; nothing where the case does not rest on it, or not any more."""
    match case:
        case OpenCase(held) | AwayCase(held) if held.consent == command.consent:
            return [_stay_ended(command, held)]
        case OfferedCase(held) if held.consent == command.consent:
            return [taken_back(case, command.today), _stay_ended(command, held)]
        case _:
            return []


def _stay_ended(command: EndStay, held: Case) -> CaseClosed:
    came = held.arrived_on <= command.today
    return CaseClosed(
        municipality=held.municipality,
        closed_on=max(command.withdrawn_on, held.arrived_on) if came else command.withdrawn_on,
        ground=Personal(held.person_id, ClosingGround(reason=ClosingReason.CONSENT_ENDED)),
    )


def _reopen(command: ReopenCase, case: Unmerged) -> Sequence[Event]:
    match case:
        case ClosedCase():
            _not_ahead(command.reopened_on, command.today, "reopened_on")
            if command.reopened_on < case.closed_on:
                raise Refused("case.reopened_before_closing", "reopened_on")
            return [CaseReopened(municipality=case.case.municipality, reopened_on=command.reopened_on)]
        case OpenCase() | OfferedCase() | AwayCase():
            raise Refused("case.not_closed")
    assert_never(case)


def _not_ahead(day: date, today: date, field: str) -> None:
    if day > today:
        raise Refused("case.day_in_the_future", field)


def _not_before(arrived_on: date, day: date, field: str) -> None:
    if day < arrived_on:
        raise Refused("case.before_arrival", field)


# --- how a fact moves things on ---------------------------------------------------------------------------------------


def evolve(case: State, recorded: Recorded[Event]) -> State:
    """The case after a fact."""
    match recorded.event, case:
        case ArrivalRegistered() as fact, NoCase():
            rests_on = fact.consent if fact.residence is Residence.RECEPTION else None
            return OpenCase(Case(fact.municipality, fact.person_id, fact.arrived_on, fact.residence, consent=rests_on))
        case _, NoCase():
            raise cannot(recorded, case)
        case (
            (TransferOffered() | TransferAccepted() | TransferDeclined() | TransferWithdrawn() | TransferExpired()),
            _,
        ):
            return evolve_transfer(case, recorded)
        case ((DuplicateMerged() | MergedIntoCase() | MergeUndone() | CaseSeparated()), _):
            return evolve_merge(case, recorded)
        case ((LeftCountry() | CameBack() | CaseClosed() | CaseReopened()), _):
            return _stood(case, recorded)
        case _:
            return holding(case, _went_on(case.case, recorded, case))


def _went_on(held: Case, recorded: Recorded[Event], case: State) -> Case:
    match recorded.event:
        case PersonDetailsCorrected() | LanguageOfIntegrationChosen():
            return held  # what they say is the person's, and sealed
        case DuplicateSuspected():
            return held  # its first version was written here
        case HomeMunicipalityRegistered():
            return replace(held, residence=Residence.HOME, consent=None)
        case ResponsibilityHandedOver() as fact:
            return replace(held, authority=fact.receiver)
        case LanguageInformationGiven() as fact:
            return replace(held, informed_on=fact.given_on)
    raise cannot(recorded, case)


def _stood(case: Standing, recorded: Recorded[Event]) -> State:
    match recorded.event, case:
        case LeftCountry() as fact, OpenCase(held):
            return AwayCase(held, fact.left_on)
        case CameBack(), AwayCase(held):
            return OpenCase(held)
        case CaseClosed() as fact, OpenCase(held) | AwayCase(held):
            return ClosedCase(held, fact.closed_on)
        case CaseReopened(), ClosedCase(held):
            return OpenCase(held)
    raise cannot(recorded, case)
