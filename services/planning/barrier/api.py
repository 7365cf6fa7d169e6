"""Barriers over HTTP: a caseworker reports, an integration unit raises and answers, the nation answers what is raised
to it. How many reports there are, and what was answered, reporting says.
"""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Response
from pydantic import Field

from services.planning.barrier import domain, report
from services.planning.barrier.domain import (
    NATION,
    AnswerBarrier,
    CountReports,
    EscalateBarrier,
    Tally,
    barrier_of,
    tally_of,
)
from services.planning.barrier.report import ReportBarrier
from services.planning.carrying import REFERRERS, client_of
from services.planning.words import Words
from shared.access.policy import allow, not_found
from shared.access.roles import Role, Scope
from shared.edge.body import Line, Municipality, Prose, StrictModel, body
from shared.edge.idempotency import Command, CommandContext
from shared.errors import Problem, Refused
from shared.events.planning.barriers import BarrierDecision, BarrierLevel, Solution
from shared.ledger import Beside, Decider
from shared.regions.localised import LocalisedText
from shared.regions.profiles import MunicipalityOutsideError, RegionProfile
from shared.regions.texts import Language
from shared.service import Receipt, Running, Service, Written, receipt, written

BARRIER: Final[Decider[domain.Command, domain.State]] = Decider(domain.INITIAL, domain.decide, domain.evolve)
"""What a stream planning/barrier/<barrier> is decided by."""

REPORT: Final[Decider[ReportBarrier, report.State]] = Decider(report.INITIAL, report.decide, report.evolve)
"""What a stream planning/report/<report> is decided by."""

NATIONAL: Final[tuple[Language, ...]] = ("fi", "sv")  # what the nation says, it says in both national languages

router: Final = APIRouter(tags=["barriers"])


class PublishedBody(StrictModel):
    """Words for the public, about nobody, in the languages that the region requires."""

    fi: Annotated[str, Prose(2000)] | None = None
    sv: Annotated[str, Prose(2000)] | None = None
    en: Annotated[str, Prose(2000)] | None = None

    def said(self, field: str) -> LocalisedText:
        if not (self.fi or self.sv or self.en):
            raise Problem.of(422, "barrier.language_missing", field)
        return LocalisedText(fi=self.fi, sv=self.sv, en=self.en)


_EXAMPLE: Final = {"fi": "Kursseille ei ole lastenhoitoa.", "sv": "Det finns ingen barnvård under kurserna."}


class ReportBody(StrictModel):
    """What slows this client's integration: a theme of the region, and the kind of solution sought."""

    theme: Annotated[str, Line(40)] = Field(examples=["family"])
    solution: Solution = Field(examples=["local_structure"])
    words: Annotated[str, Prose(4000)] | None = Field(None, description="What happened; sealed, stays in the case")


class EscalationBody(StrictModel):
    """What the next level is asked for."""

    solution: Solution = Field(examples=["common_funding"])
    summary: PublishedBody = Field(description="About nobody: it is published", examples=[_EXAMPLE])


class AnswerBody(StrictModel):
    """What was decided."""

    decision: BarrierDecision = Field(examples=["will_be_removed"])
    answer: PublishedBody = Field(description="About nobody: it is published", examples=[_EXAMPLE])


class ReportReceipt(Receipt):
    """The answer to a report: with its id, and that of the municipality's barrier it is counted in."""

    report: UUID
    barrier: UUID


@router.post(
    "/municipalities/{municipality}/cases/{case}/barriers",
    status_code=201,
    summary="Report a barrier to a client's integration",
    dependencies=[allow(*REFERRERS)],
    description="It is counted by theme in the municipality; the words stay in the case. Codes: barrier.theme_unknown.",
)
async def report_barrier(
    *,
    municipality: Municipality,
    case: UUID,
    reported: Annotated[ReportBody, body(ReportBody)],
    context: Command,
    service: Service,
    response: Response,
) -> ReportReceipt:
    client = await client_of(service, municipality, case)
    theme = reported.theme
    if theme not in {each.code for each in _profile(service, municipality).themes}:
        raise Problem.of(422, "barrier.theme_unknown", "theme")
    id_ = uuid5(context.id, "report")
    barrier = barrier_of(BarrierLevel.MUNICIPALITY, municipality, theme)
    words = Words(uuid5(context.id, "words"), reported.words) if reported.words else None
    command = ReportBarrier(municipality, client.person_id, id_, barrier, theme, reported.solution, words)
    counted = CountReports(BarrierLevel.MUNICIPALITY, municipality, theme, {municipality: 1})
    done = await service.carry_out(
        REPORT,
        f"planning/report/{id_}",
        case,
        command,
        context,
        municipality=municipality,
        beside=[_counts(counted), *await _counted_above(service, barrier, counted)],
    )
    return ReportReceipt(**receipt(done, case, response).model_dump(), report=id_, barrier=barrier)


