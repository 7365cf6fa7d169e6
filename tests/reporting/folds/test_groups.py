"""What a group shows: its places and queue, its season, what was wished for, and what it did for those who came."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.groups import GROUPS, MEMBERS, GroupRow, MemberRow
from services.reporting.readmodels.needs import NEEDS, NeedRow
from services.reporting.readmodels.seasons import EFFECTS, SEASONS, WISHES, EffectRow, SeasonRow, WishRow
from shared.events import Event, Personal, Unreadable
from shared.events.activities import (
    GroupName,
    GroupOpened,
    ParticipantEnrolled,
    ParticipantQueued,
    ParticipantWithdrew,
    SessionHeld,
)
from shared.events.activities.directory import Need, NeedSeen, NeedSource, Organisation
from shared.events.activities.groups import (
    CoOrganiserJoined,
    EffectRated,
    GuestEnrolled,
    GuestKind,
    GuestQueued,
    GuestWithdrew,
    HeadcountRecorded,
    Phase,
    Ratings,
    SessionPlan,
    SessionPlanned,
    WishExpressed,
    WishTakenUp,
)
from shared.events.assessment import AssessmentCompleted, Findings
from shared.events.assessment.forecasts import NeedForecast
from shared.events.intake import ArrivalRegistered, TransferAccepted
from shared.events.planning.services import ServiceDecline, ServiceDeclineReason, ServiceReferralDeclined
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import NARPES, PERSON, RECORDED
from tests.spec import KEY

pytestmark = pytest.mark.unit

FIRST, SECOND = date(2026, 2, 9), date(2026, 2, 16)
opened = told(
    GroupOpened,
    municipality=NARPES,
    title=GroupName(fi="Kielikahvila", sv="Språkcafé", en="Language café"),
    language="swe",
    places=2,
    starts_on=date(2026, 2, 2),
)
OPEN = GroupRow(NARPES, "Kielikahvila", "Språkcafé", "Language café", "swe", 2, starts_on=date(2026, 2, 2))
ONE, TWO, OTHER = UUID(int=1), UUID(int=2), UUID(int=6)


def the_group(*events: Event) -> GroupRow:
    (row,) = rows_of(GROUPS, opened, *events).values()
    return row


def members(*events: Event) -> dict[str, MemberRow]:
    """Who has a place or waits; the group's own row stands beside them."""
    rows = rows_of(MEMBERS, opened, *events)
    assert rows.pop("") == MemberRow(NARPES)
    return rows


class TestPlaces:
    def test_an_opened_group_is_shown_in_every_language_it_has(self) -> None:
        assert rows_of(GROUPS, opened) == {NARPES: OPEN}

    @pytest.mark.parametrize(
        ("enrolled", "queued", "withdrew", "who"),
        [
            (ParticipantEnrolled, ParticipantQueued, ParticipantWithdrew, "referral"),
            (GuestEnrolled, GuestQueued, GuestWithdrew, "guest"),
        ],
    )
    def test_participants_and_guests_share_places_and_one_queue(
        self, enrolled: type[Event], queued: type[Event], withdrew: type[Event], who: str
    ) -> None:
        of_case = {"case": OTHER} if who == "referral" else {}
        in_group = told(enrolled, **{who: ONE}, **of_case)
        in_queue = told(queued, **{who: TWO}, number=4, **of_case)
        case = OTHER if who == "referral" else None
        place, waiting = {f"{ONE}": MemberRow(NARPES, case, 0)}, {f"{TWO}": MemberRow(NARPES, case, 4)}
        assert members(in_group) == place
        assert members(in_queue, in_group) == place | waiting
        assert members(in_group, in_queue, told(withdrew, **{who: ONE})) == waiting
        assert members(told(withdrew, **{who: ONE})) == {}

    def test_who_gets_a_place_waits_no_more(self) -> None:
        promoted = [
            told(ParticipantQueued, referral=ONE, number=1, case=OTHER),
            told(ParticipantEnrolled, referral=ONE, case=OTHER),
        ]
        assert members(*promoted) == {f"{ONE}": MemberRow(NARPES, OTHER, 0)}

    def test_sessions_are_counted_and_the_last_day_is_the_latest(self) -> None:
        late, early = told(SessionHeld, held_on=SECOND), told(SessionHeld, held_on=FIRST)
        assert the_group(early) == OPEN._replace(sessions=1, last_held_on=FIRST)
        assert the_group(late, early) == OPEN._replace(sessions=2, last_held_on=SECOND)

    @pytest.mark.parametrize("event", [ParticipantEnrolled, ParticipantQueued, GuestEnrolled, GuestQueued])
    def test_nobody_has_a_place_in_a_group_that_nobody_opened(self, event: type[Event]) -> None:
        assert rows_of(MEMBERS, told(event)) == {}

    def test_a_group_that_nobody_opened_is_none(self) -> None:
        assert rows_of(GROUPS, told(SessionHeld)) == {}


