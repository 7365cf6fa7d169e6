"""Ways to work and support: vacancies, ranked candidates with reasons, a client's pathway, who has no wider support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.answers import Answer, At, Person
from services.reporting.api.asking import LEADERS, NETWORK, WORKERS, After, Reader, waited
from services.reporting.api.persons import person_of
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.activities.clients import LanguageLevel, SkillCodes, WorkWish
from shared.events.activities.placements import (
    CandidacyEnding,
    MentorDetails,
    MentoringEnding,
    PlacementEnding,
    PlacementTerms,
)
from shared.events.activities.vacancies import DeclinedFor, MatchFound, Sector
from shared.events.model import Unreadable
from shared.matching import Demand, Match, Seeker, Why, match
from shared.regions.codes import language_name
from shared.regions.distances import between
from shared.regions.texts import Language, text

router: Final = APIRouter(tags=["work and support"])

CLERKS: Final = (*WORKERS, Role.EMPLOYMENT_AUTHORITY)
Columns: TypeAlias = Mapping[str, Any] | asyncpg.Record


class Vacancy(Answer):
    """What an employer seeks; `languages` are the least levels of the CEFR by language."""

    vacancy: UUID
    posted_in: str
    employer: str
    business_id: str | None
    title: dict[str, str]
    sector: str
    skills: list[str]
    languages: dict[str, str]
    places: int
    hours_a_week: int | None
    from_on: date
    until: date | None
    state: str = Field(examples=["open"])
    proposed: int
    accepted: int
    taken: int
    declined: int
    kilometres: int


class Vacancies(At):
    """Vacancies wherever the work is, with the distance from the municipality that is asked for."""

    rows: list[Vacancy]


class Reasoned(Answer):
    """One reason for or against, in the reader's language."""

    code: str = Field(examples=["match.language_enough"])
    text: str


class RankedCandidate(Answer):
    """Somebody who seeks work, and how well they fit; `hindered` where a demand is not met. A person decides."""

    case: UUID
    person: Person | None
    score: int
    hindered: bool
    reasons: list[Reasoned]


class Ranking(At):
    """Those of the municipality who seek work, the best fit first; those who don't meet a demand come after."""

    vacancy: Vacancy
    rows: list[RankedCandidate]


class Candidacy(Answer):
    """Who was proposed for what and why, and what was decided; why not, where somebody said no."""

    vacancy: UUID
    candidacy: UUID
    case: UUID
    state: str
    proposed_on: date | None
    decided_on: date | None
    score: int | None
    reasons: list[Reasoned]
    declined_by: str | None
    cause: str | None


class Candidacies(At):
    """The municipality's candidates, the newest first."""

    rows: list[Candidacy]


class Placement(Answer):
    """A work trial, practice, voluntary work or job; what is sealed is absent where it was erased."""

    placement: UUID
    vacancy: UUID | None
    kind: str | None
    employer: str | None
    employer_kind: str | None
    started_on: date | None
    planned_until: date | None
    ended_on: date | None
    outcome: str | None
    state: str


class Mentoring(Answer):
    """A mentor, how often the two have met, and how it ended."""

    pairing: UUID
    mentor: str | None
    mentor_id: UUID | None
    paired_on: date | None
    meetings: int
    last_met_on: date | None
    ended_on: date | None
    outcome: str | None


class Support(Answer):
    """A service that was offered, and what became of the offer."""

    offer: UUID
    service: UUID | None
    offered_on: date | None
    answered_on: date | None
    state: str


class CandidacyOf(Answer):
    """A vacancy that the client was proposed for."""

    candidacy: UUID
    vacancy: UUID | None
    state: str
    accepted: bool | None


class Pathway(Answer):
    """A client's way to work, and the support that was offered."""

    case: UUID
    candidacies: list[CandidacyOf]
    placements: list[Placement]
    mentorings: list[Mentoring]
    supports: list[Support]
    position: int


class Unsupported(Answer):
    """Somebody who came for work and has no wider support; `offered` counts what was offered so far."""

    case: UUID
    person: Person | None
    arrived_on: date | None
    mother_tongue: str | None
    offered: int


class UnsupportedClients(At):
    """Whom to offer something to, those here longest first."""

    rows: list[Unsupported]


def _vacancy(row: Columns, municipality: str) -> Vacancy:
    return Vacancy(
        vacancy=row["key"],
        posted_in=row["posted_in"],
        employer=row["employer"],
        business_id=row["business_id"],
        title={one: row[f"title_{one}"] for one in ("fi", "sv", "en") if row[f"title_{one}"]},
        sector=row["sector"],
        skills=orjson.loads(row["skills"]),
        languages=orjson.loads(row["languages"]),
        places=row["places"],
        hours_a_week=row["hours_a_week"],
        from_on=row["from_on"],
        until=row["until"],
        state=row["state"],
        proposed=row["proposed"],
        accepted=row["accepted"],
        taken=row["taken"],
        declined=row["declined"],
        kilometres=between(municipality, row["posted_in"]),
    )


