"""Cases: worklists, a case and its history, what is due, moves, groups, and who may be whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias, cast
from uuid import UUID

import asyncpg
import orjson
from fastapi import APIRouter, Query

from services.reporting.answers import (
    Case,
    CaseState,
    Deadline,
    Deadlines,
    Found,
    Group,
    Groups,
    Happening,
    Person,
    Proof,
    Referral,
    Replay,
    Search,
    Standing,
    Timeline,
    Transfer,
    Transfers,
    Worklist,
    WorklistRow,
)
from services.reporting.api.asking import LEADERS, WATCHERS, WORKERS, After, Page, Reader, Size, waited
from services.reporting.api.households import household_of
from services.reporting.api.persons import person_of
from services.reporting.names import tokens
from services.reporting.reading import Reading, Reports
from services.reporting.readmodels.caseload import OVER, CaseloadRow
from services.reporting.readmodels.jurisdiction import CASE
from services.reporting.readmodels.search import of_word
from services.reporting.readmodels.standings import StandingRow
from shared.access.policy import CurrentViewer, Viewer, allow, not_found
from shared.clock import HELSINKI
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.errors import Problem
from shared.events.intake import PersonDetails
from shared.events.intake.standing import ClosingGround
from shared.events.model import Unreadable
from shared.projection.asof import AsOf
from shared.regions.texts import Language, TextUnknownError, text, text_on

router: Final = APIRouter(tags=["reporting"])

FOUND: Final = 50
CANDIDATES: Final = 500  # whose names are opened to compare whole words
_KEYED: Final = re.compile(r"[0-9]{1,18}")

Columns: TypeAlias = Mapping[str, Any] | asyncpg.Record


@router.get("/municipalities/{municipality}/worklist", dependencies=[allow(*WORKERS)], summary="The cases of today")
async def worklist(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    status: Annotated[str | None, Query(pattern="^[a-z_]{1,40}$")] = None,
    late: bool | None = None,  # noqa: FBT001 - a query parameter
    sort: Literal["due", "arrived", "status", "name"] = "due",
    page: Page = 1,
    size: Size = 25,
    after: After = None,
) -> Worklist:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Worklist:
        counts = await reading.rows("worklist_counts", municipality, today)
        by_status = {row["status"]: row["cases"] for row in counts}
        asked = (municipality, status, late, today)
        by_name = sort == "name"
        limit, offset = (None, 0) if by_name else (size, (page - 1) * size)
        rows = await reading.rows("worklist", *asked, sort, limit, offset)
        if by_name:  # names are sealed, so they are sorted here, over one municipality's open cases
            opened = await reading.persons(row["person"] for row in rows)
            rows = sorted(rows, key=lambda row: _by_name(person_of(opened, row["person"])))
            rows = rows[(page - 1) * size : page * size]
        await reading.reads([row["key"] for row in rows], "identity")
        opened = await reading.persons(row["person"] for row in rows)
        if status is None and late is None:
            total = sum(cases for status, cases in by_status.items() if status not in OVER)
        else:
            total = len(await reading.rows("worklist", *asked, "due", None, 0))
        return Worklist(
            rows=[
                WorklistRow(
                    case=row["key"],
                    person=person_of(opened, row["person"]),
                    status=row["status"],
                    arrived_on=row["arrived_on"],
                    official=row["official"],
                    next_due_on=row["next_due_on"],
                    next_due_kind=row["next_due_kind"],
                    late=row["next_due_on"] is not None and row["next_due_on"] < today,
                    offered_to=row["offered_to"],
                    duplicates=row["duplicates"],
                )
                for row in rows
            ],
            total=total,
            page=page,
            size=size,
            open=sum(cases for status, cases in by_status.items() if status not in OVER),
            late=sum(row["late"] for row in counts),
            without_official=sum(row["without_official"] for row in counts),
            by_status=by_status,
            position=reading.positions,
        )

    return await reports.read(within, answer)


def _by_name(person: Person | None) -> tuple[bool, str, str]:
    """Those whose name cannot be read come last."""
    if person is None:
        return True, "", ""
    return False, person.family_name.casefold(), person.given_names.casefold()


@router.get(
    "/municipalities/{municipality}/cases/{case}", dependencies=[allow(*WORKERS)], summary="A case as it stands"
)
async def case_now(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Case:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Case:
        row = await reading.row("case", municipality, case)
        if row is None:
            raise not_found()
        await reading.reads([case], "identity", "statistics")
        opened = await reading.persons([row["person"]])
        deadlines = await reading.rows("case_deadlines", municipality, case)
        referrals = await reading.rows("case_referrals", municipality, case)
        grounds = await reading.opened([row["ground"]], ClosingGround)
        return Case(
            case=case,
            municipality=row["municipality"],
            status=row["status"],
            standing=None if row["standing"] is None else _standing(row, grounds),
            household=await household_of(reading, municipality, case, today),
            person=person_of(opened, row["person"]),
            arrived_on=row["arrived_on"],
            reason=row["reason"],
            mother_tongue=row["mother_tongue"],
            citizenship=row["citizenship"],
            official=row["official"],
            offered_to=row["offered_to"],
            duplicates=row["duplicates"],
            plan_ends_on=row["plan_ends_on"],
            deadlines=[_deadline(one, today) for one in deadlines],
            referrals=[_referral(one) for one in referrals],
            position=reading.position(case),
        )

    return await reports.read(within, answer)


def _standing(row: Columns, grounds: Mapping[bytes, ClosingGround | Unreadable]) -> Standing:
    ground = grounds.get(row["ground"])
    return Standing(
        standing=row["standing"],
        since=row["since"],
        back_by=row["back_by"],
        closing_reason=ground.reason.value if isinstance(ground, ClosingGround) else None,
        leading_case=row["leading_case"],
        residence=row["residence"],
        home_since=row["home_since"],
        authority=row["authority"],
        handed_on=row["handed_on"],
        integration_language=row["language"],
        informed_on=row["informed_on"],
        chosen_on=row["chosen_on"],
        choices=row["choices"],
        notice=row["notice"],
    )


def _deadline(row: Columns, today: date) -> Deadline:
    due, met, waived = row["due_on"], row["met_on"], row["waived_on"]
    ended = row["ended_on"] if met is None and waived is None else None
    return Deadline(
        case=row["key"],
        kind=row["kind"],
        due_on=due,
        met_on=met,
        waived_on=waived,
        breached_on=row["breached_on"],
        ended_on=ended,
        late=met is None and waived is None and ended is None and due < today,
        broken=met is not None and met > due,
        rule=row["rule"],
        law=row["law"],
        section=row["section"],
        rule_version=row["rule_version"],
        inputs=orjson.loads(row["inputs"] or "{}"),
        outcome=row["outcome"],
    )


def _referral(row: Columns) -> Referral:
    return Referral(
        referral=row["referral"],
        group=row["group_id"],
        provider=row["provider"],
        state=row["state"],
        number=row["number"],
        referred_on=row["referred_on"],
        started_on=row["started_on"],
        ended_on=row["ended_on"],
        attended=row["attended"],
    )


@router.get(
    "/municipalities/{municipality}/cases/{case}/timeline", dependencies=[allow(*WORKERS)], summary="What happened"
)
async def timeline(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Timeline:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Timeline:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        await reading.reads([case], "events")
        position = reading.position(case)
        found = await reports.told(municipality, case, known_at=position)
        rows, complete = _happened(found, _language(viewer)), found.complete
        for part in [row["key"] for row in await reading.rows("merged_into", municipality, case)]:
            await reading.reads([part], "events")
            told = await reports.told(municipality, part, known_at=reading.position(part))
            rows += _happened(told, _language(viewer), of=part)
            complete = complete and told.complete
        if len(rows) > len(found.events):
            rows.sort(key=lambda row: row.recorded_at)
        return Timeline(case=case, rows=rows, complete=complete, position=position)

    return await reports.read(within, answer)


def _language(viewer: Viewer) -> Language:
    return viewer.language


def _happening(row: Columns, language: Language, of: UUID | None) -> Happening:
    code = f"event.{row['service']}.{row['event']}"
    try:
        said = text_on(code, language, row["effective_on"] or row["recorded_at"].astimezone(HELSINKI).date())
    except TextUnknownError:
        said = text("event.unknown", language)  # of a later program: it happened, and this one has no word for it
    return Happening(
        merged_case=of,
        event_id=row["event_id"],
        position=row["seq"],
        recorded_at=row["recorded_at"],
        effective_on=row["effective_on"],
        service=row["service"],
        event=row["event"],
        text=said,
        role=row["role"],
        organisation=row["organisation"],
        rule=row["rule"],
        corrects=row["corrects"],
        details=orjson.loads(row["details"] or "{}"),
    )


@router.get(
    "/municipalities/{municipality}/cases/{case}/replay",
    dependencies=[allow(*WATCHERS)],
    summary="A case as it was known at an instant, about a day",
)
async def replay(
    municipality: Municipality,
    case: UUID,
    viewer: CurrentViewer,
    reports: Reader,
    known_at: Annotated[str | None, Query(max_length=40, description="An instant (RFC 3339), or a position")] = None,
    about: date | None = None,
) -> Replay:
    at = _instant(known_at)
    now = reports.clock.now()

    async def answer(reading: Reading) -> Replay:
        row = await reading.row("case", municipality, case)
        if row is None:
            raise not_found()
        await reading.reads([case], "identity", "statistics", "events")
        found = await reports.replayed(municipality, case, known_at=at, about=about)
        stood = cast("CaseloadRow | None", found.rows["caseload"].get(CASE))
        opened = await reading.persons([stood.person] if stood is not None else [])
        standing = cast("StandingRow | None", found.rows["standings"].get(CASE))
        grounds = await reading.opened([standing.ground] if standing is not None else [], ClosingGround)
        day = about or (at.date() if isinstance(at, datetime) else reports.clock.today())
        return Replay(
            known_at=at if isinstance(at, datetime) else now,
            about=about,
            case=None if stood is None else _stood(case, stood, found, opened, day, _standing_of(standing, grounds)),
            timeline=_happened(found, _language(viewer)),
            complete=found.complete,
            proof=Proof(
                verified=found.broken is None,
                events=len(found.events),
                streams=found.streams,
                head=found.events[-1].hash.hex() if found.events else None,
            ),
            position=found.position,
        )

    return await reports.read(viewer.within(municipality), answer)


def _instant(said: str | None) -> datetime | int | None:
    if said is None:
        return None
    if _KEYED.fullmatch(said):
        return int(said)
    try:
        # A "+" that wasn't escaped in the address comes as a blank.
        instant = datetime.fromisoformat(said.replace(" ", "+") if said[-6:-5] == " " else said)
    except ValueError:
        raise Problem.of(422, "request.invalid_value", "known_at") from None
    if instant.tzinfo is None:
        raise Problem.of(422, "request.invalid_value", "known_at")
    return instant


def _standing_of(row: StandingRow | None, grounds: Mapping[bytes, ClosingGround | Unreadable]) -> Standing | None:
    return None if row is None else _standing(_columns(row), grounds)


def _stood(
    case: UUID,
    row: CaseloadRow,
    found: AsOf,
    opened: Mapping[bytes, PersonDetails | Unreadable],
    day: date,
    standing: Standing | None,
) -> CaseState:
    arrival = found.rows["arrivals"].get(CASE)
    ended = standing.since if standing is not None and standing.standing in OVER else None
    deadlines = [
        _deadline({**_columns(duty), "key": case, "kind": sub, "ended_on": ended}, day)
        for sub, duty in found.rows["deadlines"].items()
        if sub != CASE and duty.due_on is not None
    ]
    referrals = [
        _referral(_columns(one))
        for one in found.rows["referrals"].values()
        if one.side == "case" and one.referral is not None
    ]
    return CaseState(
        case=case,
        municipality=row.municipality,
        status=row.status,
        standing=standing,
        person=person_of(opened, row.person),
        arrived_on=row.arrived_on,
        reason=getattr(arrival, "reason", None),
        mother_tongue=getattr(arrival, "mother_tongue", None),
        citizenship=getattr(arrival, "citizenship", None),
        official=row.official,
        offered_to=row.offered_to,
        duplicates=row.duplicates,
        plan_ends_on=row.plan_ends_on,
        deadlines=sorted(deadlines, key=lambda one: (one.due_on, one.kind)),
        referrals=sorted(referrals, key=lambda one: (one.referred_on or date.min, str(one.referral))),
    )


def _columns(row: Any) -> dict[str, Any]:
    told: dict[str, Any] = row._asdict()
    return told


def _happened(found: AsOf, language: Language, of: UUID | None = None) -> list[Happening]:
    """What happened; `of` names the merged case that it happened in."""
    # No row-level security stands here: what is told nowhere (a suspicion of another municipality's case that stands in
    # the case's own stream, from before suspicions had theirs) stays out.
    rows = [row for sub, row in found.rows["timeline"].items() if sub != CASE and row.municipality]
    return [_happening(_columns(row), language, of) for row in rows]


@router.get("/municipalities/{municipality}/deadlines", dependencies=[allow(*WORKERS)], summary="What is due")
async def deadlines(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    open: bool = True,  # noqa: A002, FBT001, FBT002 - the query parameter's name
    late: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: Page = 1,
    size: Size = 100,
    after: After = None,
) -> Deadlines:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Deadlines:
        asked = (municipality, open, late, today)
        rows = await reading.rows("deadlines", *asked, size, (page - 1) * size)
        return Deadlines(
            rows=[_deadline(row, today) for row in rows],
            total=await reading.value("deadlines_count", *asked),
            page=page,
            size=size,
            position=reading.positions,
        )

    return await reports.read(within, answer)


@router.get("/municipalities/{municipality}/transfers", dependencies=[allow(*WORKERS)], summary="Moves in and out")
async def transfers(
    municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Transfers:
    within = viewer.within(municipality)
    await waited(reports, within, after)
    today = reports.clock.today()

    async def answer(reading: Reading) -> Transfers:
        rows = await reading.rows("transfers", municipality)
        return Transfers(rows=[_transfer(row, today) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _transfer(row: asyncpg.Record, today: date) -> Transfer:
    expires: date | None = row["expires_on"]
    expired = row["state"] == "offered" and expires is not None and expires < today
    said = {name: value for name, value in row.items() if name not in ("key", "state")}
    return Transfer(case=row["key"], state="expired" if expired else row["state"], **said)


@router.get("/municipalities/{municipality}/groups", dependencies=[allow(*LEADERS)], summary="Groups, places, queues")
async def groups(municipality: Municipality, viewer: CurrentViewer, reports: Reader, after: After = None) -> Groups:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Groups:
        rows = await reading.rows("groups", municipality)
        return Groups(rows=[_group(row) for row in rows], position=reading.positions)

    return await reports.read(within, answer)


def _group(row: asyncpg.Record) -> Group:
    title = {language: row[f"title_{language}"] for language in ("fi", "sv", "en")}
    return Group(
        group=row["key"],
        title={language: said for language, said in title.items() if said},
        language=row["language"],
        places=row["places"],
        taken=row["taken"],
        queued=row["queued"],
        sessions=row["sessions"],
        starts_on=row["starts_on"],
        last_held_on=row["last_held_on"],
    )


class SearchFor(StrictModel):
    """What is looked for: words of a name or their beginnings, a birth date, an identity code; all must fit."""

    name: Annotated[str, Line(200)] | None = None
    identity_code: Annotated[str, Line(20)] | None = None
    birth_date: date | None = None


@router.post("/municipalities/{municipality}/search", dependencies=[allow(*WORKERS)], summary="Find a person's case")
async def search(
    municipality: Municipality,
    viewer: CurrentViewer,
    reports: Reader,
    looked_for: Annotated[SearchFor, body(SearchFor)],
) -> Search:
    values, words = _values(reports, looked_for)
    if not values:
        raise Problem.of(422, "search.nothing_asked")

    async def answer(reading: Reading) -> Search:
        rows = await reading.rows("search", municipality, values, CANDIDATES)
        # Whoever is compared by name is looked at, found or not: the log says so.
        await reading.reads([row["key"] for row in rows], "identity")
        opened = await reading.persons(row["person"] for row in rows)
        found = [
            Found(case=row["key"], person=person, status=row["status"], arrived_on=row["arrived_on"])
            for row in rows
            if _fits(words, person := person_of(opened, row["person"]))
        ]
        return Search(rows=found[:FOUND], limit=FOUND, position=reading.positions)

    return await reports.read(viewer.within(municipality), answer)


def _values(reports: Reports, looked_for: SearchFor) -> tuple[list[bytes], frozenset[str]]:
    blind = reports.blind
    words = tokens(looked_for.name or "")
    values = {of_word(blind, word) for word in words}
    if looked_for.birth_date is not None:
        values.add(blind.value("birth_date", looked_for.birth_date.isoformat()))
    if looked_for.identity_code is not None:
        values.add(blind.value("identity_code", looked_for.identity_code.strip().upper()))
    return sorted(values), words


def _fits(words: frozenset[str], person: Person | None) -> bool:
    """Whether each word begins a word of the name; an unreadable name fits where no name is asked for."""
    if not words:
        return True
    if person is None:
        return False
    named = tokens(f"{person.family_name} {person.given_names}")
    return all(any(one.startswith(word) for one in named) for word in words)
