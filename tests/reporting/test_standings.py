"""How cases stand, move and end, and what was told of in advance: as their read models fold it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import Event, FreeText, Personal
from shared.events import intake as i
from shared.events.intake import guidance as g
from shared.events.intake import household as h
from shared.events.intake import notices as n
from shared.events.intake import standing as st
from tests.projection.chronicle import (
    Case,
    Chronicle,
    accepted,
    agreed,
    arrival,
    completed,
    corrected,
    offered,
    required,
    started,
    suspected,
)
from tests.projection.test_folds import KEYS, archived, folded

pytestmark = pytest.mark.unit

VAASA, LAUKAA = "905", "410"
RECORDED = date(2026, 3, 2)  # what a chronicle says is recorded then
DAY = date(2026, 4, 1)
OTHER, MERGE = uuid4(), uuid4()


def rows_of(case: Case, *events: Event, key: UUID | None = None, kind: str = "case") -> dict[str, dict[str, Any]]:
    """Every read model's rows after these facts, all in one stream of each service."""
    said = asyncio.run(Chronicle(KEYS).says(key or case.id, *events, kind=kind))
    return folded(archived(said))


def standing(case: Case, *events: Event) -> Any:
    return rows_of(case, arrival(case, VAASA), *events)["standings"][""]


def caseload(case: Case, *events: Event) -> Any:
    return rows_of(case, arrival(case, VAASA), *events)["caseload"][""]


def closed(case: Case) -> st.CaseClosed:
    ground = Personal(case.person, st.ClosingGround(reason=st.ClosingReason.SERVED))
    return st.CaseClosed(municipality=VAASA, closed_on=DAY, ground=ground)


def merged() -> st.MergedIntoCase:
    return st.MergedIntoCase(merge=MERGE, municipality=VAASA, leading_case=OTHER)


def separated() -> st.CaseSeparated:
    return st.CaseSeparated(merge=MERGE, municipality=VAASA, leading_case=OTHER, goes_on=True)


def chosen(case: Case, language: st.NationalLanguage) -> st.LanguageOfIntegrationChosen:
    choice = Personal(case.person, st.LanguageChoice(language=language))
    return st.LanguageOfIntegrationChosen(municipality=VAASA, chosen_on=DAY, choice=choice)


class TestStandings:
    def test_a_resident_is_at_home_from_the_day_of_arrival(self) -> None:
        case = Case()
        row = standing(case)
        assert (row.municipality, row.residence, row.home_since) == (VAASA, "home", date(2026, 3, 1))
        assert (row.standing, row.authority, row.language, row.choices) == ("open", "municipality", None, 0)

    def test_a_stay_becomes_a_home(self) -> None:
        case = Case()
        stay = arrival(case, VAASA).model_copy(update={"residence": i.Residence.RECEPTION, "notice": OTHER})
        row = rows_of(case, stay)["standings"][""]
        assert (row.residence, row.home_since, row.notice) == ("reception", None, OTHER)
        home = st.HomeMunicipalityRegistered(municipality=VAASA, person_id=case.person, registered_on=DAY)
        row = rows_of(case, stay, home)["standings"][""]
        assert (row.residence, row.home_since) == ("home", DAY)

    def test_the_authority_and_the_language_are_the_last_ones_said(self) -> None:
        case = Case()
        handed = st.ResponsibilityHandedOver(
            municipality=VAASA, sender=st.Authority.MUNICIPALITY, receiver=st.Authority.EMPLOYMENT, handed_on=DAY
        )
        informed = st.LanguageInformationGiven(
            municipality=VAASA, given_on=DAY, given_in=Personal(case.person, st.InformationLanguage(language="prs"))
        )
        row = standing(
            case,
            handed,
            informed,
            chosen(case, st.NationalLanguage.FINNISH),
            chosen(case, st.NationalLanguage.SWEDISH),
        )
        assert (row.authority, row.handed_on) == ("employment", DAY)
        assert (row.language, row.choices, row.informed_on, row.chosen_on) == ("sv", 2, DAY, DAY)

    def test_it_rests_ends_and_goes_on(self) -> None:
        case = Case()
        left = st.LeftCountry(municipality=VAASA, left_on=DAY, back_by=date(2026, 9, 1))
        row = standing(case, left)
        assert (row.standing, row.since, row.back_by) == ("away", DAY, date(2026, 9, 1))
        back = st.CameBack(municipality=VAASA, returned_on=date(2026, 8, 1))
        row = standing(case, left, back)
        assert (row.standing, row.since, row.back_by) == ("open", date(2026, 8, 1), None)
        row = standing(case, left, closed(case))
        assert (row.standing, row.since, row.back_by) == ("closed", DAY, None)
        assert row.ground is not None
        reopened = st.CaseReopened(municipality=VAASA, reopened_on=date(2026, 8, 1))
        row = standing(case, closed(case), reopened)
        assert (row.standing, row.since, row.ground) == ("open", date(2026, 8, 1), None)

    def test_a_part_stands_as_it_stood_when_it_is_parted(self) -> None:
        case = Case()
        row = standing(case, closed(case), merged())
        assert (row.standing, row.since, row.leading_case) == ("merged", RECORDED, OTHER)
        row = standing(case, closed(case), merged(), separated())
        assert (row.standing, row.before, row.leading_case) == ("closed", None, None)
        assert standing(case, merged(), separated()).standing == "open"

    def test_the_first_guidance_counts_in_whatever_order_it_is_told(self) -> None:
        case = Case()
        details = g.GuidanceDetails(
            themes=("housing",), channel=g.GuidanceChannel.VISIT, outcome=g.GuidanceOutcome.ANSWERED
        )
        told = [
            g.ClientGuided(visit=uuid4(), municipality=VAASA, given_on=day, details=Personal(case.person, details))
            for day in (DAY, date(2026, 3, 20), date(2026, 5, 1))
        ]
        assert standing(case, *told).guided_on == date(2026, 3, 20)

    def test_it_follows_the_case(self) -> None:
        case = Case()
        assert standing(case, offered(case, VAASA, LAUKAA), accepted(case, VAASA, LAUKAA)).municipality == LAUKAA