@router.get("/municipalities/{municipality}/vacancies", dependencies=[allow(*NETWORK)], summary="Vacancies")
async def vacancies(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    state: Annotated[str | None, Query(pattern="^(open|filled|closed)$")] = "open",
    sector: Sector | None = None,
    within_km: Annotated[int | None, Query(ge=0, le=2_000)] = None,
    after: After = None,
) -> Vacancies:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Vacancies:
        rows = [_vacancy(row, municipality) for row in await reading.rows("vacancies", state, sector, None)]
        near = [row for row in rows if within_km is None or row.kilometres <= within_km]
        return Vacancies(rows=near, position=reading.positions)

    return await reports.read(within, answer)


@router.get(
    "/municipalities/{municipality}/vacancies/{vacancy}/candidates",
    dependencies=[allow(*CLERKS)],
    summary="The municipality's clients who seek work, ranked for a vacancy, with reasons",
)
async def candidates(
    municipality: Municipality, vacancy: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Ranking:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Ranking:
        posted = await reading.row("vacancies", None, None, vacancy)
        if posted is None:
            raise not_found()
        rows = await reading.rows("seekers", municipality)
        shown = _vacancy(posted, municipality)
        # All of them are looked at to be ranked: the log says so before a box is opened.
        await reading.reads({row["key"] for row in rows}, "identity", "skills", "language", "work")
        ranked = await _ranked(reading, rows, shown, viewer.language)
        return Ranking(vacancy=shown, rows=ranked, position=reading.positions)

    return await reports.read(within, answer)


async def _ranked(
    reading: Reading, rows: Sequence[asyncpg.Record], vacancy: Vacancy, language: Language
) -> list[RankedCandidate]:
    by_kind: defaultdict[str, list[bytes]] = defaultdict(list)
    by_case: defaultdict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row["box"])
        by_case[row["key"]].append(row)
    wishes = await reading.opened(by_kind["wish"], WorkWish)
    skills = await reading.opened(by_kind["skills"], SkillCodes)
    levels = await reading.opened(by_kind["level"], LanguageLevel)
    persons = await reading.persons(row["person"] for row in rows)
    demand = Demand(vacancy.sector, tuple(vacancy.skills), vacancy.languages)
    found = []
    for case, own in by_case.items():
        fit = match(demand, _seeker(own, wishes, skills, levels, vacancy.kilometres))
        found.append(
            RankedCandidate(
                case=case,
                person=person_of(persons, own[0]["person"]),
                score=fit.score,
                hindered=fit.hindered,
                reasons=said_of(fit, language),
            )
        )
    return sorted(found, key=lambda one: (one.hindered, -one.score, str(one.case)))


def _seeker(
    rows: Sequence[Columns],
    wishes: Mapping[bytes, WorkWish | Unreadable],
    skills: Mapping[bytes, SkillCodes | Unreadable],
    levels: Mapping[bytes, LanguageLevel | Unreadable],
    km: int,
) -> Seeker:
    """What somebody has, can and wants; what was erased is as if it had not been said."""
    wish, mapped, tested = WorkWish(), SkillCodes(codes=()), {}
    for row in rows:
        if isinstance(wished := wishes.get(row["box"]), WorkWish):
            wish = wished
        if isinstance(skilled := skills.get(row["box"]), SkillCodes):
            mapped = skilled
        if isinstance(reached := levels.get(row["box"]), LanguageLevel):
            tested[row["language"]] = reached.level
    return Seeker(
        sectors=frozenset(wish.sectors),
        skills=frozenset((*mapped.codes, *wish.skills)),
        languages={**wish.languages, **tested},  # a tested level goes before a told one
        furthest_km=wish.furthest_km,
        km=km,
    )


def said_of(found: Match, language: Language) -> list[Reasoned]:
    """The reasons of a match in the reader's language."""
    return [_reason(one, language) for one in found.reasons]


def _reason(why: Why, language: Language) -> Reasoned:
    said = dict(why.said)
    if "language" in said:
        said["language"] = language_name(said["language"], language)
    if "sector" in said:
        said["sector"] = text(f"sector.{said['sector']}", language)
    return Reasoned(code=why.code, text=text(why.code, language, **said))


@router.get(
    "/municipalities/{municipality}/candidacies",
    dependencies=[allow(*CLERKS)],
    summary="Who was proposed for which vacancy, and what was decided",
)
async def candidacies(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    vacancy: UUID | None = None,
    state: Annotated[str | None, Query(pattern="^(proposed|accepted|declined)$")] = None,
    after: After = None,
) -> Candidacies:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Candidacies:
        rows = await reading.rows("candidacies", municipality, vacancy, state)
        await reading.reads([row["case_id"] for row in rows], "skills", "language", "work")
        found = await reading.opened((row["found"] for row in rows), MatchFound)
        declined = await reading.opened((row["declined"] for row in rows), DeclinedFor)
        said = [
            _candidacy(row, found.get(row["found"]), declined.get(row["declined"]), viewer.language) for row in rows
        ]
        return Candidacies(rows=said, position=reading.positions)

    return await reports.read(within, answer)