@router.post(
    "/municipalities/{municipality}/barriers/{theme}/escalate",
    summary="Raise a municipality's barrier to its region",
    dependencies=[allow(Role.INTEGRATION_UNIT)],
    description="Codes: barrier.already_escalated, barrier.language_missing.",
)
async def escalate_to_region(
    *,
    municipality: Municipality,
    theme: Annotated[str, Field(max_length=40)],
    raised: Annotated[EscalationBody, body(EscalationBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    profile = _profile(service, municipality)
    barrier = barrier_of(BarrierLevel.MUNICIPALITY, municipality, theme)
    tally = await _tally(service, barrier)
    above = CountReports(BarrierLevel.REGION, profile.code, theme, tally.reports)
    return await _escalate(service, context, response, barrier, municipality, raised, above, profile.languages)


@router.post(
    "/barriers/{barrier}/escalate",
    summary="Raise a region's barrier to the nation",
    dependencies=[allow(Role.INTEGRATION_UNIT, scope=Scope.ANY)],
    description="Codes: barrier.already_escalated, barrier.no_higher_level, barrier.language_missing.",
)
async def escalate_to_nation(
    *,
    barrier: UUID,
    raised: Annotated[EscalationBody, body(EscalationBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    tally = await _tally(service, barrier)
    if tally.level is BarrierLevel.NATION:
        raise Problem.of(409, "barrier.no_higher_level")
    municipality = _in_name_of(service, tally, context)
    above = CountReports(BarrierLevel.NATION, NATION, tally.theme, tally.reports)
    languages = service.profiles.region(tally.place).languages
    return await _escalate(service, context, response, barrier, municipality, raised, above, languages)


@router.post(
    "/municipalities/{municipality}/barriers/{theme}/answer",
    summary="Answer a municipality's barrier",
    dependencies=[allow(Role.INTEGRATION_UNIT)],
    description="Codes: barrier.already_answered, barrier.language_missing.",
)
async def answer_in_municipality(
    *,
    municipality: Municipality,
    theme: Annotated[str, Field(max_length=40)],
    answered: Annotated[AnswerBody, body(AnswerBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    profile = _profile(service, municipality)
    barrier = barrier_of(BarrierLevel.MUNICIPALITY, municipality, theme)
    return await _answer(service, context, response, barrier, municipality, answered, profile.languages)


@router.post(
    "/barriers/{barrier}/answer",
    summary="Answer a region's barrier, or the nation's",
    dependencies=[allow(Role.INTEGRATION_UNIT, Role.NATIONAL_ANSWERER, scope=Scope.ANY)],
    description="Codes: barrier.already_answered, barrier.answered_by_another_level, barrier.language_missing.",
)
async def answer_above(
    *,
    barrier: UUID,
    answered: Annotated[AnswerBody, body(AnswerBody)],
    context: Command,
    service: Service,
    response: Response,
) -> Written:
    tally = await _tally(service, barrier)
    if tally.level is BarrierLevel.NATION:
        if Role.NATIONAL_ANSWERER not in context.viewer.roles:
            raise Problem.of(409, "barrier.answered_by_another_level")
        municipality, languages = min(context.viewer.municipalities), NATIONAL
    else:
        if Role.INTEGRATION_UNIT not in context.viewer.roles:
            raise Problem.of(409, "barrier.answered_by_another_level")
        municipality = _in_name_of(service, tally, context)
        languages = service.profiles.region(tally.place).languages
    return await _answer(service, context, response, barrier, municipality, answered, languages)


async def _escalate(
    service: Running,
    context: CommandContext,
    response: Response,
    barrier: UUID,
    municipality: str,
    raised: EscalationBody,
    above: CountReports,
    languages: tuple[Language, ...],
) -> Written:
    to_barrier = barrier_of(above.level, above.place, above.theme)
    command = EscalateBarrier(above.level, to_barrier, raised.solution, raised.summary.said("summary"), languages)
    done = await service.carry_out(
        BARRIER,
        f"planning/barrier/{barrier}",
        barrier,
        command,
        context,
        municipality=municipality,
        beside=[_counts(above), *await _counted_above(service, to_barrier, above)],
    )
    return written(done, to_barrier, response)


async def _answer(
    service: Running,
    context: CommandContext,
    response: Response,
    barrier: UUID,
    municipality: str,
    answered: AnswerBody,
    languages: tuple[Language, ...],
) -> Written:
    command = AnswerBarrier(answered.decision, answered.answer.said("answer"), languages)
    stream = f"planning/barrier/{barrier}"
    done = await service.carry_out(BARRIER, stream, barrier, command, context, municipality=municipality)
    return written(done, barrier, response)


def _counts(command: CountReports) -> Beside[Any, Any]:
    barrier = barrier_of(command.level, command.place, command.theme)
    return Beside(BARRIER, f"planning/barrier/{barrier}", barrier, command)


async def _counted_above(service: Running, barrier: UUID, counted: CountReports) -> list[Beside[Any, Any]]:
    """What is reported of a barrier that has been raised counts at the levels that it was raised to as well."""
    found: list[Beside[Any, Any]] = []
    state, _ = await service.ledger.load(BARRIER, f"planning/barrier/{barrier}")
    while not isinstance(state, domain.NotReported) and (above := state.tally.raised_to) is not None:
        state, _ = await service.ledger.load(BARRIER, f"planning/barrier/{above}")
        tally = tally_of(state)
        found.append(_counts(CountReports(tally.level, tally.place, tally.theme, counted.reports)))
    return found


async def _tally(service: Running, barrier: UUID) -> Tally:
    state, _ = await service.ledger.load(BARRIER, f"planning/barrier/{barrier}")
    try:
        return tally_of(state)
    except Refused:
        raise not_found() from None


def _in_name_of(service: Running, tally: Tally, context: CommandContext) -> str:
    """A municipality of the barrier's region that the asker is of.

    Raises:
        Problem: 404: of none; a municipality's own barrier has another address.
    """
    if tally.level is not BarrierLevel.REGION:
        raise not_found()
    own = context.viewer.municipalities & set(service.profiles.region(tally.place).municipality_codes)
    if not own:
        raise not_found()
    return min(own)


def _profile(service: Running, municipality: str) -> RegionProfile:
    try:
        return service.profiles.for_municipality(municipality)
    except MunicipalityOutsideError:
        raise not_found() from None