class TestCaseload:
    def test_what_stands_otherwise_than_open_says_so_before_its_duties(self) -> None:
        case = Case()
        left = st.LeftCountry(municipality=VAASA, left_on=DAY)
        row = caseload(case, required(case, VAASA), left)
        assert (row.status, row.next_due_kind) == ("away", "assessment")
        back = st.CameBack(municipality=VAASA, returned_on=DAY)
        assert caseload(case, required(case, VAASA), left, back).status == "assessment_required"

    def test_what_is_closed_or_merged_is_due_nothing_until_it_goes_on(self) -> None:
        case = Case()
        for end, status in ((closed(case), "closed"), (merged(), "merged")):
            row = caseload(case, required(case, VAASA), end)
            assert (row.status, row.next_due_on, row.next_due_kind) == (status, None, None)
        reopened = st.CaseReopened(municipality=VAASA, reopened_on=DAY)
        for rest in ([closed(case), reopened], [merged(), separated()]):
            row = caseload(case, required(case, VAASA), *rest)
            assert (row.status, row.next_due_kind) == ("assessment_required", "assessment")
        assert caseload(case, closed(case), merged(), separated()).status == "closed"

    def test_an_offer_that_comes_to_nothing_is_offered_no_more(self) -> None:
        case = Case()
        sides: dict[str, Any] = {"sender": VAASA, "receiver": LAUKAA}
        for end in (
            st.TransferExpired(offer=case.offer, expired_on=DAY, **sides),
            st.TransferWithdrawn(offer=case.offer, reason=st.WithdrawalReason.STAYS, **sides),
        ):
            assert caseload(case, offered(case, VAASA, LAUKAA), end).offered_to is None
            other = end.model_copy(update={"offer": OTHER})
            assert caseload(case, offered(case, VAASA, LAUKAA), other).offered_to == LAUKAA

    def test_a_suspicion_that_came_true_is_a_suspicion_no_more(self) -> None:
        case, suspicion = Case(), uuid4()
        doubt = suspected(suspicion, OTHER, VAASA)
        true = st.DuplicateConfirmed(suspicion=suspicion, other_case=OTHER, other_municipality=VAASA)
        assert caseload(case, doubt).duplicates == 1
        assert caseload(case, doubt, true).duplicates == 0
        told = rows_of(case, arrival(case, LAUKAA), true)["timeline"]
        assert [row.event for row in told.values() if row.municipality] == [None, "ArrivalRegistered"]


