"""Whatever is asked of intake's other aggregates, in whatever order: what must hold of each of them, holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.app import SERVICE
from services.intake.appointments import domain as appointments
from services.intake.compensation import domain as compensation
from services.intake.concerns import domain as concerns
from services.intake.consent import domain as consents
from services.intake.guidance import domain as guidance
from services.intake.household import domain as household
from services.intake.notice import domain as notices
from services.intake.organisations import domain as organisations
from services.intake.outreach import domain as outreach
from services.intake.placement import domain as quota
from services.intake.placement import places as year
from services.intake.projects import domain as projects
from services.intake.protection import domain as protection
from services.intake.servicepoints import domain as points
from services.intake.states import Words
from shared.events import Event
from shared.events.intake.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentDetails,
    AppointmentOver,
    AppointmentReminded,
    Attendance,
    CancelledBy,
)
from shared.events.intake.compensation import (
    CompensationBegan,
    CompensationEnd,
    CompensationEnded,
    CompensationExtended,
    CompensationGround,
)
from shared.events.intake.concerns import (
    ConcernConcluded,
    ConcernDetails,
    ConcernEntrusted,
    ConcernKind,
    ConcernOutcome,
)
from shared.events.intake.consent import (
    ConsentForm,
    ConsentGiven,
    ConsentPurpose,
    ConsentTerms,
    ConsentWithdrawn,
    Receiver,
    ReceiverKind,
)
from shared.events.intake.guidance import (
    GuidanceChannel,
    GuidanceDetails,
    GuidanceGiven,
    GuidanceOutcome,
    Onward,
    OnwardKind,
)
from shared.events.intake.household import HouseholdLinked, HouseholdUnlinked, Kinship, Outsider, Relation
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
    PreparationDone,
    Sector,
)
from shared.events.intake.outreach import (
    OutreachChannel,
    OutreachContact,
    OutreachMade,
    OutreachOutcome,
    OutreachTargeted,
    TargetGroup,
)
from shared.events.intake.placement import FamilyAllocated, FamilyDeclined, FamilyTaken, NoPlaceReason, PlacesTaken
from shared.events.intake.projects import (
    ContactDetails,
    ContactNamed,
    ContactRemoved,
    OrganisationKind,
    OrganisationListed,
    ProjectAmended,
    ProjectRegistered,
    ResultPublished,
)
from shared.events.intake.protection import NonDisclosureSet, ProtectionKind
from shared.events.intake.servicepoints import (
    Exceptional,
    Open,
    OpeningHours,
    OpeningHoursChanged,
    ServicePointClosed,
    ServicePointOpened,
    Weekday,
    Weekly,
)
from shared.regions.localised import LocalisedText
from shared.regions.rules import rule_book
from tests.sequences import ORGANISATION, Driven, whatever
from tests.spec import KEY, RECORDED_AT

pytestmark = pytest.mark.unit

TODAY = RECORDED_AT.date()
OFFICER = "tietosuoja"
places = st.sampled_from([*["905"] * 6, "410"])
receivers = st.sampled_from(["410", "410", "272"])
ids = st.sampled_from([UUID(int=1), UUID(int=1), UUID(int=2), UUID(int=3)])
own = st.just(UUID(int=7))
person = st.just(UUID(int=9))
cases = st.sampled_from([*[KEY] * 6, UUID(int=11)])
days = st.sampled_from([-400, -1, 0, 0, 0, 1, 14, 800]).map(lambda number: TODAY + timedelta(days=number))
todays = st.sampled_from([0, 0, 0, 1, 13, 14]).map(lambda number: TODAY + timedelta(days=number))
names = st.sampled_from([LocalisedText(fi="a", sv="b"), LocalisedText(fi="a", sv="b"), LocalisedText(fi="a")])
required = st.just(("fi", "sv"))
themes = st.sampled_from([("work",), ("work", "housing"), ()])
words = st.builds(Words, ids, st.just("Oma ääni"))


def driven(kind: str) -> Driven:
    return Driven("intake", kind, SERVICE.deciders[kind])


def of(kind: type[Event], facts: list[Event]) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


# --- households -------------------------------------------------------------------------------------------------------

linking = whatever(
    household.Command,
    (
        household.Link,
        places,
        ids,
        st.just(KEY),
        person,
        st.sampled_from([None, UUID(int=11), UUID(int=12), KEY]),
        st.builds(Kinship, relation=st.sampled_from(Relation), valid_from=days, valid_to=st.none() | days),
        st.none() | st.builds(household.NamedOutsider, ids, st.just(Outsider(name="Huoltaja"))),
    ),
    (household.Unlink, ids, days, todays),
)


@pytest.mark.decider("intake", "household")
@given(linking)
def test_nobody_is_linked_to_himself_and_each_link_is_to_a_case_or_to_somebody_without_one(asked: list[Any]) -> None:
    for fact in of(HouseholdLinked, driven("household").facts(asked)):
        assert fact.member != KEY
        assert (fact.member is None) is not (fact.contact is None)
        kinship = fact.kinship.value
        assert kinship.valid_to is None or kinship.valid_from <= kinship.valid_to


@given(linking)
def test_a_link_that_has_ended_is_no_part_of_the_household(asked: list[Any]) -> None:
    for step in driven("household").lives(asked):
        for fact in of(HouseholdUnlinked, list(step.facts)):
            assert fact.link in step.before.links
            assert fact.link not in step.after.links
        assert not set(step.after.links) & step.after.ended


# --- early notices ----------------------------------------------------------------------------------------------------

noticed = whatever(
    notices.Command,
    (
        notices.ReceiveNotice,
        own,
        st.just("905"),
        st.sampled_from(NoticeSource),
        st.integers(1, 3),
        st.sampled_from(Sector),
        st.just(("ukr",)),
        days,
        ids,
        st.just(NoticeContact(organisation="Puutarha", name="A")),
        todays,
        st.none() | words,
    ),
    (notices.WithdrawNotice, places, st.sampled_from([None, ORGANISATION, "Firma"])),
    (
        notices.Acknowledge,
        places,
        st.sampled_from([(), ((UUID(int=1), Preparation.HOUSING), (UUID(int=2), Preparation.SCHOOL))]),
        todays,
    ),
    (notices.AddTask, places, ids, st.sampled_from(Preparation), days),
    (notices.AssignTask, places, ids, words, days),
    (notices.FinishTask, places, ids, days, todays),
    (notices.NoteArrival, places, ids, days),
)


@pytest.mark.decider("intake", "notice")
@given(noticed)
def test_nobody_prepares_for_what_was_not_taken_up_or_was_taken_back(asked: list[Any]) -> None:
    facts = driven("notice").facts(asked)
    assert all(isinstance(fact, ArrivalNoticeReceived) is (fact is facts[0]) for fact in facts)
    taken_up = withdrawn = False
    for fact in facts[1:]:
        assert not withdrawn
        taken_up = taken_up or isinstance(fact, ArrivalNoticeAcknowledged)
        withdrawn = isinstance(fact, ArrivalNoticeWithdrawn)
        assert taken_up or withdrawn or isinstance(fact, NoticedPersonArrived)


@given(noticed)
def test_all_is_prepared_when_each_task_is_and_each_is_done_once(asked: list[Any]) -> None:
    waiting: set[UUID] = set()
    for step in driven("notice").lives(asked):
        for fact in step.facts:
            match fact:
                case PreparationAgreed(task=task):
                    waiting.add(task)
                case PreparationDone(task=task, done_on=done_on):
                    assert task in waiting
                    assert done_on >= step.before.notice.received_on
                    waiting.remove(task)
                case ArrivalPrepared():
                    assert not waiting


@given(noticed)
def test_who_has_come_came_once_and_no_notice_of_him_is_taken_back(asked: list[Any]) -> None:
    facts = driven("notice").facts(asked)
    come = [fact.case for fact in of(NoticedPersonArrived, facts)]
    assert len(set(come)) == len(come)
    assert not (come and of(ArrivalNoticeWithdrawn, facts))


# --- consents ---------------------------------------------------------------------------------------------------------

consented = whatever(
    consents.Command,
    (
        consents.GiveConsent,
        own,
        places,
        person,
        st.builds(
            ConsentTerms,
            purpose=st.sampled_from(ConsentPurpose),
            receiver=st.just(Receiver(kind=ReceiverKind.MUNICIPALITY, id="410")),
            form=st.sampled_from(ConsentForm),
        ),
        days,
        days,
        todays,
    ),
    (consents.WithdrawConsent, cases, days, todays),
    most=16,
)


@pytest.mark.decider("intake", "consent")
@given(consented)
def test_a_consent_that_was_taken_back_is_never_valid_again(asked: list[Any]) -> None:
    facts = driven("consent").facts(asked)
    assert [type(fact) for fact in facts] in ([], [ConsentGiven], [ConsentGiven, ConsentWithdrawn])
    for consent in of(ConsentGiven, facts):
        assert consent.given_on <= consent.valid_until
        assert all(consent.given_on <= back.withdrawn_on <= consent.valid_until for back in of(ConsentWithdrawn, facts))


# --- protection -------------------------------------------------------------------------------------------------------

officials = st.sampled_from(["a", "b", "c"])
protecting = whatever(
    protection.Command,
    (
        protection.SetNonDisclosure,
        places,
        person,
        officials,
        st.sampled_from([(), ("b",), tuple(map(str, range(19))), tuple(map(str, range(30)))]),
        st.sampled_from(ProtectionKind),
        days,
        st.none() | words,
    ),
    (protection.OpenTo, places, officials, officials),
    (protection.CloseTo, places, officials, officials),
    (protection.LiftNonDisclosure, places, officials, days),
)


@pytest.mark.decider("intake", "protection")
@given(protecting)
def test_a_protected_case_is_hidden_from_all_but_a_few_and_never_from_all(asked: list[Any]) -> None:
    for step in driven("protection").lives(asked):
        if isinstance(step.after, protection.Protected):
            assert 1 <= len(step.after.entitled) <= protection.MOST_ENTITLED
            assert protection.hides(step.after, "somebody else")
        if protection.hides(step.before, step.command.asker):
            assert step.refusal is not None
            assert step.refusal.code == "access.not_found"


@given(protecting)
def test_a_protection_that_was_lifted_hides_nothing(asked: list[Any]) -> None:
    for step in driven("protection").lives(asked):
        if isinstance(step.command, protection.LiftNonDisclosure) and step.refusal is None:
            assert not any(protection.hides(step.after, official) for official in "abcd")
        if not isinstance(step.before, protection.Protected):
            assert all(isinstance(fact, NonDisclosureSet) for fact in step.facts)


# --- guidance, points, outreach ---------------------------------------------------------------------------------------

visits = st.builds(
    guidance.Visit,
    own,
    places,
    days,
    st.builds(
        GuidanceDetails,
        themes=themes,
        channel=st.sampled_from(GuidanceChannel),
        outcome=st.sampled_from(GuidanceOutcome),
        onward=st.sampled_from([None, Onward(kind=OnwardKind.HEALTH)]),
    ),
    st.just(frozenset({"work"})),
    todays,
)
advised = whatever(
    guidance.Command, (guidance.GiveGuidance, visits, st.none() | ids), (guidance.GuideClient, visits, person), most=8
)


@pytest.mark.decider("intake", "guidance")
@given(advised)
def test_a_visit_is_written_down_once_with_known_themes_and_where_somebody_was_referred_to(asked: list[Any]) -> None:
    steps = [step for step in driven("guidance").lives(asked) if step.facts]
    assert len(steps) <= 1
    for step in steps:
        (fact,) = step.facts
        details = fact.details if isinstance(fact, GuidanceGiven) else fact.details.value  # type: ignore[attr-defined]
        assert details.themes == ("work",)
        assert (details.outcome is GuidanceOutcome.REFERRED) is (details.onward is not None)


clock = st.sampled_from(["08:00", "12:00", "16:00", "24:00"])
spans = st.builds(Open, opens=clock, closes=clock)
hours = st.builds(
    OpeningHours,
    weekly=st.lists(st.builds(Weekly, days=st.just((Weekday.MONDAY,)), open=spans), max_size=2).map(tuple),
    exceptions=st.lists(
        st.builds(Exceptional, first=days, last=days, open=st.lists(spans, max_size=1).map(tuple)), max_size=1
    ).map(tuple),
)
opened = whatever(
    points.Command,
    (
        points.OpenPoint,
        own,
        places,
        names,
        required,
        st.just("Katu 1"),
        st.sampled_from(["Europe/Helsinki", "Europe/Helsinki", "Mars/Base"]),
        hours,
        st.just(("fi",)),
        days,
    ),
    (points.ChangeHours, places, hours),
    (points.ClosePoint, places, days),
    most=16,
)


@pytest.mark.decider("intake", "point")
@given(opened)
def test_a_point_closes_once_after_it_opened_and_says_when_it_is_open_without_overlap(asked: list[Any]) -> None:
    facts = driven("point").facts(asked)
    assert all(isinstance(fact, ServicePointOpened) is (fact is facts[0]) for fact in facts)
    assert not of(ServicePointClosed, facts[:-1])
    for fact in facts:
        if isinstance(fact, ServicePointClosed):
            assert fact.closed_on >= of(ServicePointOpened, facts)[0].opened_on
        if isinstance(fact, ServicePointOpened | OpeningHoursChanged):
            mondays = sorted((one.open.opens, one.open.closes) for one in fact.hours.weekly)
            ends = [time for span in mondays for time in span]
            assert ends == sorted(ends)
            assert all(opens < closes for opens, closes in mondays)
            assert all(one.first <= one.last for one in fact.hours.exceptions)


reached = whatever(
    outreach.Command,
    (outreach.Target, places, person, st.sets(st.sampled_from(TargetGroup), max_size=2).map(frozenset)),
    (
        outreach.MakeOutreach,
        places,
        person,
        days,
        st.builds(
            OutreachContact,
            channel=st.sampled_from(OutreachChannel),
            language=st.just("prs"),
            outcome=st.sampled_from(OutreachOutcome),
        ),
        todays,
    ),
    most=16,
)


@pytest.mark.decider("intake", "outreach")
@given(reached)
def test_each_attempt_counts_and_the_same_groups_are_said_once(asked: list[Any]) -> None:
    groups: tuple[Any, ...] = ()
    attempts = 0
    for step in driven("outreach").lives(asked):
        for fact in step.facts:
            if isinstance(fact, OutreachTargeted):
                said = fact.groups.value
                assert getattr(said, "groups", None) != groups
                groups = getattr(said, "groups", ())
            if isinstance(fact, OutreachMade):
                assert fact.made_on <= step.command.today
                attempts += 1
        assert (step.after.groups, step.after.attempts) == (frozenset(groups), attempts)


# --- appointments -----------------------------------------------------------------------------------------------------

agreed = whatever(
    appointments.Command,
    (
        appointments.Book,
        own,
        places,
        person,
        days,
        st.builds(
            AppointmentDetails,
            starts_at=st.just("14:30"),
            minutes=st.just(45),
            place=st.just("Katu 1"),
            language=st.sampled_from(["fin", "ukr", "xxx"]),
        ),
        todays,
    ),
    (appointments.Remind, todays),
    (appointments.Cancel, cases, st.sampled_from(CancelledBy), todays),
    (appointments.Close, cases, st.sampled_from(Attendance), st.none() | st.booleans(), todays),
    most=16,
)


@pytest.mark.decider("intake", "appointment")
@given(agreed)
def test_an_appointment_is_reminded_of_once_and_is_cancelled_or_over_and_not_both(asked: list[Any]) -> None:
    facts = driven("appointment").facts(asked)
    assert len(of(AppointmentReminded, facts)) <= 1
    ends = [fact for fact in facts if isinstance(fact, AppointmentCancelled | AppointmentOver)]
    assert ends in ([], facts[-1:])
    assert all(isinstance(fact, AppointmentBooked) is (fact is facts[0]) for fact in facts)


@given(agreed)
def test_nobody_is_reminded_after_the_day_and_nothing_is_over_before_it(asked: list[Any]) -> None:
    for step in driven("appointment").lives(asked):
        for fact in step.facts:
            if isinstance(fact, AppointmentReminded):
                assert step.before.on - timedelta(days=1) <= fact.reminded_on <= step.before.on
            if isinstance(fact, AppointmentOver):
                assert step.before.on <= step.command.today
            if isinstance(fact, AppointmentCancelled):
                assert step.command.today <= step.before.on


# --- placement --------------------------------------------------------------------------------------------------------

places_asked = whatever(
    year.Command,
    (year.AgreePlaces, st.just("905"), st.just(2026), st.integers(0, 12)),
    (year.TakePlaces, ids, st.integers(1, 6)),
)


@pytest.mark.decider("intake", "places")
@given(places_asked)
def test_places_that_are_taken_never_exceed_those_there_are_and_a_family_takes_them_once(asked: list[Any]) -> None:
    steps = driven("places").lives(asked)
    assert all(step.after.taken <= (step.after.agreed or 0) for step in steps)
    families = [fact.family for step in steps for fact in of(PlacesTaken, list(step.facts))]
    assert len(families) == len(set(families))


quotas = whatever(
    quota.Command,
    (quota.ExpectGroup, st.just("905"), st.just("K1"), st.none() | days),
    (quota.AllocateFamily, places, ids, receivers, st.integers(1, 6)),
    (quota.TakeFamily, receivers, ids, st.just(2026)),
    (quota.DeclineFamily, receivers, ids, st.sampled_from(NoPlaceReason)),
)


@pytest.mark.decider("intake", "quota")
@given(quotas)
def test_a_family_is_offered_to_one_municipality_at_a_time_and_taken_once(asked: list[Any]) -> None:
    offered: dict[UUID, str] = {}
    taken: set[UUID] = set()
    for fact in driven("quota").facts(asked):
        match fact:
            case FamilyAllocated(family=family, receiver=receiver):
                assert family not in offered
                offered[family] = receiver
            case FamilyTaken(family=family, receiver=receiver):
                assert offered[family] == receiver
                assert family not in taken
                taken.add(family)
            case FamilyDeclined(family=family, receiver=receiver):
                assert offered.pop(family) == receiver
                assert family not in taken


# --- concerns, compensation -------------------------------------------------------------------------------------------

worried = whatever(
    concerns.Command,
    (
        concerns.Raise,
        own,
        st.just("905"),
        days,
        st.builds(ConcernDetails, kind=st.sampled_from(ConcernKind), case=st.none() | cases),
        ids,
        st.just("Pelkään"),
        st.none() | person,
    ),
    (concerns.Entrust, places, officials),
    (
        concerns.Conclude,
        places,
        st.sampled_from(["a", OFFICER]),
        st.booleans(),
        st.sampled_from(ConcernOutcome),
        todays,
        st.booleans(),
    ),
)


@pytest.mark.decider("intake", "concern")
@given(worried)
def test_only_the_officer_and_who_was_entrusted_conclude_a_concern_and_then_nobody_hears_more(asked: list[Any]) -> None:
    entrusted: set[str] = set()
    concluded = False
    for step in driven("concern").lives(asked):
        for fact in step.facts:
            assert not concluded
            if isinstance(fact, ConcernEntrusted):
                assert fact.official not in entrusted
                entrusted.add(fact.official)
            if isinstance(fact, ConcernConcluded):
                assert step.command.is_officer or step.command.actor in entrusted
                assert step.command.client_here or step.command.outcome is not ConcernOutcome.PROTECTED
                concluded = True


RULES = [rule_book().rule_for(name, TODAY) for name in ("compensation_period", "compensation_period_quota")]
paid = whatever(
    compensation.Command,
    (
        compensation.Begin,
        places,
        person,
        st.sampled_from(CompensationGround),
        days,
        st.sampled_from(RULES),
        todays,
    ),
    (
        compensation.Extend,
        places,
        person,
        st.sampled_from([300, 1200, 1500, 2000]).map(lambda number: TODAY + timedelta(days=number)),
        ids,
        st.just("Päätös"),
    ),
    (compensation.End, places, person, days, st.sampled_from(CompensationEnd)),
    most=16,
)


@pytest.mark.decider("intake", "compensation")
@given(paid)
def test_a_period_only_grows_until_it_is_ended_within_it_once(asked: list[Any]) -> None:
    first = last = None
    ended = False
    for fact in driven("compensation").facts(asked):
        assert not ended
        match fact:
            case CompensationBegan(period=period):
                assert first is None
                first, last = period.value.began_on, period.value.ends_on  # type: ignore[union-attr]
                assert first < last
            case CompensationExtended(extension=extension):
                assert last is not None
                assert extension.value.ends_on > last  # type: ignore[union-attr]
                last = extension.value.ends_on  # type: ignore[union-attr]
            case CompensationEnded(ending=ending):
                assert first is not None
                assert last is not None
                assert first <= ending.value.ended_on <= last  # type: ignore[union-attr]
                ended = True


# --- projects, organisations ------------------------------------------------------------------------------------------

about = st.builds(projects.About, days, themes, st.just(()))
told = whatever(
    projects.Command,
    (
        projects.RegisterProject,
        own,
        st.just("905"),
        names,
        required,
        st.just("AMIF"),
        st.just("1"),
        days,
        about,
    ),
    (projects.AmendProject, places, about),
    (projects.PublishResult, places, ids, names, names, required, st.none(), days, todays),
    most=16,
)


@pytest.mark.decider("intake", "project")
@given(told)
def test_a_project_ends_after_it_begins_and_each_result_is_published_once_in_every_language(asked: list[Any]) -> None:
    facts = driven("project").facts(asked)
    assert all(isinstance(fact, ProjectRegistered) is (fact is facts[0]) for fact in facts)
    for fact in facts:
        if isinstance(fact, ProjectRegistered | ProjectAmended):
            assert fact.themes
            assert fact.ends_on >= of(ProjectRegistered, facts)[0].starts_on
        if isinstance(fact, ResultPublished):
            assert fact.title.sv
            assert fact.summary.sv
            assert fact.published_on >= of(ProjectRegistered, facts)[0].starts_on
    results = [fact.result for fact in of(ResultPublished, facts)]
    assert len(results) == len(set(results))


listed = whatever(
    organisations.Command,
    (
        organisations.ListOrganisation,
        own,
        st.just("905"),
        st.just("Seura"),
        st.sampled_from(OrganisationKind),
        st.just("FI"),
        themes,
    ),
    (
        organisations.NameContact,
        places,
        ids,
        st.builds(ContactDetails, name=st.just("A"), email=st.sampled_from([None, "a@example.org"])),
    ),
    (organisations.RemoveContact, places, ids),
    most=16,
)


@pytest.mark.decider("intake", "organisation")
@given(listed)
def test_a_contact_can_be_reached_and_who_was_removed_is_no_contact(asked: list[Any]) -> None:
    there: set[UUID] = set()
    for fact in driven("organisation").facts(asked):
        match fact:
            case ContactNamed(contact=contact, details=details):
                assert contact not in there
                assert details.value.email or details.value.phone  # type: ignore[union-attr]
                there.add(contact)
            case ContactRemoved(contact=contact):
                there.remove(contact)
            case _:
                assert isinstance(fact, OrganisationListed)
                assert not there
