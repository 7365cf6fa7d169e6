"""What may be done with an early notice: it is received, acknowledged, prepared for, withdrawn, and people arrive.

Read from top to bottom: what can be asked (commands), how things can stand (states), what is decided, how a fact moves
things on. Pure: days and ids come in on the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from services.intake.states import Words
from shared.errors import Refused
from shared.events.codec import Recorded
from shared.events.intake.notices import (
    ArrivalNoticeAcknowledged,
    ArrivalNoticeReceived,
    ArrivalNoticeWithdrawn,
    ArrivalPrepared,
    NoticeContact,
    NoticedPersonArrived,
    NoticeSource,
    Preparation,
    PreparationAgreed,
    PreparationAssigned,
    PreparationDone,
    Sector,
)
from shared.events.model import Event, FreeText, Personal

FURTHEST: Final = timedelta(days=731)
"""Nobody recruits further ahead than two years; a later day is a mistyped one."""

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiveNotice:
    """People will come. `organisation` is who tells, as its grant has it; `contact_id` names the contact."""

    notice: UUID
    municipality: str
    source: NoticeSource
    persons: int
    sector: Sector
    languages: tuple[str, ...]
    expected_on: date
    contact_id: UUID
    contact: NoticeContact
    today: date
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class WithdrawNotice:
    """They will not. `organisation` is the partner's that takes it back, None where the municipality does."""

    municipality: str
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The municipality takes the notice up, with a task of each of `kinds` (id, kind) to be ready by the day."""

    municipality: str
    tasks: tuple[tuple[UUID, Preparation], ...]
    today: date


@dataclass(frozen=True, slots=True)
class AddTask:
    """Something more is to be prepared."""

    municipality: str
    task: UUID
    kind: Preparation
    due_on: date


@dataclass(frozen=True, slots=True)
class AssignTask:
    """Somebody answers for a task."""

    municipality: str
    task: UUID
    owner: Words
    due_on: date


@dataclass(frozen=True, slots=True)
class FinishTask:
    """A task is done."""

    municipality: str
    task: UUID
    done_on: date
    today: date


@dataclass(frozen=True, slots=True)
class NoteArrival:
    """One of those who were told of has been registered."""

    municipality: str
    case: UUID
    arrived_on: date


Command: TypeAlias = ReceiveNotice | WithdrawNotice | Acknowledge | AddTask | AssignTask | FinishTask | NoteArrival

# --- how things can stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoNotice:
    """Nobody has told of anybody."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What every notice has. `organisation` told it; `arrived` are the cases of those who have come."""

    notice: UUID
    municipality: str
    organisation: str | None
    received_on: date
    expected_on: date
    arrived: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Received:
    """The municipality has been told, and has not answered."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Preparing:
    """The municipality prepares: each task with the day on which it was done, None until it is."""

    notice: Notice
    tasks: Mapping[UUID, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Nobody comes."""

    notice: Notice


Told: TypeAlias = Received | Preparing | Withdrawn
State: TypeAlias = NoNotice | Told

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, notice: State) -> Sequence[Event]:
    """The facts that a command makes of a notice; none where all is so already.

    Raises:
        Refused: the answer is no; `access.not_found` where the notice isn't the asking municipality's.
    """
    match command:
        case ReceiveNotice():
            return _receive(command, notice)
        case WithdrawNotice():
            return _withdraw(command, _of(command.municipality, notice))
        case Acknowledge():
            return _acknowledge(command, _of(command.municipality, notice))
        case AddTask() | AssignTask() | FinishTask():
            return _prepare(command, _preparing(_of(command.municipality, notice)))
        case NoteArrival():
            return _arrive(command, _of(command.municipality, notice))
    assert_never(command)


def _receive(command: ReceiveNotice, notice: State) -> Sequence[Event]:
    if not isinstance(notice, NoNotice):
        return []
    if command.expected_on < command.today:
        raise Refused("notice.expected_in_the_past", "expected_on")
    if command.expected_on > command.today + FURTHEST:
        raise Refused("notice.expected_too_late", "expected_on")
    contact, note = command.contact_id, command.note
    return [
        ArrivalNoticeReceived(
            notice=command.notice,
            municipality=command.municipality,
            source=command.source,
            persons=command.persons,
            sector=command.sector,
            languages=command.languages,
            expected_on=command.expected_on,
            received_on=command.today,
            contact=Personal(contact, command.contact),
            note=note.about(contact) if note else None,
        )
    ]


def _withdraw(command: WithdrawNotice, notice: Told) -> Sequence[Event]:
    if command.organisation not in (None, notice.notice.organisation):
        raise Refused("access.not_found")
    match notice:
        case Withdrawn():
            return []
        case Received() | Preparing():
            if notice.notice.arrived:
                raise Refused("notice.arrived_already")
            return [ArrivalNoticeWithdrawn(notice=notice.notice.notice, municipality=notice.notice.municipality)]
    assert_never(notice)