class TestPreviews:
    def test_the_receiver_is_shown_the_offered_case_and_how_far_it_gets(self) -> None:
        case = Case()
        rows = rows_of(case, arrival(case, VAASA), required(case, VAASA), offered(case, VAASA, LAUKAA))["previews"]
        assert rows[""].municipality == ""
        shown = rows[f"{case.offer}/preview"]
        assert (shown.municipality, shown.side, shown.other) == (LAUKAA, "preview", VAASA)
        assert (shown.assessment, shown.planned, shown.arrived_on) == ("required", False, date(2026, 3, 1))
        assert (shown.offered_on, shown.expires_on, shown.held_from) == (RECORDED, date(2026, 6, 1), None)
        assert shown.person is not None
        assert shown.background is not None
        for fact, reached in ((started(VAASA), "started"), (completed(case, VAASA), "done")):
            rows = rows_of(case, arrival(case, VAASA), offered(case, VAASA, LAUKAA), fact)["previews"]
            assert rows[f"{case.offer}/preview"].assessment == rows[""].assessment == reached
        rows = rows_of(case, arrival(case, VAASA), offered(case, VAASA, LAUKAA), agreed(case, VAASA))["previews"]
        assert rows[f"{case.offer}/preview"].planned

    def test_what_came_to_nothing_is_shown_no_more(self) -> None:
        case = Case()
        sides: dict[str, Any] = {"sender": VAASA, "receiver": LAUKAA}
        for end in (
            st.TransferExpired(offer=case.offer, expired_on=DAY, **sides),
            st.TransferWithdrawn(offer=case.offer, reason=st.WithdrawalReason.STAYS, **sides),
            i.TransferDeclined(offer=case.offer, reason=i.DeclineReason.OTHER, **sides),
        ):
            assert set(rows_of(case, arrival(case), offered(case), end)["previews"]) == {""}

    def test_the_sender_keeps_who_it_was_and_which_days_it_counted(self) -> None:
        case = Case()
        again = Case(id=case.id, person=case.person, offer=uuid4())
        rows = rows_of(
            case,
            arrival(case, VAASA),
            corrected(case, "Later"),
            required(case, VAASA),
            offered(case, VAASA, LAUKAA),
            accepted(case, VAASA, LAUKAA),
            offered(again, LAUKAA, VAASA),
            accepted(again, LAUKAA, VAASA).model_copy(update={"moves_on": date(2026, 5, 1)}),
        )["previews"]
        assert set(rows) == {"", f"{case.offer}/residual", f"{again.offer}/residual"}
        kept, then = rows[f"{case.offer}/residual"], rows[f"{again.offer}/residual"]
        assert (kept.municipality, kept.other, kept.held_from, kept.moves_on) == (
            VAASA,
            LAUKAA,
            date(2026, 3, 1),
            date(2026, 4, 15),
        )
        assert (kept.assessment, kept.background, kept.note, kept.offered_on) == ("none", None, None, RECORDED)
        assert kept.person is not None
        assert (then.municipality, then.held_from, then.moves_on) == (LAUKAA, date(2026, 4, 15), date(2026, 5, 1))
        assert rows[""].held_from == date(2026, 5, 1)

    def test_a_part_of_another_case_moves_without_an_offer_of_its_own(self) -> None:
        case = Case()
        rows = rows_of(case, arrival(case, VAASA), merged(), accepted(case, VAASA, LAUKAA))
        assert rows["transfers"] == {}
        assert set(rows["previews"]) == {""}
        assert rows["caseload"][""].municipality == rows["standings"][""].municipality == LAUKAA


def test_an_offer_ends_in_one_of_four_ways() -> None:
    case = Case()
    sides: dict[str, Any] = {"sender": VAASA, "receiver": LAUKAA}
    ends: list[tuple[Event, str]] = [
        (st.TransferExpired(offer=case.offer, expired_on=DAY, **sides), "expired"),
        (st.TransferWithdrawn(offer=case.offer, reason=st.WithdrawalReason.STAYS, **sides), "withdrawn"),
        (i.TransferDeclined(offer=case.offer, reason=i.DeclineReason.OTHER, **sides), "declined"),
        (accepted(case, VAASA, LAUKAA), "accepted"),
    ]
    for end, state in ends:
        rows = rows_of(case, arrival(case, VAASA), offered(case, VAASA, LAUKAA), end)["transfers"]
        assert {(row.municipality, row.state) for row in rows.values()} == {(VAASA, state), (LAUKAA, state)}


