"""Cooperation, monitoring and stakeholder groups, said as sentences; and the rhythm they keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import orjson
import pytest

from services.activities.actions.domain import NoteAction
from services.activities.agenda import agenda
from services.activities.cooperation.domain import (
    INITIAL,
    EndOfPart,
    FormGroup,
    HoldMeeting,
    Join,
    Leave,
    OfAGroup,
    PlanMeetings,
    RaiseNeed,
    ReviewNeed,
    Undertaking,
    decide,
    evolve,
)
from services.activities.cooperation.reactions import note_actions_of_a_meeting
from services.activities.cooperation.rhythm import Part, next_after, part_of, repeated
from services.reporting.readmodels.networks import NETWORKS
from services.reporting.rhythm import parts
from shared.events import Personal
from shared.events.activities.actions import ActionOrigin
from shared.events.activities.cooperation import (
    AgreedAction,
    CooperationGroupFormed,
    GroupKind,
    MeetingHeld,
    MeetingsPlanned,
    MemberJoined,
    MemberKind,
    MemberLeft,
    NeedRaised,
    NeedReviewed,
    NeedStatus,
    QuarterMissed,
)
from shared.events.activities.texts import Owner, PublishedText
from shared.events.model import FreeText
from shared.regions.localised import LocalisedText
from shared.regions.profiles import Profiles
from tests.activities.folding import fold
from tests.spec import KEY, Spec, recorded

pytestmark = pytest.mark.unit

LAPPAJARVI, KAUHAVA, VAASA = "403", "233", "905"
TODAY = date(2026, 3, 2)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
FORMED = date(2026, 2, 10)
MEMBER, MEETING, ACTION, NEED = (UUID(int=number) for number in (1, 2, 3, 4))
given = Spec(INITIAL, decide, evolve).given

form = FormGroup(
    LAPPAJARVI, (KAUHAVA, LAPPAJARVI), GroupKind.MONITORING, LocalisedText(fi="Seuranta"), "14", 4, FORMED, TODAY
)
join = Join(LAPPAJARVI, MEMBER, "Martat", MemberKind.THIRD_SECTOR)
leave = Leave(LAPPAJARVI, MEMBER)
plan = PlanMeetings(LAPPAJARVI, TODAY, "quarter", 2, "Kunnantalo", TODAY)
meet = HoldMeeting(
    municipality=LAPPAJARVI,
    meeting=MEETING,
    held_on=TODAY,
    present=(MEMBER, MEMBER),
    decisions=(LocalisedText(fi="Jatketaan"),),
    undertakings=(Undertaking(ACTION, KAUHAVA, LocalisedText(fi="Kyydit"), "Martat", TODAY),),
    practices=(NEED, NEED),
    minutes="Maija Meikäläinen avasi.",
    today=TODAY,
)
need = RaiseNeed(LAPPAJARVI, NEED, LocalisedText(fi="Bussit"), "Kunta")
review = ReviewNeed(LAPPAJARVI, NEED, NeedStatus.MET, None, TODAY, TODAY)

formed = CooperationGroupFormed(
    municipality=LAPPAJARVI,
    municipalities=(LAPPAJARVI, KAUHAVA),
    kind=GroupKind.MONITORING,
    title=PublishedText(fi="Seuranta"),
    region="14",
    meetings_a_year=4,
    formed_on=FORMED,
    meet_by=date(2026, 6, 30),
)
joined = MemberJoined(member=MEMBER, organisation="Martat", kind=MemberKind.THIRD_SECTOR)
left = MemberLeft(member=MEMBER)
met = MeetingHeld(
    meeting=MEETING,
    held_on=TODAY,
    present=(MEMBER,),
    decisions=(PublishedText(fi="Jatketaan"),),
    actions=(
        AgreedAction(
            action=ACTION,
            municipality=KAUHAVA,
            what=PublishedText(fi="Kyydit"),
            owner=Owner(name="Martat"),
            due_on=TODAY,
        ),
    ),
    practices=(NEED,),
    meet_by=date(2026, 6, 30),
    minutes=Personal(MEETING, FreeText(text="Maija Meikäläinen avasi.")),
)
needed = NeedRaised(need=NEED, what=PublishedText(fi="Bussit"), owner=Owner(name="Kunta"))
reviewed = NeedReviewed(need=NEED, status=NeedStatus.MET, owner=Owner(name="Kunta"), reviewed_on=TODAY)
missed = QuarterMissed(began_on=date(2026, 4, 1), ended_on=date(2026, 6, 30), meet_by=date(2026, 9, 30))


def test_a_group_is_formed_once_in_a_rhythm_that_divides_the_year() -> None:
    given().when(form).produces(formed)
    given(formed).when(form).refuses("cooperation.formed_already")
    given().when(replace(form, meetings_a_year=5)).refuses("cooperation.no_such_rhythm", "meetings_a_year")
    given().when(replace(form, formed_on=TOMORROW)).refuses("cooperation.formed_in_the_future", "formed_on")
    given().when(replace(form, formed_on=TODAY)).produces(formed.model_copy(update={"formed_on": TODAY}))
    monthly = formed.model_copy(update={"meetings_a_year": 12, "meet_by": date(2026, 3, 31)})
    given().when(replace(form, meetings_a_year=12)).produces(monthly)


@pytest.mark.parametrize("command", [join, leave, plan, meet, need, review])
def test_no_group_and_another_municipalitys_look_the_same(command: OfAGroup) -> None:
    given().when(command).refuses("access.not_found")
    given(formed, joined, needed).when(replace(command, municipality=KAUHAVA)).refuses("access.not_found")


def test_members_join_once_by_name_and_leave() -> None:
    given(formed).when(join).produces(joined)
    given(formed, joined).when(replace(join, name="MARTAT")).refuses("cooperation.member_already", "name")
    given(formed, joined).when(leave).produces(left)
    given(formed).when(leave).refuses("access.not_found")
    given(formed, joined, left).when(join).produces(joined)


def test_meetings_are_planned_from_today_on() -> None:
    given(formed).when(plan).produces(MeetingsPlanned(days=(TODAY, date(2026, 6, 1)), place="Kunnantalo"))
    given(formed).when(replace(plan, first=YESTERDAY)).refuses("cooperation.planned_in_the_past", "first")


def test_a_meeting_says_who_decided_what_and_who_does_it() -> None:
    given(formed, joined).when(meet).produces(met)
    given(formed, joined).when(replace(meet, minutes=None)).produces(met.model_copy(update={"minutes": None}))
    given(formed).when(meet).refuses("cooperation.not_a_member", "present.0")
    given(formed, joined).when(replace(meet, held_on=TOMORROW)).refuses("cooperation.met_in_the_future", "held_on")
    before = replace(meet, held_on=FORMED - timedelta(days=1))
    given(formed, joined).when(before).refuses("cooperation.met_before_it_was_formed", "held_on")
    on_its_day = replace(meet, held_on=FORMED, minutes=None)
    given(formed, joined).when(on_its_day).produces(met.model_copy(update={"held_on": FORMED, "minutes": None}))
    (one,) = meet.undertakings
    elsewhere = replace(meet, undertakings=(one, replace(one, municipality=VAASA)))
    given(formed, joined).when(elsewhere).refuses("cooperation.municipality_not_served", "actions.1.municipality")
    past = replace(meet, undertakings=(replace(one, due_on=YESTERDAY),))
    given(formed, joined).when(past).refuses("action.due_in_the_past", "actions.0.due_on")


def test_a_need_keeps_its_owner_until_another_is_named() -> None:
    given(formed).when(need).produces(needed)
    given(formed, needed).when(review).produces(reviewed)
    given(formed).when(review).refuses("access.not_found")
    given(formed, needed).when(replace(review, reviewed_on=TOMORROW)).refuses(
        "cooperation.reviewed_in_the_future", "reviewed_on"
    )
    other = reviewed.model_copy(update={"owner": Owner(name="Liitto")})
    given(formed, needed).when(replace(review, owner="Liitto")).produces(other)
    given(formed, needed, other).when(review).produces(other)


def test_a_part_of_the_year_without_a_meeting_is_missed_once() -> None:
    end = EndOfPart(date(2026, 6, 30))
    given().when(end).stays_quiet()
    given(formed).when(end).produces(missed)
    given(formed, missed).when(end).stays_quiet()
    given(formed).when(EndOfPart(date(2026, 3, 31))).stays_quiet()  # the one it was formed in
    on_its_first_day = formed.model_copy(update={"formed_on": date(2026, 4, 1)})
    given(on_its_first_day).when(end).stays_quiet()
    in_it = met.model_copy(update={"held_on": date(2026, 6, 30), "minutes": None})
    given(formed, joined, in_it).when(end).stays_quiet()
    first = in_it.model_copy(update={"held_on": date(2026, 4, 1)})
    given(formed, joined, first).when(end).stays_quiet()
    for day in (date(2026, 3, 31), date(2026, 7, 1)):
        given(formed, joined, in_it.model_copy(update={"held_on": day})).when(end).produces(missed)


def test_the_agenda_holds_the_end_of_the_part_to_meet_in() -> None:
    stream = f"activities/case/{KEY}"
    for fact in (formed, met, missed):
        (due,) = agenda.of(recorded(fact))
        assert (due.name, due.stream, due.key, due.on) == ("meeting_of_a_part", stream, KEY, fact.meet_by)
        assert agenda.command(due, due.on + timedelta(days=1)) == EndOfPart(fact.meet_by)


def test_each_action_is_said_in_a_stream_of_its_own() -> None:
    (asked,) = note_actions_of_a_meeting(recorded(met), Profiles([]))
    assert (asked.stream, asked.key, asked.municipality) == (f"activities/action/{ACTION}", ACTION, KAUHAVA)
    what, owner = PublishedText(fi="Kyydit"), Owner(name="Martat")
    assert asked.command == NoteAction(KAUHAVA, ActionOrigin.MEETING, KEY, what, owner, TODAY)


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotFormed"):
        given(joined).when(join).stays_quiet()


# --- the rhythm -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "a_year", "began_on", "ended_on"),
    [
        (date(2026, 1, 1), 4, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), 4, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), 4, date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), 4, date(2026, 10, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), 12, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 8, 5), 2, date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 8, 5), 1, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_year_has_parts(day: date, a_year: int, began_on: date, ended_on: date) -> None:
    assert part_of(day, a_year) == Part(began_on, ended_on)
    following = next_after(part_of(day, a_year), a_year)
    assert following.began_on == ended_on + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "every", "days"),
    [
        (date(2026, 3, 10), "month", [date(2026, 3, 10), date(2026, 4, 14), date(2026, 5, 12)]),
        (date(2026, 3, 10), "quarter", [date(2026, 3, 10), date(2026, 6, 9), date(2026, 9, 8)]),
        (date(2026, 3, 28), "half_year", [date(2026, 3, 28), date(2026, 9, 26), date(2027, 3, 27)]),
        (date(2026, 3, 31), "month", [date(2026, 3, 31), date(2026, 4, 28), date(2026, 5, 26)]),
    ],
)
def test_meetings_repeat_on_the_same_weekday_of_the_month(first: date, every: str, days: list[date]) -> None:
    assert repeated(first, every, 3) == days  # type: ignore[arg-type] # one of the three words


def test_each_part_since_it_was_formed_was_kept_or_missed() -> None:
    today = date(2026, 12, 31)
    found = list(parts(FORMED, 4, [date(2026, 9, 30), date(2026, 7, 1)], today))
    assert [one.kept for one in found] == ["formed", "missed", "met", "ahead"]
    assert found[2].met_on == (date(2026, 7, 1), date(2026, 9, 30))
    assert (found[1].began_on, found[1].ended_on) == (date(2026, 4, 1), date(2026, 6, 30))
    after = list(parts(FORMED, 4, [], date(2027, 1, 1)))
    assert [one.kept for one in after] == ["formed", "missed", "missed", "missed", "ahead"]
    on_its_first_day = list(parts(date(2026, 4, 1), 4, [], date(2026, 7, 1)))
    assert [one.kept for one in on_its_first_day] == ["formed", "ahead"]


# --- the read model ---------------------------------------------------------------------------------------------------


def test_the_read_model_has_a_row_for_each_municipality_served() -> None:
    planned = MeetingsPlanned(days=(date(2026, 9, 1), date(2026, 6, 1)), place="Kirjasto")
    without = met.model_copy(update={"minutes": None})
    rows = fold(NETWORKS, formed, joined, left, planned, met, without, missed, needed, reviewed)
    assert set(rows) == {LAPPAJARVI, KAUHAVA}
    row = rows[KAUHAVA]
    assert (row.municipality, row.convener, row.kind, row.region) == (KAUHAVA, LAPPAJARVI, "monitoring", "14")
    assert orjson.loads(row.members) == {str(MEMBER): {"name": "Martat", "kind": "third_sector", "left": True}}
    assert [one["day"] for one in orjson.loads(row.planned)] == ["2026-06-01", "2026-09-01"]
    first, second = orjson.loads(row.meetings)
    assert (first["minutes"], second["minutes"]) == (True, False)
    assert (first["decisions"], first["practices"]) == ([{"fi": "Jatketaan"}], [str(NEED)])
    assert first["actions"][0]["owner"] == {"name": "Martat"}
    assert "Meikäläinen" not in row.meetings
    assert orjson.loads(row.missed) == [{"began_on": "2026-04-01", "ended_on": "2026-06-30"}]
    (stands,) = orjson.loads(row.needs).values()
    assert (stands["status"], stands["reviews"], stands["reviewed_on"]) == ("met", 1, "2026-03-02")
    raised = orjson.loads(fold(NETWORKS, formed, needed)[KAUHAVA].needs)[str(NEED)]
    assert (raised["status"], raised["reviews"], raised["owner"]) == ("open", 0, "Kunta")
