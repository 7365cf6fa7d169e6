"""Outreach as it is folded and counted: the last meeting in any order, groups by age and reason, small ones hidden."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from uuid import UUID

import pytest

from services.reporting.api.outreach import GroupReach, GroupSilence, by_group, groups_of, without_small_groups
from services.reporting.readmodels.outreach import OUTREACH, OutreachRow
from shared.events import Event, Personal, Unreadable
from shared.events.assessment import AssessmentStarted
from shared.events.intake import ArrivalBackground, ArrivalRegistered, Channel, PersonDetails, TransferAccepted
from shared.events.intake.guidance import ClientGuided
from shared.events.intake.outreach import (
    OutreachChannel,
    OutreachContact,
    OutreachMade,
    OutreachOutcome,
)
from shared.events.intake.standing import CaseReopened, CaseSeparated, LeftCountry, MergedIntoCase
from shared.events.planning import ReferralStarted
from tests.spec import recorded

pytestmark = pytest.mark.unit
PERSON = UUID(int=1)


def row_of(*events: Event, **start: object) -> OutreachRow:
    rows: dict[str, OutreachRow] = {"": OutreachRow(municipality="905", arrived_on=date(2026, 1, 7))._replace(**start)}
    for version, event in enumerate(events, 1):
        handler = OUTREACH.handlers[event.service, event.name]
        rows |= {sub: row for sub, row in handler.fold(rows, recorded(event, version)).items() if row is not None}
    assert list(rows) == [""]
    return rows[""]


def attempt(day: date, outcome: OutreachOutcome) -> OutreachMade:
    contact = OutreachContact(channel=OutreachChannel.PHONE, language="ara", outcome=outcome)
    return OutreachMade(municipality="905", made_on=day, contact=Personal(PERSON, contact))


guided = ClientGuided(
    visit=UUID(int=2),
    municipality="905",
    given_on=date(2026, 2, 1),
    details=Personal(PERSON, Unreadable.HIDDEN),
)
started = ReferralStarted(referral=UUID(int=3), group=UUID(int=4), started_on=date(2026, 3, 1))


def test_the_last_meeting_counts_in_whatever_order_services_tell_it() -> None:
    reached = attempt(date(2026, 1, 20), OutreachOutcome.REACHED)
    for order in permutations([guided, started, reached]):
        row = row_of(*order)
        assert (row.met_on, row.met_by) == (date(2026, 3, 1), "service")


@pytest.mark.parametrize(
    ("outcome", "met"),
    [
        (OutreachOutcome.REACHED, date(2026, 2, 2)),
        (OutreachOutcome.INVITED, date(2026, 2, 2)),
        (OutreachOutcome.DECLINED, date(2026, 2, 2)),
        (OutreachOutcome.NOT_REACHED, None),
    ],
)
def test_an_attempt_that_reaches_nobody_is_no_meeting(outcome: OutreachOutcome, met: date | None) -> None:
    row = row_of(attempt(date(2026, 2, 2), outcome))
    assert (row.met_on, row.tried_on, row.attempts, row.outcome) == (met, date(2026, 2, 2), 1, outcome.value)


def test_an_attempt_told_late_is_counted_and_leaves_the_last_one_standing() -> None:
    row = row_of(
        attempt(date(2026, 2, 2), OutreachOutcome.NOT_REACHED), attempt(date(2026, 2, 1), OutreachOutcome.NOT_REACHED)
    )
    assert (row.tried_on, row.attempts) == (date(2026, 2, 2), 2)


def test_who_is_abroad_is_looked_for_again_when_back() -> None:
    left = LeftCountry(municipality="905", left_on=date(2026, 2, 1))
    assert not row_of(left).present
    assert row_of(left, CaseReopened(municipality="905", reopened_on=date(2026, 3, 1))).present


def test_a_case_merged_into_another_is_looked_for_there_and_by_itself_again_when_separated() -> None:
    merge = {"merge": UUID(int=6), "municipality": "905"}
    merged = MergedIntoCase(leading_case=UUID(int=7), **merge)
    assert row_of(merged).merged
    separated = CaseSeparated.model_construct(leading_case=UUID(int=7), **merge)
    left = LeftCountry(municipality="905", left_on=date(2026, 2, 1))
    stands = row_of(left, merged, separated)
    assert (stands.merged, stands.present) == (False, False), "as it stood"


def test_a_case_takes_its_silence_along_when_it_moves() -> None:
    moved = TransferAccepted(offer=UUID(int=5), sender="905", receiver="545", moves_on=date(2026, 3, 1))
    row = row_of(guided, moved)
    assert (row.municipality, row.met_on) == ("545", date(2026, 2, 1))


def test_only_groups_that_say_no_more_than_the_arrival_stand_plainly() -> None:
    from shared.events.intake.outreach import OutreachGroups, OutreachTargeted, TargetGroup

    groups = OutreachGroups(groups=(TargetGroup.TRAFFICKING, TargetGroup.PARENT_AT_HOME))
    personal: Personal[OutreachGroups] = Personal(PERSON, groups)
    personal.box = {"subject": str(PERSON)}
    row = row_of(OutreachTargeted(municipality="905", groups=personal))
    assert (row.groups, row.sealed is not None) == ("home", True)
    assert b"victim" not in (row.sealed or b"")


@pytest.mark.parametrize(
    ("born_in", "groups"),
    [(2009, {"child"}), (2008, {"youth"}), (1997, {"youth"}), (1996, set()), (1962, set()), (1961, {"older"})],
)
def test_age_makes_groups_at_its_limits(born_in: int, groups: set[str]) -> None:
    assert groups_of("", None, born_in, 2026) == groups


def test_groups_are_those_said_and_those_that_follow() -> None:
    assert groups_of("home,disabled", "family", None, 2026) == {"home", "disabled", "family"}
    assert groups_of("", None, None, 2026) == set()


def test_a_group_is_counted_with_its_silence() -> None:
    clients = [({"home"}, None, 90), ({"home", "family"}, date(2026, 1, 1), 89), ({"home"}, date(2026, 1, 1), 10)]
    assert by_group(clients, 90) == [
        GroupSilence(group="family", clients=1, silent=0, never_met=0, median_silence=89),
        GroupSilence(group="home", clients=3, silent=1, never_met=1, median_silence=89),
    ]


def test_across_municipalities_no_small_group_is_told_nor_follows_from_the_others() -> None:
    counts = {("home", "clients"): 24, ("home", "met"): 20, ("home", "never_met"): 4, ("family", "clients"): 30,
              ("family", "met"): 20, ("family", "never_met"): 10}  # fmt: skip
    family, home = without_small_groups(counts)
    assert family == GroupReach(group="family", clients=30, met=20, never_met=10)
    assert home.never_met is None
    assert None in (home.clients, home.met)


def test_an_assessment_begun_is_a_meeting() -> None:
    begun = AssessmentStarted.model_construct(started_on=date(2026, 2, 3))
    assert row_of(begun).met_by == "assessment"


def test_an_arrival_says_when_of_what_age_and_why() -> None:
    details = PersonDetails(family_name="E", given_names="Å", birth_date=date(1990, 4, 1))
    person: Personal[PersonDetails] = Personal(PERSON, details)
    person.box = {"subject": str(PERSON)}
    arrival = ArrivalRegistered.model_construct(
        municipality="272",
        person_id=PERSON,
        arrived_on=date(2026, 2, 1),
        channel=Channel.FORM,
        person=person,
        background=Personal(PERSON, ArrivalBackground(reason="family", mother_tongue="ara", citizenship="SY")),
    )
    row = row_of(arrival)
    assert (row.municipality, row.arrived_on, row.born_in, row.of_arrival) == ("272", date(2026, 2, 1), 1990, "family")