def test_a_household_follows_its_case_and_a_link_that_ended_is_remembered() -> None:
    case, link = Case(), uuid4()
    kinship = Personal(case.person, h.Kinship(relation=h.Relation.SPOUSE, valid_from=DAY))
    contact = Personal(uuid4(), h.Outsider(name="Edustaja"), parents=(case.person,))
    linked = h.HouseholdLinked(link=link, municipality=VAASA, member=OTHER, kinship=kinship)
    by_phone = h.HouseholdLinked(link=OTHER, municipality=VAASA, member=None, kinship=kinship, contact=contact)
    ended = h.HouseholdUnlinked(link=link, ended_on=DAY)
    said = [arrival(case, VAASA), linked, by_phone, ended, offered(case, VAASA, LAUKAA), accepted(case, VAASA, LAUKAA)]
    rows = rows_of(case, *said)["households"]
    assert {row.municipality for row in rows.values()} == {LAUKAA}
    assert (rows[f"{link}"].member, rows[f"{link}"].contact, rows[f"{link}"].ended_on) == (OTHER, None, DAY)
    assert rows[f"{OTHER}"].contact is not None
    assert rows[f"{OTHER}"].ended_on is None
    told = rows_of(case, *said)["timeline"]
    (row,) = [row for row in told.values() if row.event == "HouseholdUnlinked"]
    assert row.details is not None
    assert all(row.details is None or "member" not in row.details for row in told.values())
    assert rows_of(case, arrival(case), ended)["households"].keys() == {""}


def test_a_notice_is_told_taken_up_prepared_and_followed_by_those_who_come() -> None:
    case, notice, task, contact = Case(), uuid4(), uuid4(), uuid4()
    place: dict[str, Any] = {"notice": notice, "municipality": VAASA}
    received = n.ArrivalNoticeReceived(
        **place,
        source=n.NoticeSource.EMPLOYER,
        persons=3,
        sector=n.Sector.CARE,
        languages=("ukr", "vie"),
        expected_on=DAY,
        received_on=RECORDED,
        contact=Personal(contact, n.NoticeContact(organisation="Hoiva", name="Åsa")),
    )
    taken = n.ArrivalNoticeAcknowledged(**place, acknowledged_on=RECORDED)
    agreed_ = n.PreparationAgreed(**place, task=task, kind=n.Preparation.HOUSING, due_on=DAY)
    owner = Personal(uuid4(), FreeText(text="Asuntosihteeri"))
    assigned = n.PreparationAssigned(**place, task=task, due_on=RECORDED, owner=owner)
    done = n.PreparationDone(**place, task=task, done_on=DAY)
    ready = n.ArrivalPrepared(**place, prepared_on=DAY)
    came = n.NoticedPersonArrived(**place, case=case.id, arrived_on=DAY)

    def told(*events: Event) -> dict[str, Any]:
        return rows_of(case, *events, key=notice, kind="notice")["notices"]

    row = told(received)[""]
    assert (row.municipality, row.state, row.source, row.persons, row.sector) == (
        VAASA,
        "received",
        "employer",
        3,
        "care",
    )
    assert (row.languages, row.expected_on, row.received_on, row.note) == ("ukr,vie", DAY, RECORDED, None)
    assert row.contact is not None
    rows = told(received, taken, agreed_, assigned)
    assert (rows[""].state, rows[""].acknowledged_on) == ("acknowledged", RECORDED)
    todo = rows[f"task/{task}"]
    assert (todo.municipality, todo.kind, todo.due_on, todo.done_on) == (VAASA, "housing", RECORDED, None)
    assert todo.owner is not None
    rows = told(received, taken, agreed_, done, ready, came)
    assert (rows[""].state, rows[""].prepared_on, rows[f"task/{task}"].done_on) == ("prepared", DAY, DAY)
    arrived = rows[f"case/{case.id}"]
    assert (arrived.municipality, arrived.case_id, arrived.arrived_on) == (VAASA, case.id, DAY)
    more = agreed_.model_copy(update={"task": uuid4()})
    assert told(received, taken, agreed_, done, ready, more)[""].prepared_on is None
    assert told(received, n.ArrivalNoticeWithdrawn(**place))[""].state == "withdrawn"
