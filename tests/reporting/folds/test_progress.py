"""What a case has come to: the steps that equality is measured by, whom outreach reached, the way to work."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.readmodels.milestones import MILESTONES, MilestoneRow
from services.reporting.readmodels.outreach import OUTREACH, OutreachRow
from services.reporting.readmodels.pathways import PATHWAYS, PathwayRow
from shared.events import Event, Personal, Unreadable
from shared.events.activities.clients import (
    LevelNoted,
    SkillsNoted,
    SupportAnswer,
    SupportAnswered,
    SupportOffered,
    WorkSought,
)
from shared.events.activities.placements import (
    CandidacyBegun,
    CandidacyEnded,
    MentoringEnded,
    MentorMet,
    MentorPaired,
    PlacementEnded,
    PlacementStarted,
)
from shared.events.assessment import Answers, AssessmentAnswered, AssessmentRequired, AssessmentStarted
from shared.events.assessment.language import LanguageTested, Levels, Scale, TestedLanguage
from shared.events.intake import ArrivalBackground, PersonDetails, PersonDetailsCorrected
from shared.events.intake.guidance import ClientGuided
from shared.events.intake.outreach import (
    OutreachChannel,
    OutreachContact,
    OutreachGroups,
    OutreachMade,
    OutreachOutcome,
    OutreachTargeted,
    TargetGroup,
)
from shared.events.intake.standing import (
    Authority,
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    LeftCountry,
    MergedIntoCase,
    ResponsibilityHandedOver,
)
from shared.events.planning import (
    PlanAgreed,
    ReferralCompleted,
    ReferralDeclined,
    ReferralEnd,
    ReferralOutcome,
    ReferralStarted,
)
from shared.events.planning.onward import PlacementStartNoted
from shared.events.planning.services import (
    ReferralExpired,
    ReferralRevoked,
    ServiceEnd,
    ServiceOutcome,
    ServiceReferralCompleted,
    ServiceReferralDeclined,
    ServiceReferralStarted,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import (
    ARRIVED,
    LAUKAA,
    PERSON,
    VAASA,
    arrived,
    arrived_unreadably,
    moved,
)

pytestmark = pytest.mark.unit

EARLY, DAY, LATE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
ERASED: Personal[object] = Personal(PERSON, Unreadable.ERASED)
ID, OTHER = UUID(int=5), UUID(int=6)


class TestMilestones:
    HERE = MilestoneRow(VAASA, ARRIVED, "quota", "som")

    def milestones(self, *events: Event) -> MilestoneRow:
        (row,) = rows_of(MILESTONES, *events).values()
        return row

    def test_an_arrival_has_its_day_and_the_groups_it_is_counted_in(self) -> None:
        assert rows_of(MILESTONES, arrived) == {"": self.HERE}
        assert self.milestones(arrived_unreadably) == MilestoneRow(VAASA, ARRIVED)

    def test_days_stay_when_the_case_moves(self) -> None:
        agreed = told(PlanAgreed, agreed_on=DAY)
        assert self.milestones(arrived, agreed, moved) == self.HERE._replace(municipality=LAUKAA, planned_on=DAY)

    @pytest.mark.parametrize(
        ("event", "said", "field"),
        [
            (AssessmentRequired, "due_on", "assessment_due"),
            (AssessmentStarted, "started_on", "assessed_on"),
            (PlanAgreed, "agreed_on", "planned_on"),
            (ReferralStarted, "started_on", "served_on"),
            (ServiceReferralStarted, "started_on", "served_on"),
            (PlacementStartNoted, "started_on", "served_on"),
        ],
    )
    def test_the_first_day_of_a_step_counts_in_whatever_order_it_is_told(
        self, event: type[Event], said: str, field: str
    ) -> None:
        early, late = (told(event, **{said: day}) for day in (EARLY, LATE))
        first: dict[str, Any] = {field: EARLY}
        last: dict[str, Any] = {field: LATE}
        assert self.milestones(late) == MilestoneRow()._replace(**last)
        assert self.milestones(arrived, late) == self.HERE._replace(**last)
        assert self.milestones(arrived, late, early) == self.HERE._replace(**first)
        assert self.milestones(arrived, early, late) == self.HERE._replace(**first)

    def test_gender_is_what_the_client_told_and_may_be_taken_back(self) -> None:
        def answered(**said: object) -> AssessmentAnswered:
            return told(AssessmentAnswered, answers=Personal(PERSON, Answers(**said)))  # type: ignore[arg-type]

        female = answered(values={"gender": "female"})
        assert self.milestones(arrived, female) == self.HERE._replace(gender="female")
        assert self.milestones(arrived, female, answered(values={"gender": "nottold"})) == self.HERE
        assert self.milestones(arrived, female, answered(taken_back=("gender",))) == self.HERE
        for other in (
            answered(values={"age": "x"}),
            answered(taken_back=("age",)),
            told(AssessmentAnswered, answers=ERASED),
        ):
            assert self.milestones(arrived, female, other) == self.HERE._replace(gender="female")

    @pytest.mark.parametrize(
        ("ended", "counted"),
        [
            (told(ReferralCompleted, end=Personal(PERSON, ReferralEnd(outcome=ReferralOutcome.COMPLETED))), (1, 1)),
            (told(ReferralCompleted, end=Personal(PERSON, ReferralEnd(outcome=ReferralOutcome.INTERRUPTED))), (0, 1)),
            (
                told(ServiceReferralCompleted, end=Personal(PERSON, ServiceEnd(outcome=ServiceOutcome.COMPLETED))),
                (1, 1),
            ),
            (told(ServiceReferralCompleted, end=Personal(PERSON, ServiceEnd(outcome=ServiceOutcome.PARTLY))), (0, 1)),
            (told(ReferralCompleted, end=ERASED), (0, 0)),
            (told(ReferralDeclined), (0, 1)),
            (told(ReferralRevoked), (0, 1)),
            (told(ReferralExpired), (0, 1)),
            (told(ServiceReferralDeclined, last=True), (0, 1)),
            (told(ServiceReferralDeclined, last=False), (0, 0)),
        ],
    )
    def test_referrals_are_counted_that_ended_and_among_them_those_that_came_to_their_end(
        self, ended: Event, counted: tuple[int, int]
    ) -> None:
        completed, over = counted
        assert self.milestones(arrived, ended) == self.HERE._replace(completed=completed, ended=over)
        assert self.milestones(arrived, ended, ended) == self.HERE._replace(completed=2 * completed, ended=2 * over)
        expected = {"": MilestoneRow(completed=completed, ended=over)} if over else {}
        assert rows_of(MILESTONES, ended) == expected

    def test_language_progress_is_from_the_first_to_the_last_level_of_the_language_tested_first(self) -> None:
        def tested(language: TestedLanguage, overall: str) -> LanguageTested:
            levels = Levels(scale=Scale.CEFR, skills={}, points={}, overall=overall, course="c")
            return told(LanguageTested, language=language, levels=Personal(PERSON, levels))

        first, second = tested(TestedLanguage.SWEDISH, "A1.1"), tested(TestedLanguage.SWEDISH, "B1.1")
        once = self.HERE._replace(language="swe", first_level="A1.1", last_level="A1.1", tests=1)
        twice = once._replace(last_level="B1.1", tests=2)
        assert self.milestones(arrived, first) == once
        assert self.milestones(arrived, first, second) == twice
        assert self.milestones(arrived, first, tested(TestedLanguage.FINNISH, "C1.1"), second) == twice
        assert (
            self.milestones(arrived, first, told(LanguageTested, language=TestedLanguage.SWEDISH, levels=ERASED))
            == once
        )
        assert rows_of(MILESTONES, first) == {
            "": MilestoneRow(language="swe", first_level="A1.1", last_level="A1.1", tests=1)
        }


class TestOutreach:
    person = PersonDetails(family_name="A", given_names="B", birth_date=date(1990, 4, 1))
    come = arrived.model_copy(update={"person": Personal(PERSON, person)})
    HERE = OutreachRow(VAASA, arrived_on=ARRIVED, born_in=1990, person=b"ArrivalRegistered.person")

    def outreach(self, *events: Event) -> OutreachRow:
        (row,) = rows_of(OUTREACH, *events).values()
        return row

    def made(self, outcome: OutreachOutcome, day: date) -> OutreachMade:
        contact = OutreachContact(channel=OutreachChannel.PHONE, language="som", outcome=outcome)
        return told(OutreachMade, made_on=day, contact=Personal(PERSON, contact))

    @pytest.mark.parametrize(("reason", "group"), [("family", "family"), ("study", "student"), ("work", None)])
    def test_the_reason_of_arrival_may_say_which_group_it_is(self, reason: str, group: str | None) -> None:
        background = ArrivalBackground(reason=reason, mother_tongue="som", citizenship="SO")
        come = self.come.model_copy(update={"background": Personal(PERSON, background)})
        assert rows_of(OUTREACH, come) == {"": self.HERE._replace(of_arrival=group)}

    def test_of_who_was_erased_neither_age_nor_group_is_known(self) -> None:
        assert self.outreach(arrived_unreadably) == self.HERE._replace(born_in=None)

    def test_a_corrected_birth_date_is_the_right_one(self) -> None:
        right = told(
            PersonDetailsCorrected, person=Personal(PERSON, self.person.model_copy(update={"birth_date": EARLY}))
        )
        assert self.outreach(self.come, right) == self.HERE._replace(
            born_in=2026, person=b"PersonDetailsCorrected.person"
        )

    def test_it_follows_the_case(self) -> None:
        assert self.outreach(self.come, moved) == self.HERE._replace(municipality=LAUKAA)

    @pytest.mark.parametrize(("gone", "back"), [(CaseClosed, CaseReopened), (LeftCountry, CameBack)])
    def test_who_is_gone_is_looked_for_no_more_until_they_are_back(self, gone: type[Event], back: type[Event]) -> None:
        assert self.outreach(self.come, told(gone)) == self.HERE._replace(present=False)
        assert self.outreach(self.come, told(gone), told(back)) == self.HERE

    def test_a_jobseeker_is_the_employment_authoritys_until_handed_back(self) -> None:
        handed = told(ResponsibilityHandedOver, receiver=Authority.EMPLOYMENT)
        assert self.outreach(self.come, handed) == self.HERE._replace(jobseeker=True)
        returned = told(ResponsibilityHandedOver, receiver=Authority.MUNICIPALITY)
        assert self.outreach(self.come, handed, returned) == self.HERE

    def test_a_merged_case_is_not_looked_for_while_another_leads(self) -> None:
        assert self.outreach(self.come, told(MergedIntoCase)) == self.HERE._replace(merged=True)
        assert self.outreach(self.come, told(MergedIntoCase), told(CaseSeparated)) == self.HERE

    def test_groups_stand_plainly_but_for_the_protected_one(self) -> None:
        groups = OutreachGroups(groups=(TargetGroup.YOUTH, TargetGroup.TRAFFICKING, TargetGroup.CHILD))
        targeted = told(OutreachTargeted, groups=Personal(PERSON, groups))
        sealed = b"OutreachTargeted.groups"
        assert self.outreach(self.come, targeted) == self.HERE._replace(groups="child,youth", sealed=sealed)
        erased = told(OutreachTargeted, groups=ERASED)
        assert self.outreach(self.come, targeted, erased) == self.HERE._replace(groups="", sealed=sealed)

    @pytest.mark.parametrize(
        ("event", "said", "by"),
        [
            (ClientGuided, "given_on", "guidance"),
            (AssessmentStarted, "started_on", "assessment"),
            (ReferralStarted, "started_on", "service"),
            (ServiceReferralStarted, "started_on", "service"),
            (PlacementStartNoted, "started_on", "service"),
        ],
    )
    def test_the_last_meeting_with_a_service_counts_in_whatever_order_it_is_told(
        self, event: type[Event], said: str, by: str
    ) -> None:
        early, late = (told(event, **{said: day}) for day in (EARLY, LATE))
        assert self.outreach(self.come, early) == self.HERE._replace(met_on=EARLY, met_by=by)
        assert self.outreach(self.come, early, late) == self.HERE._replace(met_on=LATE, met_by=by)
        assert self.outreach(self.come, late, early) == self.HERE._replace(met_on=LATE, met_by=by)
        assert self.outreach(late) == OutreachRow(met_on=LATE, met_by=by)

    def test_two_meetings_of_a_day_are_told_alike_in_either_order(self) -> None:
        guided, served = told(ClientGuided, given_on=DAY), told(ReferralStarted, started_on=DAY)
        row = self.HERE._replace(met_on=DAY, met_by="service")
        assert self.outreach(self.come, guided, served) == self.outreach(self.come, served, guided) == row

    @pytest.mark.parametrize("outcome", [OutreachOutcome.REACHED, OutreachOutcome.INVITED, OutreachOutcome.DECLINED])
    def test_an_attempt_that_reached_somebody_is_a_meeting(self, outcome: OutreachOutcome) -> None:
        assert self.outreach(self.come, self.made(outcome, DAY)) == self.HERE._replace(
            attempts=1, tried_on=DAY, outcome=outcome.value, met_on=DAY, met_by="outreach"
        )

    def test_an_attempt_that_reached_nobody_is_counted(self) -> None:
        missed = self.HERE._replace(attempts=1, tried_on=DAY, outcome="missed")
        assert self.outreach(self.come, self.made(OutreachOutcome.NOT_REACHED, DAY)) == missed
        erased = told(OutreachMade, made_on=DAY, contact=ERASED)
        assert self.outreach(self.come, erased) == missed._replace(outcome=None)
        assert self.outreach(erased) == OutreachRow(attempts=1, tried_on=DAY)

    def test_the_last_attempt_says_what_came_of_it(self) -> None:
        early = self.made(OutreachOutcome.REACHED, EARLY)
        late = self.made(OutreachOutcome.NOT_REACHED, LATE)
        both = self.HERE._replace(attempts=2, tried_on=LATE, outcome="missed", met_on=EARLY, met_by="outreach")
        assert self.outreach(self.come, early, late) == self.outreach(self.come, late, early) == both
        same_day = self.made(OutreachOutcome.INVITED, LATE)
        assert self.outreach(self.come, late, same_day).outcome == "invited"


class TestPathways:
    def paths(self, *events: Event) -> dict[str, PathwayRow]:
        rows = rows_of(PATHWAYS, arrived, *events)
        assert rows.pop("") == PathwayRow(VAASA)
        return rows

    @pytest.mark.parametrize(
        ("event", "sub", "row"),
        [
            (told(WorkSought, sought_on=DAY), "wish", PathwayRow(kind="wish", since=DAY, box=b"WorkSought.wish")),
            (told(SkillsNoted), "skills", PathwayRow(kind="skills", box=b"SkillsNoted.skills")),
            (
                told(LevelNoted, language="swe"),
                "level/swe",
                PathwayRow(kind="level", language="swe", box=b"LevelNoted.level"),
            ),
            (
                told(CandidacyBegun, candidacy=ID, vacancy=OTHER),
                f"candidacy/{ID}",
                PathwayRow(kind="candidacy", thing=ID, other=OTHER, state="proposed"),
            ),
            (
                told(CandidacyEnded, candidacy=ID),
                f"candidacy/{ID}",
                PathwayRow(kind="candidacy", state="decided", ending=b"CandidacyEnded.ending"),
            ),
            (
                told(PlacementStarted, placement=ID, vacancy=OTHER, started_on=DAY),
                f"placement/{ID}",
                PathwayRow(
                    kind="placement",
                    thing=ID,
                    other=OTHER,
                    since=DAY,
                    state="started",
                    box=b"PlacementStarted.terms",
                ),
            ),
            (
                told(PlacementEnded, placement=ID, ended_on=LATE),
                f"placement/{ID}",
                PathwayRow(kind="placement", until=LATE, state="ended", ending=b"PlacementEnded.ending"),
            ),
            (
                told(MentorPaired, pairing=ID, mentor_id=OTHER, paired_on=DAY),
                f"mentoring/{ID}",
                PathwayRow(
                    kind="mentoring", thing=ID, other=OTHER, since=DAY, state="started", box=b"MentorPaired.mentor"
                ),
            ),
            (
                told(MentorMet, pairing=ID, met_on=DAY),
                f"mentoring/{ID}",
                PathwayRow(kind="mentoring", meetings=1, last_met_on=DAY),
            ),
            (
                told(MentoringEnded, pairing=ID, ended_on=LATE),
                f"mentoring/{ID}",
                PathwayRow(kind="mentoring", until=LATE, state="ended", ending=b"MentoringEnded.ending"),
            ),
            (
                told(SupportOffered, offer=ID, service_id=OTHER, offered_on=DAY),
                f"support/{ID}",
                PathwayRow(kind="support", thing=ID, other=OTHER, since=DAY, state="offered"),
            ),
        ],
        ids=lambda value: value.name if isinstance(value, Event) else "",
    )
    def test_each_has_a_row_that_follows_the_case(self, event: Event, sub: str, row: PathwayRow) -> None:
        assert self.paths(event) == {sub: row._replace(municipality=VAASA)}
        assert rows_of(PATHWAYS, event) == {sub: row}
        assert rows_of(PATHWAYS, event, arrived) == {"": PathwayRow(VAASA), sub: row._replace(municipality=VAASA)}
        there = rows_of(PATHWAYS, arrived, event, moved)
        assert there == {"": PathwayRow(LAUKAA), sub: row._replace(municipality=LAUKAA)}

    def test_what_ends_keeps_how_it_began(self) -> None:
        placed = told(PlacementStarted, placement=ID, vacancy=OTHER, started_on=DAY)
        ended = told(PlacementEnded, placement=ID, ended_on=LATE)
        assert self.paths(placed, ended) == {
            f"placement/{ID}": PathwayRow(
                VAASA,
                "placement",
                ID,
                OTHER,
                since=DAY,
                until=LATE,
                state="ended",
                box=b"PlacementStarted.terms",
                ending=b"PlacementEnded.ending",
            )
        }

    def test_meetings_with_a_mentor_are_counted_and_the_latest_day_is_the_last(self) -> None:
        meetings = [told(MentorMet, pairing=ID, met_on=day) for day in (LATE, EARLY)]
        row = self.paths(told(MentorPaired, pairing=ID, paired_on=EARLY), *meetings)[f"mentoring/{ID}"]
        assert (row.meetings, row.last_met_on, row.since) == (2, LATE, EARLY)

    @pytest.mark.parametrize(
        ("answer", "state"),
        [(SupportAnswer(accepted=True), "accepted"), (SupportAnswer(accepted=False), "declined")],
    )
    def test_support_is_wanted_or_not(self, answer: SupportAnswer, state: str) -> None:
        said = told(SupportAnswered, offer=ID, answered_on=LATE, answer=Personal(PERSON, answer))
        offered = told(SupportOffered, offer=ID, service_id=OTHER, offered_on=DAY)
        row = PathwayRow(VAASA, "support", ID, OTHER, since=DAY, until=LATE, state=state)
        assert self.paths(offered, said) == {f"support/{ID}": row}

    def test_an_erased_answer_is_known_to_have_been_given(self) -> None:
        said = told(SupportAnswered, offer=ID, answered_on=LATE, answer=ERASED)
        assert self.paths(said) == {f"support/{ID}": PathwayRow(VAASA, "support", until=LATE, state="answered")}