def _candidacy(
    row: Columns, found: MatchFound | Unreadable | None, declined: DeclinedFor | Unreadable | None, language: Language
) -> Candidacy:
    known = found if isinstance(found, MatchFound) else None
    no = declined if isinstance(declined, DeclinedFor) else None
    return Candidacy(
        vacancy=row["key"],
        candidacy=UUID(row["sub"]),
        case=row["case_id"],
        state=row["state"],
        proposed_on=row["proposed_on"],
        decided_on=row["decided_on"],
        score=known.score if known else None,
        reasons=[_reason(Why(one.code, one.said), language) for one in known.reasons] if known else [],
        declined_by=no.by.value if no else None,
        cause=no.cause.value if no else None,
    )


@router.get(
    "/municipalities/{municipality}/cases/{case}/pathway",
    dependencies=[allow(Role.ACTIVITY_LEADER, *CLERKS)],
    summary="A client's candidacies, placements, mentoring and support offered",
)
async def pathway(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Pathway:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Pathway:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = await reading.rows("pathway", municipality, case)
        await reading.reads([case], "work")
        of = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
        return Pathway(
            case=case,
            candidacies=await _candidacies_of(reading, of["candidacy"]),
            placements=await _placements(reading, of["placement"]),
            mentorings=await _mentorings(reading, of["mentoring"]),
            supports=[_support(row) for row in of["support"]],
            position=reading.position(case),
        )

    return await reports.read(within, answer)


KINDS: Final = ("candidacy", "placement", "mentoring", "support")


async def _candidacies_of(reading: Reading, rows: Sequence[Columns]) -> list[CandidacyOf]:
    endings = await reading.opened((row["ending"] for row in rows), CandidacyEnding)
    found = []
    for row in rows:
        ending = endings.get(row["ending"])
        accepted = ending.accepted if isinstance(ending, CandidacyEnding) else None
        found.append(CandidacyOf(candidacy=row["thing"], vacancy=row["other"], state=row["state"], accepted=accepted))
    return found


async def _placements(reading: Reading, rows: Sequence[Columns]) -> list[Placement]:
    terms = await reading.opened((row["box"] for row in rows), PlacementTerms)
    endings = await reading.opened((row["ending"] for row in rows), PlacementEnding)
    return [_placement(row, terms.get(row["box"]), endings.get(row["ending"])) for row in rows]


def _placement(
    row: Columns, terms: PlacementTerms | Unreadable | None, ending: PlacementEnding | Unreadable | None
) -> Placement:
    known = terms if isinstance(terms, PlacementTerms) else None
    return Placement(
        placement=row["thing"],
        vacancy=row["other"],
        kind=known.kind.value if known else None,
        employer=known.employer if known else None,
        employer_kind=known.employer_kind.value if known else None,
        started_on=row["since"],
        planned_until=known.planned_until if known else None,
        ended_on=row["until"],
        outcome=ending.outcome.value if isinstance(ending, PlacementEnding) else None,
        state=row["state"],
    )


async def _mentorings(reading: Reading, rows: Sequence[Columns]) -> list[Mentoring]:
    mentors = await reading.opened((row["box"] for row in rows), MentorDetails)
    endings = await reading.opened((row["ending"] for row in rows), MentoringEnding)
    found = []
    for row in rows:
        mentor, ending = mentors.get(row["box"]), endings.get(row["ending"])
        found.append(
            Mentoring(
                pairing=row["thing"],
                mentor=mentor.name if isinstance(mentor, MentorDetails) else None,
                mentor_id=row["other"],
                paired_on=row["since"],
                meetings=row["meetings"],
                last_met_on=row["last_met_on"],
                ended_on=row["until"],
                outcome=ending.outcome.value if isinstance(ending, MentoringEnding) else None,
            )
        )
    return found


def _support(row: Columns) -> Support:
    return Support(
        offer=row["thing"],
        service=row["other"],
        offered_on=row["since"],
        answered_on=row["until"],
        state=row["state"],
    )


@router.get(
    "/municipalities/{municipality}/unsupported",
    dependencies=[allow(*LEADERS)],
    summary="Clients who came for work and have no wider support",
)
async def unsupported(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> UnsupportedClients:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> UnsupportedClients:
        rows = await reading.rows("unsupported", municipality)
        await reading.reads([row["key"] for row in rows], "identity", "statistics")
        persons = await reading.persons(row["person"] for row in rows)
        found = [
            Unsupported(
                case=row["key"],
                person=person_of(persons, row["person"]),
                arrived_on=row["arrived_on"],
                mother_tongue=row["mother_tongue"],
                offered=row["offered"],
            )
            for row in rows
        ]
        return UnsupportedClients(rows=found, position=reading.positions)

    return await reports.read(within, answer)