def _acknowledge(command: Acknowledge, notice: Told) -> Sequence[Event]:
    match notice:
        case Received(known):
            answered = ArrivalNoticeAcknowledged(
                notice=known.notice, municipality=known.municipality, acknowledged_on=command.today
            )
            return [answered, *(_agreed(known, task, kind, known.expected_on) for task, kind in command.tasks)]
        case Preparing():
            return []
        case Withdrawn():
            raise Refused("notice.withdrawn")
    assert_never(notice)


def _prepare(command: AddTask | AssignTask | FinishTask, preparing: Preparing) -> Sequence[Event]:
    match command:
        case AddTask():
            return [_agreed(preparing.notice, command.task, command.kind, command.due_on)]
        case AssignTask():
            return _assign(command, preparing)
        case FinishTask():
            return _finish(command, preparing)
    assert_never(command)


def _agreed(notice: Notice, task: UUID, kind: Preparation, due_on: date) -> PreparationAgreed:
    return PreparationAgreed(
        notice=notice.notice, municipality=notice.municipality, task=task, kind=kind, due_on=due_on
    )


def _assign(command: AssignTask, preparing: Preparing) -> Sequence[Event]:
    if _is_done(preparing, command.task):
        raise Refused("notice.task_done")
    known, owner = preparing.notice, command.owner
    return [
        PreparationAssigned(
            notice=known.notice,
            municipality=known.municipality,
            task=command.task,
            due_on=command.due_on,
            owner=Personal(owner.text_id, FreeText(text=owner.text)),
        )
    ]


def _finish(command: FinishTask, preparing: Preparing) -> Sequence[Event]:
    if _is_done(preparing, command.task):
        return []
    known = preparing.notice
    if command.done_on > command.today:
        raise Refused("notice.day_in_the_future", "done_on")
    if command.done_on < known.received_on:
        raise Refused("notice.done_before_notice", "done_on")
    facts: list[Event] = [
        PreparationDone(
            notice=known.notice, municipality=known.municipality, task=command.task, done_on=command.done_on
        )
    ]
    others = [done_on for task, done_on in preparing.tasks.items() if task != command.task]
    if None not in others:
        last = max([command.done_on, *filter(None, others)])  # tasks need not be told of in the order of their days
        facts.append(ArrivalPrepared(notice=known.notice, municipality=known.municipality, prepared_on=last))
    return facts


def _arrive(command: NoteArrival, notice: Told) -> Sequence[Event]:
    match notice:
        case Received(known) | Preparing(known):
            if command.case in known.arrived:
                return []
            return [
                NoticedPersonArrived(
                    notice=known.notice,
                    municipality=known.municipality,
                    case=command.case,
                    arrived_on=command.arrived_on,
                )
            ]
        case Withdrawn():
            raise Refused("notice.withdrawn", "notice")
    assert_never(notice)


def _of(municipality: str, notice: State) -> Told:
    """The notice, if it was told to this municipality; else it is not to be told from one that does not exist."""
    match notice:
        case NoNotice():
            raise Refused("access.not_found")
        case Received(known) | Preparing(known) | Withdrawn(known):
            if known.municipality != municipality:
                raise Refused("access.not_found")
            return notice
    assert_never(notice)


def _preparing(notice: Told) -> Preparing:
    match notice:
        case Preparing():
            return notice
        case Received():
            raise Refused("notice.not_acknowledged")
        case Withdrawn():
            raise Refused("notice.withdrawn")
    assert_never(notice)


def _is_done(preparing: Preparing, task: UUID) -> bool:
    if task not in preparing.tasks:
        raise Refused("access.not_found")
    return preparing.tasks[task] is not None


# --- how a fact moves things on ---------------------------------------------------------------------------------------

INITIAL: Final[State] = NoNotice()


def evolve(notice: State, recorded: Recorded[Event]) -> State:
    """The notice after a fact."""
    match recorded.event, notice:
        case ArrivalNoticeReceived() as fact, NoNotice():
            told_by = recorded.head.actororganisation
            return Received(Notice(fact.notice, fact.municipality, told_by, fact.received_on, fact.expected_on))
        case ArrivalNoticeAcknowledged(), Received(known):
            return Preparing(known)
        case ArrivalNoticeWithdrawn(), Received(known) | Preparing(known):
            return Withdrawn(known)
        case NoticedPersonArrived() as fact, Received() | Preparing():
            known = replace(notice.notice, arrived=notice.notice.arrived | {fact.case})
            return replace(notice, notice=known)
        case _, Preparing():
            return replace(notice, tasks=_tasks(recorded, notice))
    raise _cannot(recorded, notice)


def _tasks(recorded: Recorded[Event], notice: Preparing) -> Mapping[UUID, date | None]:
    match recorded.event:
        case PreparationAgreed() as fact:
            return {**notice.tasks, fact.task: None}
        case PreparationDone() as fact:
            return {**notice.tasks, fact.task: fact.done_on}
        case PreparationAssigned() | ArrivalPrepared():
            return notice.tasks
    raise _cannot(recorded, notice)


def _cannot(recorded: Recorded[Event], notice: State) -> ValueError:
    return ValueError(f"{recorded.head.type} cannot follow {type(notice).__name__}")