class TestSeasons:
    SESSION, SEASON = UUID(int=7), SeasonRow(NARPES)
    ROW = SeasonRow(NARPES, UUID(int=7))

    def season(self, *events: Event) -> SeasonRow:
        return rows_of(SEASONS, opened, *events)[""]

    def test_a_session_is_planned_held_and_counted(self) -> None:
        plan = SessionPlan(on=FIRST, begins="17:30", place="Bibban", leader="Folkhälsan", transport="Buss", cents=250)
        planned = told(SessionPlanned, session=self.SESSION, plan=plan)
        row = self.ROW._replace(
            planned_on=FIRST, begins="17:30", place="Bibban", leader="Folkhälsan", transport="Buss", cents=250
        )
        assert rows_of(SEASONS, opened, planned) == {"": self.SEASON, f"{self.SESSION}": row}
        held = told(SessionHeld, session=self.SESSION, held_on=SECOND)
        counted = told(HeadcountRecorded, session=self.SESSION, people=9, long_time_residents=3)
        assert rows_of(SEASONS, opened, planned, held, counted)[f"{self.SESSION}"] == row._replace(
            held_on=SECOND, people=9, long_time_residents=3
        )

    def test_a_session_that_was_not_planned_is_held_all_the_same(self) -> None:
        held = told(SessionHeld, session=self.SESSION, held_on=SECOND)
        assert rows_of(SEASONS, opened, held)[f"{self.SESSION}"] == self.ROW._replace(held_on=SECOND)
        assert rows_of(SEASONS, held) == {f"{self.SESSION}": self.ROW._replace(municipality="", held_on=SECOND)}

    def test_organisers_are_named_once_in_order(self) -> None:
        names = [told(CoOrganiserJoined, organiser=Organisation(name=name)) for name in ("Röda Korset", "Marttat")]
        assert self.season(*names, names[0]) == self.SEASON._replace(organisers='["Marttat","Röda Korset"]')

    def test_guests_are_counted_and_long_time_residents_among_them(self) -> None:
        guests = [told(GuestEnrolled, kind=kind) for kind in (GuestKind.NEWCOMER, GuestKind.LONG_TIME)]
        assert self.season(*guests) == self.SEASON._replace(guests=2, long_time_guests=1)
        assert self.season(*guests, guests[1]) == self.SEASON._replace(guests=3, long_time_guests=2)

    @pytest.mark.parametrize("event", [CoOrganiserJoined, GuestEnrolled])
    def test_a_group_that_nobody_opened_has_no_season(self, event: type[Event]) -> None:
        assert rows_of(SEASONS, told(event)) == {}


class TestEffect:
    def test_ratings_before_and_after_stand_beside_one_another(self) -> None:
        before = told(
            EffectRated,
            participant=ONE,
            phase=Phase.BEFORE,
            ratings=Personal(PERSON, Ratings(language=1, inclusion=2, work_ability=3, digital=4)),
        )
        after = told(
            EffectRated,
            participant=ONE,
            phase=Phase.AFTER,
            ratings=Personal(PERSON, Ratings(language=5, inclusion=4, work_ability=3, digital=2)),
        )
        rows = rows_of(EFFECTS, opened, before, after)
        assert rows == {"": EffectRow(NARPES), f"{ONE}": EffectRow(NARPES, 1, 2, 3, 4, 5, 4, 3, 2)}
        assert rows_of(EFFECTS, before) == {f"{ONE}": EffectRow("", 1, 2, 3, 4)}
        again = told(ParticipantEnrolled, referral=ONE, case=OTHER)
        rows = rows_of(EFFECTS, opened, before, again)
        assert rows[f"{ONE}"] == EffectRow(NARPES, 1, 2, 3, 4, case_id=OTHER)

    def test_a_participants_case_stands_beside_the_ratings_and_a_guest_has_none(self) -> None:
        before = told(EffectRated, participant=ONE, ratings=Personal(PERSON, Unreadable.ERASED))
        enrolled = told(ParticipantEnrolled, referral=ONE, case=OTHER)
        assert rows_of(EFFECTS, opened, enrolled, before)[f"{ONE}"] == EffectRow(NARPES, case_id=OTHER)

    def test_an_erased_rating_is_none(self) -> None:
        erased = told(EffectRated, participant=ONE, ratings=Personal(PERSON, Unreadable.ERASED))
        assert rows_of(EFFECTS, opened, erased) == {"": EffectRow(NARPES)}


