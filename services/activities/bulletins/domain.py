"""How a bulletin comes out: drafted, translated, published for a time, seen, withdrawn. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias, assert_never

from services.activities.wording import as_published, complete
from shared.errors import Refused
from shared.events.activities.bulletins import (
    BulletinAudience,
    BulletinDrafted,
    BulletinPublished,
    BulletinSeen,
    BulletinShown,
    BulletinTranslated,
    BulletinWithdrawn,
    Recipients,
)
from shared.events.activities.texts import PublishedText
from shared.events.codec import Recorded
from shared.events.model import Event
from shared.regions.localised import LocalisedText
from shared.regions.texts import LANGUAGES, Language

# --- what can be asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftBulletin:
    """A bulletin is begun; before it is published it must be said in every language that is `required`."""

    municipality: str
    areas: tuple[str, ...]
    audiences: tuple[BulletinAudience, ...]
    topic: str
    title: LocalisedText
    text: LocalisedText
    required: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class TranslateBulletin:
    """Title, text or both in one language."""

    municipality: str
    language: Language
    title: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class PublishBulletin:
    """It is to be read from a day to a day, by so many of each audience."""

    municipality: str
    valid_from: date
    valid_to: date
    recipients: Mapping[BulletinAudience, int]
    today: date


@dataclass(frozen=True, slots=True)
class WithdrawBulletin:
    """It is not to be read any more."""

    municipality: str
    today: date


@dataclass(frozen=True, slots=True)
class SeeBulletin:
    """A reader has seen it, in a municipality, as one of an audience."""

    municipality: str
    audience: BulletinAudience
    reader: str
    today: date


@dataclass(frozen=True, slots=True)
class ShowBulletin:
    """It was shown to people who do not read it here themselves."""

    municipality: str
    audience: BulletinAudience
    people: int
    today: date


Command: TypeAlias = DraftBulletin | TranslateBulletin | PublishBulletin | WithdrawBulletin | SeeBulletin | ShowBulletin

# --- how a bulletin can stand -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotDrafted:
    """There is no such bulletin."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`required`: the languages that it must be said in."""

    municipality: str
    areas: tuple[str, ...]
    audiences: tuple[BulletinAudience, ...]
    required: tuple[Language, ...]
    title: PublishedText
    text: PublishedText


@dataclass(frozen=True, slots=True)
class Published:
    """`readers`: the pseudonyms of those who have seen it."""

    draft: Draft
    valid_from: date
    valid_to: date
    readers: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    municipality: str


State: TypeAlias = NotDrafted | Draft | Published | Withdrawn
INITIAL: Final = NotDrafted()

# --- what is decided --------------------------------------------------------------------------------------------------


def decide(command: Command, state: State) -> Sequence[Event]:
    """The facts that a command makes of a bulletin.

    Raises:
        Refused: the answer is no; `access.not_found` where the bulletin isn't the asking municipality's to change, or
            isn't for it to read.
    """
    match command:
        case DraftBulletin():
            return _draft(command, state)
        case TranslateBulletin():
            return _translate(command, _draft_of(command.municipality, state))
        case PublishBulletin():
            return _publish(command, _draft_of(command.municipality, state))
        case WithdrawBulletin():
            return _withdraw(command, state)
        case SeeBulletin():
            return _see(command, _readable(command, state))
        case ShowBulletin():
            _readable(command, state)
            return [BulletinShown(audience=command.audience, people=command.people)]
    assert_never(command)


def _draft(command: DraftBulletin, state: State) -> Sequence[Event]:
    if not isinstance(state, NotDrafted):
        raise Refused("bulletin.drafted_already")
    return [
        BulletinDrafted(
            municipality=command.municipality,
            areas=tuple(dict.fromkeys(command.areas)),
            audiences=tuple(dict.fromkeys(command.audiences)),
            topic=command.topic,
            languages=command.required,
            title=as_published(command.title),
            text=as_published(command.text),
        )
    ]


