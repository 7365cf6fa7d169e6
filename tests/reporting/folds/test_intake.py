"""What intake records besides the case: consents, appointments, compensation, visits, places, notices, concerns."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.readmodels.appointments import APPOINTMENTS, AppointmentRow
from services.reporting.readmodels.compensation import COMPENSATION, CompensationRow
from services.reporting.readmodels.concerns import CONCERNS, ConcernRow
from services.reporting.readmodels.consents import CONSENTS, ConsentRow
from services.reporting.readmodels.guidance import GUIDANCE, GuidanceRow
from services.reporting.readmodels.nondisclosures import NONDISCLOSURES, NondisclosureRow
from services.reporting.readmodels.notices import NOTICES, NoticeRow
from services.reporting.readmodels.protections import PROTECTIONS, ProtectionRow
from services.reporting.readmodels.quota import QUOTA, QuotaRow
from shared.access.rls import EVERYBODY
from shared.events import Event, Personal, RuleTrace, Unreadable, activities, assessment, planning
from shared.events.intake.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentOver,
    AppointmentReminded,
)
from shared.events.intake.compensation import (
    CompensationBegan,
    CompensationEnd,
    CompensationEnded,
    CompensationExtended,
    CompensationGround,
    CompensationPeriod,
    Ending,
    Extension,
)
from shared.events.intake.concerns import ConcernConcluded, ConcernEntrusted, ConcernRaised
from shared.events.intake.consent import ConsentGiven, ConsentWithdrawn
from shared.events.intake.guidance import (
    ClientGuided,
    GuidanceChannel,
    GuidanceDetails,
    GuidanceGiven,
    GuidanceOutcome,
    Onward,
    OnwardKind,
)
from shared.events.intake.notices import (
    ArrivalNoticeAcknowledged,
    ArrivalNoticeReceived,
    ArrivalNoticeWithdrawn,
    ArrivalPrepared,
    NoticedPersonArrived,
    NoticeSource,
    Preparation,
    PreparationAgreed,
    PreparationAssigned,
    PreparationDone,
    Sector,
)
from shared.events.intake.placement import (
    FamilyAllocated,
    FamilyDeclined,
    FamilyTaken,
    NoPlaceReason,
    PlacesAgreed,
    PlacesTaken,
    QuotaGroupExpected,
)
from shared.events.intake.protection import (
    NonDisclosureLifted,
    NonDisclosureSet,
    ProtectedCaseClosedTo,
    ProtectedCaseOpenedTo,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, NARPES, PERSON, VAASA, arrived, corrected, moved

pytestmark = pytest.mark.unit

DAY, LATER, LAST = date(2026, 5, 1), date(2026, 6, 1), date(2027, 12, 31)
ID, OTHER = UUID(int=5), UUID(int=6)
NAME, RIGHT = b"ArrivalRegistered.person", b"PersonDetailsCorrected.person"
ERASED: Personal[object] = Personal(PERSON, Unreadable.ERASED)


class TestConsents:
    given = told(ConsentGiven, consent=ID, given_on=DAY, valid_until=LAST)
    ROW = ConsentRow(VAASA, ID, DAY, LAST, terms=b"ConsentGiven.terms")

    def test_a_consent_holds_from_a_day_to_a_day_and_says_when_it_was_withdrawn(self) -> None:
        assert rows_of(CONSENTS, arrived, self.given) == {"": ConsentRow(VAASA), f"{ID}": self.ROW}
        withdrawn = told(ConsentWithdrawn, consent=ID, withdrawn_on=LATER)
        assert rows_of(CONSENTS, arrived, self.given, withdrawn)[f"{ID}"] == self.ROW._replace(withdrawn_on=LATER)
        assert rows_of(CONSENTS, withdrawn) == {}

    def test_it_follows_the_case(self) -> None:
        rows = rows_of(CONSENTS, arrived, self.given, moved)
        assert rows == {"": ConsentRow(LAUKAA), f"{ID}": self.ROW._replace(municipality=LAUKAA)}
        assert rows_of(CONSENTS, self.given) == {f"{ID}": self.ROW._replace(municipality="")}
        assert rows_of(CONSENTS, self.given, arrived) == {"": ConsentRow(VAASA), f"{ID}": self.ROW}


class TestAppointments:
    booked = told(AppointmentBooked, appointment=ID, on=DAY)
    ROW = AppointmentRow(VAASA, ID, DAY, details=b"AppointmentBooked.details", person=NAME)

    def the_appointment(self, *events: Event) -> AppointmentRow:
        rows = rows_of(APPOINTMENTS, arrived, self.booked, *events)
        assert rows.pop("") == AppointmentRow(VAASA, person=NAME)
        (row,) = rows.values()
        return row

    def test_an_appointment_is_booked_reminded_of_cancelled_or_over(self) -> None:
        assert self.the_appointment() == self.ROW
        reminded = told(AppointmentReminded, appointment=ID, reminded_on=LATER)
        assert self.the_appointment(reminded) == self.ROW._replace(
            state="reminded", reminded_on=LATER, reminder=b"AppointmentReminded.reminder"
        )
        cancelled = told(AppointmentCancelled, appointment=ID)
        assert self.the_appointment(cancelled) == self.ROW._replace(state="cancelled")
        over = told(AppointmentOver, appointment=ID)
        assert self.the_appointment(over) == self.ROW._replace(state="over", outcome=b"AppointmentOver.outcome")

    def test_it_follows_the_case_and_has_the_right_name(self) -> None:
        there = rows_of(APPOINTMENTS, arrived, self.booked, moved, corrected)
        assert there == {
            "": AppointmentRow(LAUKAA, person=RIGHT),
            f"{ID}": self.ROW._replace(municipality=LAUKAA, person=RIGHT),
        }
        assert rows_of(APPOINTMENTS, self.booked) == {f"{ID}": self.ROW._replace(municipality="", person=None)}
        assert rows_of(APPOINTMENTS, self.booked, arrived)[f"{ID}"] == self.ROW

    @pytest.mark.parametrize("event", [AppointmentReminded, AppointmentCancelled, AppointmentOver])
    def test_what_was_never_booked_is_none(self, event: type[Event]) -> None:
        assert rows_of(APPOINTMENTS, told(event)) == {}


class TestCompensation:
    HERE = CompensationRow(VAASA, person=NAME)
    rule = RuleTrace(rule="compensation_period_quota", law="681/2023", outcome="2029-05-01")
    period = CompensationPeriod(ground=CompensationGround.QUOTA, began_on=DAY, ends_on=LAST, rule=rule)
    began = told(CompensationBegan, period=Personal(PERSON, period))
    PAID = HERE._replace(ground="quota", began_on=DAY, ends_on=LAST, rule="compensation_period_quota", law="681/2023")

    def compensation(self, *events: Event) -> CompensationRow:
        (row,) = rows_of(COMPENSATION, *events).values()
        return row

    def test_the_state_pays_from_a_day_to_a_day_under_a_rule(self) -> None:
        assert rows_of(COMPENSATION, arrived) == {"": self.HERE}
        assert self.compensation(arrived, self.began) == self.PAID
        assert self.compensation(self.began, arrived) == self.PAID

    def test_it_is_paid_longer_by_a_decision_or_no_longer(self) -> None:
        longer = told(CompensationExtended, extension=Personal(PERSON, Extension(ends_on=date(2028, 6, 1))))
        assert self.compensation(arrived, self.began, longer) == self.PAID._replace(
            ends_on=date(2028, 6, 1), extended=True
        )
        ending = Ending(ended_on=LATER, reason=CompensationEnd.CITIZENSHIP)
        ended = told(CompensationEnded, ending=Personal(PERSON, ending))
        assert self.compensation(arrived, self.began, ended) == self.PAID._replace(ended_on=LATER)

    @pytest.mark.parametrize(
        ("event", "box"),
        [(CompensationBegan, "period"), (CompensationExtended, "extension"), (CompensationEnded, "ending")],
    )
    def test_of_who_was_erased_nothing_is_known(self, event: type[Event], box: str) -> None:
        assert self.compensation(arrived, told(event, **{box: ERASED})) == self.HERE
        assert rows_of(COMPENSATION, told(event, **{box: ERASED})) == {}

    def test_it_follows_the_case_and_has_the_right_name(self) -> None:
        assert self.compensation(arrived, self.began, moved, corrected) == self.PAID._replace(
            municipality=LAUKAA, person=RIGHT
        )
        assert self.compensation(corrected) == CompensationRow(person=RIGHT)


class TestConcerns:
    raised = told(ConcernRaised, municipality=VAASA, raised_on=DAY)
    ROW = ConcernRow(VAASA, DAY, details=b"ConcernRaised.details", words=b"ConcernRaised.words")

    def test_a_concern_names_its_officials_in_order_and_says_nothing_else_in_clear(self) -> None:
        assert rows_of(CONCERNS, self.raised) == {"": self.ROW}
        entrusted = [told(ConcernEntrusted, official=official) for official in ("official-7", "official-2")]
        assert rows_of(CONCERNS, self.raised, *entrusted) == {
            "": self.ROW._replace(entrusted='["official-7","official-2"]')
        }
        assert rows_of(CONCERNS, entrusted[0]) == {}

    def test_it_is_concluded_on_a_day(self) -> None:
        concluded = told(ConcernConcluded, concluded_on=LATER)
        assert rows_of(CONCERNS, self.raised, concluded) == {
            "": self.ROW._replace(concluded_on=LATER, conclusion=b"ConcernConcluded.conclusion")
        }


class TestGuidance:
    details = GuidanceDetails(
        point=OTHER,
        themes=("housing", "work"),
        channel=GuidanceChannel.PHONE,
        language="rus",
        outcome=GuidanceOutcome.REFERRED,
        minutes=10,
        onward=Onward(kind=OnwardKind.HEALTH, service=ID),
    )
    ROW = GuidanceRow(VAASA, ID, DAY, OTHER, "housing,work", "phone", "rus", "referred", 10, "health", ID, UUID(int=9))

    def test_a_visit_is_a_line_of_statistics_that_only_a_wish_ties_to_other_visits(self) -> None:
        said = {"visit": ID, "municipality": VAASA, "given_on": DAY}
        visit = told(GuidanceGiven, **said, details=self.details, visitor=UUID(int=9))
        assert rows_of(GUIDANCE, visit) == {f"{ID}": self.ROW}
        nowhere = self.details.model_copy(update={"onward": None})
        anonymous = told(GuidanceGiven, **said, details=nowhere, visitor=None)
        assert rows_of(GUIDANCE, anonymous) == {
            f"{ID}": self.ROW._replace(onward_kind=None, onward_service=None, visitor=None)
        }

    def test_a_clients_visit_is_counted_without_the_client_also_when_they_were_erased(self) -> None:
        said = {"visit": ID, "municipality": VAASA, "given_on": DAY}
        visit = told(ClientGuided, **said, details=Personal(PERSON, self.details))
        assert rows_of(GUIDANCE, visit) == {f"{ID}": self.ROW._replace(visitor=None)}
        assert rows_of(GUIDANCE, told(ClientGuided, **said, details=ERASED)) == {f"{ID}": GuidanceRow(VAASA, ID, DAY)}


class TestPlaces:
    agreed = told(PlacesAgreed, municipality=VAASA, year=2026, places=8)
    PLACES = QuotaRow(VAASA, "places", 2026, 8)

    def test_places_of_a_year_are_agreed_and_taken(self) -> None:
        assert rows_of(QUOTA, self.agreed) == {"": self.PLACES}
        taken = [told(PlacesTaken, persons=persons) for persons in (5, 2)]
        more = told(PlacesAgreed, municipality=VAASA, year=2026, places=12)
        assert rows_of(QUOTA, self.agreed, *taken, more) == {"": self.PLACES._replace(agreed=12, persons=7)}
        assert rows_of(QUOTA, taken[0]) == {}

    expected = told(QuotaGroupExpected, municipality=VAASA, number="M-1", arrives_on=DAY)
    GROUP = QuotaRow(VAASA, "group", number="M-1", arrives_on=DAY)
    OFFERED = GROUP._replace(kind="family", family=ID, side="owner", persons=5, receiver=LAUKAA, stage="offered")

    def offered(self, receiver: str) -> FamilyAllocated:
        return told(FamilyAllocated, family=ID, receiver=receiver, persons=5)

    def test_a_family_is_seen_by_its_groups_owner_and_whom_it_is_offered_to(self) -> None:
        assert rows_of(QUOTA, self.expected) == {"": self.GROUP}
        assert rows_of(QUOTA, self.expected, self.offered(LAUKAA)) == {
            "": self.GROUP,
            f"{ID}": self.OFFERED,
            f"{ID}/{LAUKAA}": self.OFFERED._replace(municipality=LAUKAA, side="receiver"),
        }
        assert rows_of(QUOTA, self.offered(LAUKAA)) == {}

    def test_who_says_no_keeps_its_row_and_another_may_take_the_family(self) -> None:
        no = told(FamilyDeclined, family=ID, receiver=LAUKAA, reason=NoPlaceReason.NO_HOUSING)
        declined = self.OFFERED._replace(stage="declined", reason="housing")
        there = declined._replace(municipality=LAUKAA, side="receiver")
        rows = rows_of(QUOTA, self.expected, self.offered(LAUKAA), no)
        assert rows == {"": self.GROUP, f"{ID}": declined, f"{ID}/{LAUKAA}": there}
        yes = told(FamilyTaken, family=ID, receiver=NARPES, year=2027)
        rows = rows_of(QUOTA, self.expected, self.offered(LAUKAA), no, self.offered(NARPES), yes)
        taken = self.OFFERED._replace(receiver=NARPES, stage="taken", year=2027)
        assert rows == {
            "": self.GROUP,
            f"{ID}": taken,
            f"{ID}/{LAUKAA}": there,
            f"{ID}/{NARPES}": taken._replace(municipality=NARPES, side="receiver"),
        }

    @pytest.mark.parametrize("event", [FamilyTaken, FamilyDeclined])
    def test_an_answer_about_an_unknown_family_is_none(self, event: type[Event]) -> None:
        assert rows_of(QUOTA, self.expected, told(event)) == {"": self.GROUP}


class TestNotices:
    received = told(
        ArrivalNoticeReceived,
        municipality=VAASA,
        source=NoticeSource.EMPLOYER,
        persons=12,
        sector=Sector.GREENHOUSES,
        languages=("vie", "ukr"),
        expected_on=LATER,
        received_on=DAY,
    )
    NOTICE = NoticeRow(
        VAASA,
        "received",
        "employer",
        12,
        "greenhouses",
        "vie,ukr",
        LATER,
        DAY,
        contact=b"ArrivalNoticeReceived.contact",
        note=b"ArrivalNoticeReceived.note",
    )
    agreed = told(PreparationAgreed, municipality=VAASA, task=ID, kind=Preparation.SCHOOL, due_on=LATER)
    TASK = NoticeRow(VAASA, kind="school", due_on=LATER)

    def notice(self, *events: Event) -> NoticeRow:
        return rows_of(NOTICES, self.received, *events)[""]

    def task(self, *events: Event) -> NoticeRow:
        return rows_of(NOTICES, self.received, self.agreed, *events)[f"task/{ID}"]

    def test_a_notice_tells_of_how_many_and_of_nobody(self) -> None:
        assert rows_of(NOTICES, self.received) == {"": self.NOTICE}

    def test_it_is_acknowledged_prepared_or_withdrawn(self) -> None:
        acknowledged = told(ArrivalNoticeAcknowledged, acknowledged_on=LATER)
        assert self.notice(acknowledged) == self.NOTICE._replace(state="acknowledged", acknowledged_on=LATER)
        prepared = told(ArrivalPrepared, prepared_on=LATER)
        assert self.notice(prepared) == self.NOTICE._replace(state="prepared", prepared_on=LATER)
        assert self.notice(told(ArrivalNoticeWithdrawn)) == self.NOTICE._replace(state="withdrawn")
        assert rows_of(NOTICES, prepared) == {"": NoticeRow(state="prepared", prepared_on=LATER)}

    def test_a_task_that_is_agreed_makes_the_notice_unready(self) -> None:
        prepared = told(ArrivalPrepared, prepared_on=LATER)
        assert rows_of(NOTICES, self.received, prepared, self.agreed) == {
            "": self.NOTICE._replace(state="acknowledged"),
            f"task/{ID}": self.TASK,
        }

    def test_a_task_has_an_owner_and_a_day_until_it_is_done(self) -> None:
        assigned = told(PreparationAssigned, municipality=VAASA, task=ID, due_on=LAST)
        owned: dict[str, Any] = {"due_on": LAST, "owner": b"PreparationAssigned.owner"}
        assert self.task(assigned) == self.TASK._replace(**owned)
        done = told(PreparationDone, municipality=VAASA, task=ID, done_on=LATER)
        assert self.task(done) == self.TASK._replace(done_on=LATER)
        assert rows_of(NOTICES, assigned) == {f"task/{ID}": NoticeRow(VAASA, **owned)}
        assert rows_of(NOTICES, done) == {f"task/{ID}": NoticeRow(VAASA, done_on=LATER)}

    def test_each_arrival_names_its_case(self) -> None:
        came = told(NoticedPersonArrived, municipality=VAASA, case=OTHER, arrived_on=LATER)
        assert rows_of(NOTICES, self.received, came) == {
            "": self.NOTICE,
            f"case/{OTHER}": NoticeRow(VAASA, case_id=OTHER, arrived_on=LATER),
        }


class TestProtections:
    protected = told(NonDisclosureSet, set_on=DAY, entitled=("official-1", "official-2"))
    CASE, ENTITLED = ProtectionRow(EVERYBODY, DAY), ProtectionRow(EVERYBODY)

    def test_a_protected_case_has_a_row_for_each_official_who_is_entitled_to_it(self) -> None:
        both = {"official-1": self.ENTITLED, "official-2": self.ENTITLED}
        assert rows_of(PROTECTIONS, self.protected) == {"": self.CASE, **both}
        opened = told(ProtectedCaseOpenedTo, official="official-3")
        assert rows_of(PROTECTIONS, self.protected, opened) == {"": self.CASE, **both, "official-3": self.ENTITLED}
        closed = told(ProtectedCaseClosedTo, official="official-1")
        assert rows_of(PROTECTIONS, self.protected, closed) == {"": self.CASE, "official-2": self.ENTITLED}

    def test_a_lifted_protection_leaves_nothing(self) -> None:
        assert rows_of(PROTECTIONS, self.protected, told(NonDisclosureLifted)) == {}

    def test_each_service_says_to_whom_it_shows_the_case(self) -> None:
        facts = [
            told(activities.ProtectionNoted, entitled=("official-2", "official-1")),
            told(assessment.ProtectionNoted, entitled=()),
            told(planning.ProtectionNoted, entitled=None),
        ]
        assert rows_of(NONDISCLOSURES, *facts) == {
            "activities": NondisclosureRow(EVERYBODY, '["official-1","official-2"]'),
            "assessment": NondisclosureRow(EVERYBODY, "[]"),
            "planning": NondisclosureRow(EVERYBODY, None),
        }