class TestWishes:
    wished = told(WishExpressed, municipality=NARPES, need=Need.HOBBIES, language="fin", case=OTHER)
    WISH = WishRow(NARPES, "hobbies", "fin", RECORDED, of_case=True, case_id=OTHER)

    def test_a_wish_says_whether_it_is_a_clients_and_never_what_was_said(self) -> None:
        assert rows_of(WISHES, self.wished) == {"": self.WISH}
        nobodys = self.wished.model_copy(update={"case": None})
        assert rows_of(WISHES, nobodys) == {"": self.WISH._replace(of_case=False, case_id=None)}

    def test_groups_planned_from_a_wish_are_counted(self) -> None:
        one, other = told(WishTakenUp, group=ONE), told(WishTakenUp, group=TWO)
        rows = rows_of(WISHES, self.wished, one, other)
        assert rows == {"": self.WISH._replace(groups=2), f"{ONE}": self.WISH, f"{TWO}": self.WISH}
        assert rows_of(WISHES, one) == {}

    def test_a_wish_is_a_need_of_one_person(self) -> None:
        wish = NeedRow(NARPES, "hobbies", "wish", 1, RECORDED, f"{OTHER}", OTHER)
        assert rows_of(NEEDS, self.wished) == {"": wish}
        nobodys = self.wished.model_copy(update={"case": None})
        assert rows_of(NEEDS, nobodys) == {"": wish._replace(whom=f"{KEY}", case_id=None)}

    def test_a_need_that_was_seen_is_counted_where_and_when_it_was(self) -> None:
        seen = told(NeedSeen, municipality=NARPES, need=Need.LEGAL, source=NeedSource.GUIDANCE, people=4, seen_on=FIRST)
        assert rows_of(NEEDS, seen) == {"": NeedRow(NARPES, "legal", "guidance", 4, FIRST, f"{KEY}")}


class TestNeedsOfCases:
    """A case's own row counts nobody; what it needs follows the case."""

    arrived = told(ArrivalRegistered, municipality=NARPES)
    ROW = NeedRow(NARPES, "language", "assessment", 1, FIRST, f"{KEY}")

    def needs(self, *events: Event) -> dict[str, NeedRow]:
        rows = rows_of(NEEDS, self.arrived, *events)
        assert rows.pop("").people == 0
        return rows

    def completed(self, *needs: str) -> Event:
        findings = Personal(PERSON, Findings(service_needs=needs))
        return told(AssessmentCompleted, completed_on=FIRST, findings=findings)

    def declined(self, reason: ServiceDeclineReason) -> Event:
        return told(ServiceReferralDeclined, service_id=ONE, ground=Personal(PERSON, ServiceDecline(reason=reason)))

    def test_what_an_assessment_found_is_needed_until_the_next_one(self) -> None:
        found = self.needs(self.completed("language_training", "housing", "something_of_ones_own"))
        assert found == {"assessment/language": self.ROW, "assessment/housing": self.ROW._replace(need="housing")}
        assert self.needs(self.completed("housing"), self.completed("language_training")) == {
            "assessment/language": self.ROW
        }
        erased = told(AssessmentCompleted, completed_on=FIRST, findings=Personal(PERSON, Unreadable.ERASED))
        assert self.needs(erased) == {}

    @pytest.mark.parametrize(
        ("code", "need"),
        [
            ("civic_orientation", "education"),
            ("guidance", "work"),
            ("finances", "money"),
            ("leisure", "hobbies"),
            ("mental_health", "mental_health"),
        ],
    )
    def test_a_forms_word_for_a_need_is_the_directorys(self, code: str, need: str) -> None:
        assert self.needs(self.completed(code)) == {f"assessment/{need}": self.ROW._replace(need=need)}

    def test_only_a_service_that_is_full_turns_a_need_away(self) -> None:
        row = NeedRow(NARPES, None, "referral", 1, RECORDED, f"{KEY}", None, ONE)
        assert self.needs(self.declined(ServiceDeclineReason.FULL)) == {f"referral/{ONE}": row}
        for reason in set(ServiceDeclineReason) - {ServiceDeclineReason.FULL}:
            assert self.needs(self.declined(reason)) == {}
        unread = told(ServiceReferralDeclined, service_id=ONE, ground=Personal(PERSON, Unreadable.ERASED))
        assert self.needs(unread) == {}

    def test_needs_follow_the_case_whichever_fact_is_told_first(self) -> None:
        moved = told(TransferAccepted, receiver="905")
        gone = self.ROW._replace(municipality="905")
        assert self.needs(self.completed("language"), moved) == {"assessment/language": gone}
        assert rows_of(NEEDS, self.arrived, moved) == {"": NeedRow("905")}
        early = rows_of(NEEDS, self.completed("language"), self.arrived)
        assert early == {"": NeedRow(NARPES), "assessment/language": self.ROW}

    def test_a_centres_forecast_is_of_the_same_people_in_every_quarter(self) -> None:
        said = told(
            NeedForecast, municipality=NARPES, centre="Oravais", need="leisure", present=3, coming=4, forecast_on=FIRST
        )
        present = NeedRow(NARPES, "hobbies", "forecast", 3, FIRST, "forecast/Oravais/present")
        coming = present._replace(people=4, whom="forecast/Oravais/coming")
        assert rows_of(NEEDS, said) == {"present": present, "coming": coming}
        assert rows_of(NEEDS, said.model_copy(update={"need": "something"})) == {}
