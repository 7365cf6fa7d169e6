"""What municipalities do together: bulletins, trainings, groups that meet, strategy work, programmes, practices."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.actions import ACTIONS, ActionRow
from services.reporting.readmodels.bulletins import BULLETINS, BulletinRow
from services.reporting.readmodels.networks import MINUTES, NETWORKS, MinutesRow, NetworkRow
from services.reporting.readmodels.policies import POLICIES, PolicyRow
from services.reporting.readmodels.practices import PRACTICES, PracticeRow
from services.reporting.readmodels.programmes import PROGRAMMES, ProgrammeRow
from services.reporting.readmodels.readiness import READINESS, ReadinessRow
from services.reporting.readmodels.strategies import STRATEGIES, StrategyRow
from services.reporting.readmodels.trainings import TRAININGS, TrainingRow
from shared.access.rls import EVERYBODY
from shared.events import Event
from shared.events.activities.actions import ActionAgreed, ActionDone, ActionOrigin, ActionPostponed
from shared.events.activities.bulletins import (
    BulletinAudience,
    BulletinDrafted,
    BulletinPublished,
    BulletinSeen,
    BulletinShown,
    BulletinTranslated,
    BulletinWithdrawn,
    Recipients,
)
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
from shared.events.activities.policies import (
    InstrumentChanged,
    PolicyDecided,
    PolicyDecision,
    PolicyLevel,
    PolicyProposed,
)
from shared.events.activities.practices import (
    ExchangeVisitHeld,
    PracticeAdopted,
    PracticeDescription,
    PracticeDocumented,
    PracticeMeasured,
    PracticePlace,
)
from shared.events.activities.programmes import Indicator, IndicatorMeasured, ProgrammeAdopted, ProgrammeGoal
from shared.events.activities.readiness import (
    Answered,
    ReadinessChecklistOpened,
    ReadinessItem,
    ReadinessItemAdded,
    ReadinessItemAnswered,
)
from shared.events.activities.texts import Owner, PublishedText
from shared.events.activities.trainings import (
    TrainingAgreed,
    TrainingAudience,
    TrainingHeld,
    TrainingKind,
    TrainingNeeded,
    TrainingOffered,
    TrainingRated,
    Turnout,
)
from shared.events.activities.workshops import (
    Attendees,
    Outcome,
    OutcomeTakenUp,
    ParticipantKind,
    Stage,
    StrategyBegun,
    WorkshopHeld,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, NARPES, RECORDED, VAASA

pytestmark = pytest.mark.unit

DAY, LATER, LAST = date(2026, 5, 1), date(2026, 6, 1), date(2027, 12, 31)
ONE, TWO = UUID(int=5), UUID(int=6)
WORDS, JSON = PublishedText(fi="Alku", sv="Start"), '{"fi":"Alku","sv":"Start"}'
OTHER, OTHER_JSON = PublishedText(fi="Loppu"), '{"fi":"Loppu"}'
CITY = Owner(name="Kaupunki")


class TestActions:
    agreed = told(
        ActionAgreed,
        municipality=VAASA,
        origin=ActionOrigin.MEETING,
        agreed_in=ONE,
        what=WORDS,
        owner=CITY,
        due_on=DAY,
    )
    ROW = ActionRow(VAASA, "meeting", ONE, JSON, "Kaupunki", RECORDED, DAY)

    def test_an_action_has_its_owner_and_its_day_until_it_is_done(self) -> None:
        assert rows_of(ACTIONS, self.agreed) == {"": self.ROW}
        assert rows_of(ACTIONS, self.agreed, told(ActionDone, done_on=LATER)) == {"": self.ROW._replace(done_on=LATER)}

    def test_each_postponement_is_counted(self) -> None:
        postponed = told(ActionPostponed, due_on=LATER)
        assert rows_of(ACTIONS, self.agreed, postponed) == {"": self.ROW._replace(due_on=LATER, postponed=1)}
        assert rows_of(ACTIONS, self.agreed, postponed, postponed)[""].postponed == 2


class TestBulletins:
    drafted = told(
        BulletinDrafted,
        municipality=VAASA,
        areas=(NARPES, LAUKAA),
        audiences=(BulletinAudience.STAFF, BulletinAudience.NETWORK),
        topic="work",
        languages=("fi", "sv"),
        title=WORDS,
        text=OTHER,
    )
    DRAFT = BulletinRow(
        VAASA,
        VAASA,
        areas='["545","410"]',
        audiences='["staff","network"]',
        topic="work",
        languages='["fi","sv"]',
        title=JSON,
        text=OTHER_JSON,
        missing='["text.sv"]',
    )
    published = told(
        BulletinPublished,
        title=OTHER,
        text=WORDS,
        valid_from=DAY,
        valid_to=LATER,
        recipients=(Recipients(audience=BulletinAudience.STAFF, people=7),),
    )
    OUT = DRAFT._replace(
        state="published",
        title=OTHER_JSON,
        text=JSON,
        missing="[]",
        valid_from=DAY,
        valid_to=LATER,
        recipients='{"staff":7}',
    )

    def everywhere(self, row: BulletinRow) -> dict[str, BulletinRow]:
        """The writer's row and the areas', which differ only in whose they are."""
        areas = {area: row._replace(municipality=area, area=True) for area in (NARPES, LAUKAA)}
        return {VAASA: row, **areas}

    def test_a_draft_is_its_writers_and_says_what_it_lacks_in_which_language(self) -> None:
        assert rows_of(BULLETINS, self.drafted) == {VAASA: self.DRAFT}
        here = self.drafted.model_copy(update={"areas": (VAASA,), "languages": ("en", "fi")})
        assert rows_of(BULLETINS, here) == {
            VAASA: self.DRAFT._replace(
                area=True, areas='["905"]', languages='["en","fi"]', missing='["title.en","text.en"]'
            )
        }

    def test_a_translation_leaves_less_to_be_said(self) -> None:
        both = told(BulletinTranslated, language="sv", title="Börja", text="Slut")
        said = self.DRAFT._replace(title='{"fi":"Alku","sv":"Börja"}', text='{"fi":"Loppu","sv":"Slut"}', missing="[]")
        assert rows_of(BULLETINS, self.drafted, both) == {VAASA: said}
        title = told(BulletinTranslated, language="sv", title="Börja", text=None)
        assert rows_of(BULLETINS, self.drafted, title) == {
            VAASA: self.DRAFT._replace(title='{"fi":"Alku","sv":"Börja"}')
        }
        text = told(BulletinTranslated, language="sv", title=None, text="Slut")
        assert rows_of(BULLETINS, self.drafted, text) == {
            VAASA: self.DRAFT._replace(text='{"fi":"Loppu","sv":"Slut"}', missing="[]")
        }

    def test_what_is_published_is_each_areas(self) -> None:
        assert rows_of(BULLETINS, self.drafted, self.published) == self.everywhere(self.OUT)

    def test_what_is_withdrawn_is_withdrawn_everywhere(self) -> None:
        rows = rows_of(BULLETINS, self.drafted, self.published, told(BulletinWithdrawn))
        assert rows == self.everywhere(self.OUT._replace(state="withdrawn"))

    def test_readers_are_pseudonyms_by_audience(self) -> None:
        seen = [
            told(BulletinSeen, audience=audience, reader=reader)
            for audience, reader in (
                (BulletinAudience.STAFF, "x"),
                (BulletinAudience.STAFF, "y"),
                (BulletinAudience.NETWORK, "x"),
            )
        ]
        rows = rows_of(BULLETINS, self.drafted, self.published, *seen)
        assert rows == self.everywhere(self.OUT._replace(seen='{"network":["x"],"staff":["x","y"]}'))

    def test_those_who_were_shown_it_add_up_by_audience(self) -> None:
        shown = [
            told(BulletinShown, audience=audience, people=people)
            for audience, people in (
                (BulletinAudience.IMMIGRANTS, 12),
                (BulletinAudience.IMMIGRANTS, 8),
                (BulletinAudience.STAFF, 3),
            )
        ]
        rows = rows_of(BULLETINS, self.drafted, self.published, *shown)
        assert rows == self.everywhere(self.OUT._replace(shown='{"immigrants":20,"staff":3}'))


class TestTrainings:
    EMPLOYERS, ADVISERS = TrainingAudience.EMPLOYERS, TrainingAudience.ADVISERS
    needed = told(TrainingNeeded, municipality=LAUKAA, topic=WORDS, audiences=(EMPLOYERS,), people=12, needed_by=DAY)
    ROW = TrainingRow(LAUKAA, LAUKAA, topic=JSON, audiences='["employers"]', people=12, needed_by=DAY)
    agreed = told(
        TrainingAgreed, kind=TrainingKind.MENTORING, package=OTHER, provider="Opisto", planned_on=LATER, hours=6
    )
    AGREED = ROW._replace(
        state="agreed", package=OTHER_JSON, kind="mentoring", provider="Opisto", planned_on=LATER, hours=6
    )
    offered = told(TrainingOffered, municipalities=(LAUKAA, VAASA), audiences=(ADVISERS, EMPLOYERS), places=5)
    OFFERED = AGREED._replace(state="offered", audiences='["advisers","employers"]', places=5)

    def in_both(self, row: TrainingRow) -> dict[str, TrainingRow]:
        return {LAUKAA: row, VAASA: row._replace(municipality=VAASA)}

    def test_a_need_becomes_a_package_and_is_offered_in_several_municipalities(self) -> None:
        assert rows_of(TRAININGS, self.needed) == {LAUKAA: self.ROW}
        assert rows_of(TRAININGS, self.needed, self.agreed) == {LAUKAA: self.AGREED}
        assert rows_of(TRAININGS, self.needed, self.agreed, self.offered) == self.in_both(self.OFFERED)

    def test_when_it_was_held_each_audience_is_counted(self) -> None:
        held = told(TrainingHeld, held_on=LATER, turnout=(Turnout(audience=self.ADVISERS, people=4),))
        rows = rows_of(TRAININGS, self.needed, self.agreed, self.offered, held)
        assert rows == self.in_both(self.OFFERED._replace(state="held", held_on=LATER, turnout='{"advisers":4}'))

    def test_each_score_is_counted_by_audience(self) -> None:
        rated = [
            told(TrainingRated, audience=audience, score=score)
            for audience, score in ((self.ADVISERS, 1), (self.ADVISERS, 5), (self.ADVISERS, 5), (self.EMPLOYERS, 3))
        ]
        rows = rows_of(TRAININGS, self.needed, self.agreed, self.offered, *rated)
        assert rows == self.in_both(self.OFFERED._replace(ratings='{"advisers":[1,0,0,0,2],"employers":[0,0,1,0,0]}'))


class TestNetworks:
    formed = told(
        CooperationGroupFormed,
        municipality=VAASA,
        municipalities=(VAASA, NARPES),
        kind=GroupKind.STAKEHOLDER,
        title=WORDS,
        region="15",
        meetings_a_year=2,
        formed_on=DAY,
    )
    ROW = NetworkRow(VAASA, VAASA, "stakeholder", JSON, "15", 2, DAY)

    def after(self, *events: Event) -> NetworkRow:
        rows = rows_of(NETWORKS, self.formed, *events)
        assert rows == {VAASA: rows[VAASA], NARPES: rows[VAASA]._replace(municipality=NARPES)}
        return rows[VAASA]

    def test_a_group_is_seen_by_every_municipality_it_serves(self) -> None:
        assert self.after() == self.ROW

    def test_members_join_and_leave_and_stay_known(self) -> None:
        joined = [
            told(MemberJoined, member=member, organisation=name, kind=MemberKind.RESIDENTS)
            for member, name in ((ONE, "Ensimmäinen"), (TWO, "Toinen"))
        ]
        first, second = (
            f'"{ONE}":{{"kind":"residents","name":"Ensimmäinen"}}',
            f'"{TWO}":{{"kind":"residents","name":"Toinen"}}',
        )
        assert self.after(*joined) == self.ROW._replace(members=f"{{{first},{second}}}")
        gone = first.replace('"kind":"residents"', '"kind":"residents","left":true')
        assert self.after(*joined, told(MemberLeft, member=ONE)) == self.ROW._replace(members=f"{{{gone},{second}}}")

    def test_planned_days_stand_in_order_however_they_were_planned(self) -> None:
        planned = [
            told(MeetingsPlanned, days=(LATER, LAST), place="Vasa"),
            told(MeetingsPlanned, days=(DAY,), place="Närpes"),
        ]
        assert self.after(*planned) == self.ROW._replace(
            planned='[{"day":"2026-05-01","place":"Närpes"},{"day":"2026-06-01","place":"Vasa"},'
            '{"day":"2027-12-31","place":"Vasa"}]'
        )

    def test_a_meeting_says_who_was_there_and_what_was_agreed_and_not_its_minutes(self) -> None:
        action = AgreedAction(action=TWO, municipality=VAASA, what=OTHER, owner=CITY, due_on=LATER)
        held = told(
            MeetingHeld,
            meeting=ONE,
            held_on=DAY,
            present=(TWO,),
            decisions=(WORDS,),
            actions=(action,),
            practices=(ONE,),
        )
        said = (
            f'{{"actions":[{{"action":"{TWO}","due_on":"2026-06-01","municipality":"905",'
            f'"owner":{{"name":"Kaupunki"}},"what":{OTHER_JSON}}}],"decisions":[{JSON}],"held_on":"2026-05-01",'
            f'"meeting":"{ONE}","minutes":true,"practices":["{ONE}"],"present":["{TWO}"]}}'
        )
        assert self.after(held) == self.ROW._replace(meetings=f"[{said}]")
        without = held.model_copy(update={"minutes": None})
        unwritten = said.replace('"minutes":true', '"minutes":false')
        assert self.after(held, without) == self.ROW._replace(meetings=f"[{said},{unwritten}]")

    def test_minutes_are_the_conveners_alone(self) -> None:
        held = told(MeetingHeld, meeting=ONE)
        own = MinutesRow(VAASA)
        assert rows_of(MINUTES, self.formed, held) == {
            "": own,
            f"{ONE}": MinutesRow(VAASA, ONE, b"MeetingHeld.minutes"),
        }
        assert rows_of(MINUTES, self.formed, told(MeetingHeld, meeting=ONE, minutes=None)) == {"": own}

    def test_a_quarter_without_a_meeting_is_seen(self) -> None:
        missed = [
            told(QuarterMissed, began_on=DAY, ended_on=LATER),
            told(QuarterMissed, began_on=LATER, ended_on=LAST),
        ]
        assert self.after(*missed) == self.ROW._replace(
            missed='[{"began_on":"2026-05-01","ended_on":"2026-06-01"},'
            '{"began_on":"2026-06-01","ended_on":"2027-12-31"}]'
        )

    def test_a_need_is_open_until_it_is_reviewed_and_each_review_is_counted(self) -> None:
        raised = [told(NeedRaised, need=need, what=WORDS, owner=CITY) for need in (ONE, TWO)]
        open_ = f'{{"owner":"Kaupunki","reviews":0,"status":"open","what":{JSON}}}'
        assert self.after(*raised) == self.ROW._replace(needs=f'{{"{ONE}":{open_},"{TWO}":{open_}}}')
        reviewed = told(NeedReviewed, need=ONE, status=NeedStatus.MET, owner=Owner(name="Seura"), reviewed_on=LATER)
        met = f'{{"owner":"Seura","reviewed_on":"2026-06-01","reviews":2,"status":"met","what":{JSON}}}'
        assert self.after(*raised, reviewed, reviewed) == self.ROW._replace(needs=f'{{"{ONE}":{met},"{TWO}":{open_}}}')


class TestPolicies:
    proposed = told(
        PolicyProposed,
        municipality=VAASA,
        practices=(ONE, TWO),
        instrument=WORDS,
        level=PolicyLevel.REGION,
        addressed_to="Liitto",
        proposal=OTHER,
        proposed_on=DAY,
    )
    ROW = PolicyRow(EVERYBODY, VAASA, f'["{ONE}","{TWO}"]', JSON, "region", "Liitto", OTHER_JSON, DAY)

    def test_everybody_reads_what_was_proposed_decided_and_changed(self) -> None:
        assert rows_of(POLICIES, self.proposed) == {"": self.ROW}
        decided = told(
            PolicyDecided,
            decision=PolicyDecision.ACCEPTED_IN_PART,
            decided_by="Hallitus",
            decided_on=LATER,
            grounds=WORDS,
        )
        row = self.ROW._replace(decision="accepted_in_part", decided_by="Hallitus", decided_on=LATER, grounds=JSON)
        assert rows_of(POLICIES, self.proposed, decided) == {"": row}
        changed = told(InstrumentChanged, change=OTHER, in_force_on=LAST, reference="§ 5")
        assert rows_of(POLICIES, self.proposed, decided, changed) == {
            "": row._replace(change=OTHER_JSON, in_force_on=LAST, reference="§ 5")
        }


class TestPractices:
    place = PracticePlace(country="FI", region="Pohjanmaa", organisation="Seura")
    description = PracticeDescription(
        name=WORDS, problem=OTHER, solution=OTHER, for_whom=OTHER, resources=OTHER, evidence=OTHER
    )
    documented = told(
        PracticeDocumented,
        municipality=VAASA,
        edition=1,
        place=place,
        theme="work",
        description=description,
        began_on=DAY,
    )
    ROW = PracticeRow(
        EVERYBODY,
        VAASA,
        1,
        "work",
        "FI",
        "Pohjanmaa",
        "Seura",
        f'{{"evidence":{OTHER_JSON},"for_whom":{OTHER_JSON},"name":{JSON},"problem":{OTHER_JSON},'
        f'"resources":{OTHER_JSON},"solution":{OTHER_JSON}}}',
        DAY,
    )

    def test_everybody_reads_how_a_practice_is_described(self) -> None:
        assert rows_of(PRACTICES, self.documented) == {"": self.ROW}

    def test_visits_adoptions_and_results_stay_when_it_is_described_anew(self) -> None:
        place = '{"country":"FI","organisation":"Seura","region":"Pohjanmaa"}'
        visit = told(
            ExchangeVisitHeld,
            visit=ONE,
            municipality=VAASA,
            visited_on=DAY,
            visitors=self.place,
            people=4,
            lessons=(OTHER,),
        )
        visits = (
            f'{{"lessons":[{OTHER_JSON}],"municipality":"905","people":4,"visit":"{ONE}",'
            f'"visited_on":"2026-05-01","visitors":{place}}}'
        )
        adopted = told(
            PracticeAdopted, adoption=TWO, municipality=VAASA, place=self.place, adopted_on=DAY, adaptation=OTHER
        )
        adoptions = (
            f'{{"adaptation":{OTHER_JSON},"adopted_on":"2026-05-01","adoption":"{TWO}",'
            f'"municipality":"905","place":{place}}}'
        )
        measured = told(
            PracticeMeasured,
            result=ONE,
            adoption=None,
            indicator="share",
            unit="%",
            before="40",
            after="55",
            measured_on=LATER,
        )
        results = (
            f'{{"after":"55","before":"40","indicator":"share","measured_on":"2026-06-01","result":"{ONE}","unit":"%"}}'
        )
        anew = self.documented.model_copy(update={"edition": 2, "theme": "language"})
        rows = rows_of(PRACTICES, self.documented, visit, visit, adopted, measured, anew)
        assert rows == {
            "": self.ROW._replace(
                edition=2,
                theme="language",
                visits=f"[{visits},{visits}]",
                adoptions=f"[{adoptions}]",
                results=f"[{results}]",
            )
        }


class TestProgrammes:
    def adopted(self, number: int) -> ProgrammeAdopted:
        share = Indicator(code="share", name=OTHER, unit="%", target="60")
        goal = ProgrammeGoal(code="work", text=WORDS, indicators=(share,))
        return told(
            ProgrammeAdopted,
            municipality=VAASA,
            number=number,
            title=WORDS,
            adopted_on=DAY,
            adopted_by="Valtuusto",
            valid_from=LATER,
            valid_to=LAST,
            goals=(goal,),
        )

    ROW = ProgrammeRow(
        VAASA,
        1,
        JSON,
        DAY,
        "Valtuusto",
        LATER,
        LAST,
        f'[{{"code":"work","indicators":[{{"code":"share","name":{OTHER_JSON},"target":"60","unit":"%"}}],'
        f'"text":{JSON}}}]',
    )

    def test_each_version_stands_and_what_is_measured_stands_with_the_newest(self) -> None:
        versions = [self.adopted(number) for number in (9, 10)]
        measured = told(IndicatorMeasured, goal="work", indicator="share", amount="55", measured_on=DAY)
        amount = '{"amount":"55","goal":"work","indicator":"share","measured_on":"2026-05-01"}'
        assert rows_of(PROGRAMMES, *versions, measured, measured) == {
            "9": self.ROW._replace(number=9),
            "10": self.ROW._replace(number=10, measured=f"[{amount},{amount}]"),
        }


class TestReadiness:
    def item(self, code: str) -> ReadinessItem:
        return ReadinessItem(code=code, what=OTHER)

    def test_a_checklist_counts_what_is_in_place_what_is_a_gap_and_what_nobody_has_answered(self) -> None:
        opened = told(
            ReadinessChecklistOpened, municipality=VAASA, reason="quota", items=(self.item("a"), self.item("b"))
        )
        a, b, c = (f'{{"code":"{code}","what":{OTHER_JSON}}}' for code in "abc")
        row = ReadinessRow(VAASA, "quota", f"[{a},{b}]", unanswered=2)
        assert rows_of(READINESS, opened) == {"": row}
        added = told(ReadinessItemAdded, item=self.item("c"))
        assert rows_of(READINESS, opened, added) == {"": row._replace(items=f"[{a},{b},{c}]", unanswered=3)}

        def answered(code: str, answer: Answered) -> ReadinessItemAnswered:
            return told(ReadinessItemAnswered, code=code, answer=answer, owner=CITY, answered_on=DAY)

        said = '"answer":"{}","answered_on":"2026-05-01",'
        gap = a.replace("{", "{" + said.format("gap"), 1).replace('"what"', '"owner":"Kaupunki","what"')
        done = b.replace("{", "{" + said.format("done"), 1).replace('"what"', '"owner":"Kaupunki","what"')
        rows = rows_of(READINESS, opened, answered("a", Answered.GAP), answered("b", Answered.DONE), added)
        assert rows == {"": ReadinessRow(VAASA, "quota", f"[{gap},{done},{c}]", 1, 1, 1)}


class TestStrategies:
    begun = told(StrategyBegun, municipality=VAASA, title=WORDS)

    def test_workshops_stand_in_order_and_an_outcome_names_the_action_it_became(self) -> None:
        assert rows_of(STRATEGIES, self.begun) == {"": StrategyRow(VAASA, JSON)}
        attendees = (Attendees(kind=ParticipantKind.EMPLOYERS, people=3),)
        held = told(
            WorkshopHeld,
            workshop=ONE,
            stage=Stage.VISION,
            held_on=DAY,
            attendees=attendees,
            outcomes=(Outcome(outcome=ONE, what=WORDS), Outcome(outcome=TWO, what=OTHER)),
        )
        first, second = (
            f'{{"outcome":"{ONE}","what":{JSON}}}',
            f'{{"outcome":"{TWO}","what":{OTHER_JSON}}}',
        )
        head = '{"attendees":[{"kind":"employers","people":3}],"held_on":"2026-05-01","outcomes":['
        tail = f'],"stage":"vision","workshop":"{ONE}"}}'
        row = StrategyRow(VAASA, JSON, "vision", DAY, f"[{head}{first},{second}{tail}]")
        assert rows_of(STRATEGIES, self.begun, held) == {"": row}
        taken_up = told(OutcomeTakenUp, outcome=TWO, action=ONE)
        named = second.replace("{", f'{{"action":"{ONE}",', 1)
        assert rows_of(STRATEGIES, self.begun, held, taken_up) == {
            "": row._replace(workshops=f"[{head}{first},{named}{tail}]")
        }
        goals = told(WorkshopHeld, workshop=TWO, stage=Stage.GOALS, held_on=LATER, attendees=(), outcomes=())
        later = f'{{"attendees":[],"held_on":"2026-06-01","outcomes":[],"stage":"goals","workshop":"{TWO}"}}'
        assert rows_of(STRATEGIES, self.begun, held, goals) == {
            "": StrategyRow(VAASA, JSON, "goals", LATER, f"[{head}{first},{second}{tail},{later}]")
        }
