"""What a plan's document says: the plan's facts, opened, as they stand; and the texts made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, TypeAlias
from uuid import UUID

from jinja2 import DictLoader, Environment, StrictUndefined

from shared.events.codec import Recorded
from shared.events.model import Event, FreeText, Personal, Unreadable
from shared.events.planning import Goals, PlanAgreed, PlanDrafted, PlanUpdated
from shared.events.planning.documents import DocumentText
from shared.events.planning.plans import (
    ChildHeard,
    GoalDropped,
    GoalReached,
    GoalSet,
    MeasureDone,
    MeasurePlanned,
    Party,
    PartyAgreed,
    PlanEnded,
    PlanExtended,
    PlanKind,
    PlanKindChosen,
    PlanReviewed,
    Responsible,
)
from shared.ledger import Decider
from shared.regions.texts import Language, format_day, text

NATIONAL: Final[tuple[Language, ...]] = ("fi", "sv")


@dataclass(frozen=True, slots=True)
class Line:
    """A goal or a measure: its words (None where they are erased), who sees to it, by when, and how it stands."""

    words: str | None
    responsible: Responsible
    by: date | None
    standing: str = "open"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plan as its document shows it; `version` is that of its stream."""

    plan: UUID | None = None
    kind: PlanKind = PlanKind.INDIVIDUAL
    drafted_on: date | None = None
    agreed_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    review_by: date | None = None
    reviewed_on: date | None = None
    months: int = 0
    aims: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    goals: Mapping[UUID, Line] = field(default_factory=dict)
    measures: Mapping[UUID, Line] = field(default_factory=dict)
    agreements: Mapping[Party, date] = field(default_factory=dict)
    guardian: str | None = None
    child_view: str | None = None


def gathered(sheet: Sheet, recorded: Recorded[Event]) -> Sheet:  # noqa: C901, PLR0911, PLR0912 - one for each fact
    """The sheet after a fact; what is not about the plan leaves it as it is."""
    match recorded.event:
        case PlanDrafted() as fact:  # a new plan begins a new sheet
            return _said(Sheet(plan=fact.plan, drafted_on=fact.drafted_on, months=fact.months), fact.goals)
        case PlanUpdated() as fact:
            return _said(replace(sheet, months=fact.months), fact.goals)
        case PlanKindChosen() as fact:
            return replace(sheet, kind=fact.kind, guardian=_words(fact.guardian))
        case ChildHeard() as fact:
            return replace(sheet, child_view=_words(fact.view))
        case GoalSet() as fact:
            line = Line(_words(fact.text), fact.responsible, fact.target_on)
            return replace(sheet, goals={**sheet.goals, fact.goal: line})
        case GoalReached() as fact:
            return replace(sheet, goals=_stands(sheet.goals, fact.goal, "reached"))
        case GoalDropped() as fact:
            return replace(sheet, goals=_stands(sheet.goals, fact.goal, "dropped"))
        case MeasurePlanned() as fact:
            line = Line(_words(fact.text), fact.responsible, fact.ends_on)
            return replace(sheet, measures={**sheet.measures, fact.measure: line})
        case MeasureDone() as fact:
            return replace(sheet, measures=_stands(sheet.measures, fact.measure, "done"))
        case PartyAgreed() as fact:
            return replace(sheet, agreements={**sheet.agreements, fact.party: fact.agreed_on})
        case PlanAgreed() as fact:
            return replace(sheet, agreed_on=fact.agreed_on, ends_on=fact.ends_on, review_by=fact.review_by)
        case PlanReviewed() as fact:
            return replace(sheet, reviewed_on=fact.reviewed_on, review_by=fact.review_by)
        case PlanExtended() as fact:
            return replace(sheet, ends_on=fact.ends_on, months=sheet.months + fact.months)
        case PlanEnded() as fact:
            return replace(sheet, ended_on=fact.ended_on)
        case _:
            return sheet


def _said(sheet: Sheet, goals: Personal[Goals]) -> Sheet:
    match goals.value:
        case Goals() as said:
            return replace(sheet, aims=said.goals, means=said.measures)
        case _:
            return replace(sheet, aims=(), means=())


def _words(personal: Personal[FreeText] | None) -> str | None:
    value = None if personal is None else personal.value
    return None if value is None or isinstance(value, Unreadable) else value.text


def _stands(lines: Mapping[UUID, Line], one: UUID, standing: str) -> Mapping[UUID, Line]:
    return {**lines, one: replace(lines[one], standing=standing)}


Nothing: TypeAlias = None


def _asked_nothing(_: Nothing, __: Sheet) -> Sequence[Event]:
    return []


SHEET: Final[Decider[Nothing, Sheet]] = Decider(Sheet(), _asked_nothing, gathered, opens=True)
"""Folds a stream planning/case/<case> to what its document shows; it decides nothing."""


@cache
def _environment() -> Environment:
    here = files("services.planning.document") / "templates"
    sources: dict[str, str] = {name: (here / f"plan.{name}.txt").read_text(encoding="utf-8") for name in NATIONAL}
    # Plain text: there is nothing to escape.
    return Environment(
        loader=DictLoader(sources),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701
    )


def rendered(sheet: Sheet, language: Language) -> str:
    """The document in a language."""
    template = _environment().get_template(language)
    return template.render(
        plan=sheet,
        day=lambda day: format_day(day, language),
        said=lambda code: text(code, language),
    )


def document(sheet: Sheet) -> DocumentText:
    """The document in both languages, with their digests."""
    fi, sv = rendered(sheet, "fi"), rendered(sheet, "sv")
    return DocumentText(fi=fi, sv=sv, fi_digest=digest(fi), sv_digest=digest(sv))


def digest(said: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hexadecimal."""
    return sha256(said.encode()).hexdigest()