def _draft_of(municipality: str, state: State) -> Draft:
    """The draft, if it is this municipality's."""
    match state:
        case Draft() if state.municipality == municipality:
            return state
        case Published(draft) if draft.municipality == municipality:
            raise Refused("bulletin.published_already")
        case Withdrawn() if state.municipality == municipality:
            raise Refused("bulletin.withdrawn")
        case NotDrafted() | Draft() | Published() | Withdrawn():
            raise Refused("access.not_found")
    assert_never(state)


def _translate(command: TranslateBulletin, draft: Draft) -> Sequence[Event]:
    if command.title is None and command.text is None:
        raise Refused("bulletin.nothing_said", "text")
    said = (getattr(draft.title, command.language), getattr(draft.text, command.language))
    if (command.title or said[0], command.text or said[1]) == said:
        return []
    return [BulletinTranslated(language=command.language, title=command.title, text=command.text)]


def _publish(command: PublishBulletin, draft: Draft) -> Sequence[Event]:
    """What lacks a language that one of its areas publishes in is not published."""
    title = complete(_words(draft.title), draft.required, "bulletin.language_missing", "title")
    text = complete(_words(draft.text), draft.required, "bulletin.language_missing", "text")
    if command.valid_to < command.valid_from:
        raise Refused("bulletin.ends_before_it_begins", "valid_to")
    if command.valid_to < command.today:
        raise Refused("bulletin.over_already", "valid_to")
    for audience in command.recipients:
        if audience not in draft.audiences:
            raise Refused("bulletin.not_for_this_audience", f"recipients.{audience}")
    recipients = tuple(Recipients(audience=audience, people=people) for audience, people in command.recipients.items())
    return [
        BulletinPublished(
            title=title, text=text, valid_from=command.valid_from, valid_to=command.valid_to, recipients=recipients
        )
    ]


def _words(said: PublishedText) -> LocalisedText:
    return LocalisedText(fi=said.fi, sv=said.sv, en=said.en)


def _withdraw(command: WithdrawBulletin, state: State) -> Sequence[Event]:
    match state:
        case Published(draft) if draft.municipality == command.municipality:
            return [BulletinWithdrawn(withdrawn_on=command.today)]
        case Draft() if state.municipality == command.municipality:
            raise Refused("bulletin.not_published")
        case Withdrawn() if state.municipality == command.municipality:
            return []
        case NotDrafted() | Draft() | Published() | Withdrawn():
            raise Refused("access.not_found")
    assert_never(state)


def _readable(command: SeeBulletin | ShowBulletin, state: State) -> Published:
    """The bulletin, if it can be read in this municipality today by this audience."""
    if not isinstance(state, Published) or command.municipality not in state.draft.areas:
        raise Refused("access.not_found")
    if not state.valid_from <= command.today <= state.valid_to:
        raise Refused("bulletin.not_valid_now")
    if command.audience not in state.draft.audiences:
        raise Refused("bulletin.not_for_this_audience", "audience")
    return state


def _see(command: SeeBulletin, state: Published) -> Sequence[Event]:
    if command.reader in state.readers:
        return []
    return [BulletinSeen(audience=command.audience, reader=command.reader)]


# --- how a fact moves it on -------------------------------------------------------------------------------------------


def evolve(state: State, recorded: Recorded[Event]) -> State:
    """The bulletin after a fact."""
    match recorded.event, state:
        case BulletinDrafted() as fact, NotDrafted():
            required = tuple(language for language in LANGUAGES if language in fact.languages)
            return Draft(fact.municipality, fact.areas, fact.audiences, required, fact.title, fact.text)
        case BulletinTranslated() as fact, Draft():
            return replace(
                state,
                title=_with(state.title, fact.language, fact.title),
                text=_with(state.text, fact.language, fact.text),
            )
        case BulletinPublished() as fact, Draft():
            return Published(state, fact.valid_from, fact.valid_to)
        case BulletinSeen() as fact, Published():
            return replace(state, readers=state.readers | {fact.reader})
        case BulletinShown(), Published():
            return state
        case BulletinWithdrawn(), Published(draft):
            return Withdrawn(draft.municipality)
    raise ValueError(f"{recorded.head.type} cannot follow {type(state).__name__}")


def _with(said: PublishedText, language: str, words: str | None) -> PublishedText:
    return said if words is None else said.model_copy(update={language: words})
