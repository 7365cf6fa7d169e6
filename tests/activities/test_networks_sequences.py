"""Whatever is asked of networks, trainings, bulletins and the rest in whatever order: what must hold, holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.activities.actions import domain as actions
from services.activities.bulletins import domain as bulletins
from services.activities.cooperation import domain as cooperation
from services.activities.cooperation.rhythm import part_of
from services.activities.policies import domain as policies
from services.activities.practices import domain as practices
from services.activities.programmes import domain as programmes
from services.activities.readiness import domain as readiness
from services.activities.trainings import domain as trainings
from services.activities.workshops import domain as workshops
from shared.errors import Refused
from shared.events import Event
from shared.events.activities.actions import ActionAgreed, ActionDone, ActionOrigin, ActionPostponed
from shared.events.activities.bulletins import BulletinAudience, BulletinPublished, BulletinSeen
from shared.events.activities.cooperation import GroupKind, MeetingHeld, MemberKind, NeedStatus, QuarterMissed
from shared.events.activities.policies import InstrumentChanged, PolicyDecided, PolicyDecision, PolicyLevel
from shared.events.activities.practices import PracticeAdopted, PracticeDocumented
from shared.events.activities.programmes import ProgrammeAdopted
from shared.events.activities.readiness import Answered, ReadinessChecklistOpened, ReadinessItemAdded
from shared.events.activities.texts import Owner, PublishedText
from shared.events.activities.trainings import TrainingAudience, TrainingHeld, TrainingKind, TrainingRated
from shared.events.activities.workshops import OutcomeTakenUp, ParticipantKind, Stage, WorkshopHeld
from shared.regions.codes import ArrivalReason
from shared.regions.localised import LocalisedText
from shared.regions.texts import LANGUAGES, text
from tests.spec import recorded

pytestmark = pytest.mark.unit

TODAY = date(2026, 3, 2)
where = st.sampled_from(["410", "410", "410", "905"])
days = st.integers(-400, 3).map(lambda number: TODAY + timedelta(days=number))
ids = st.integers(1, 4).map(lambda number: UUID(int=number))
words = st.sampled_from([LocalisedText(fi="a"), LocalisedText(fi="a", sv="b"), LocalisedText(sv="b")])
some = st.integers(0, 6)
Decide: TypeAlias = Callable[[Any, Any], Sequence[Event]]
Evolve: TypeAlias = Callable[[Any, Any], Any]


def history(initial: Any, decide: Decide, evolve: Evolve, commands: Sequence[Any]) -> list[Event]:
    """The facts of all these commands, one after another. Each refusal has a text in three languages."""
    state, facts = initial, []
    for command in commands:
        try:
            decided = list(decide(command, state))
        except Refused as refusal:
            for language in LANGUAGES:
                text(refusal.code, language, **refusal.fault.params)
            continue
        for fact in decided:
            facts.append(fact)
            state = evolve(state, recorded(fact, len(facts)))
    return facts


def of(kind: type[Event], facts: Sequence[Event]) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def asked(*commands: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.one_of(*commands), max_size=25)


audiences = st.sampled_from(TrainingAudience)


@pytest.mark.decider("activities", "training")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            trainings.AskForTraining, where, words, st.tuples(audiences), st.integers(1, 9), days, st.just(TODAY)
        ),
        st.builds(
            trainings.AgreeTraining, where, st.sampled_from(TrainingKind), words, st.just("a"), days, st.integers(1, 9)
        ),
        st.builds(trainings.OfferTraining, where, st.tuples(where), st.tuples(audiences, audiences), st.integers(1, 9)),
        st.builds(trainings.HoldTraining, where, days, st.dictionaries(audiences, some), st.just(TODAY)),
        st.builds(trainings.RateTraining, where, st.lists(st.tuples(audiences, some), max_size=3).map(tuple)),
    )
)
def test_no_audience_rates_more_often_than_it_was_there(commands: list[Any]) -> None:
    facts = history(trainings.INITIAL, trainings.decide, trainings.evolve, commands)
    held = of(TrainingHeld, facts)
    assert len(held) <= 1
    there = Counter({one.audience: one.people for fact in held for one in fact.turnout})
    rated = Counter(fact.audience for fact in of(TrainingRated, facts))
    assert all(rated[audience] <= there[audience] for audience in rated)
    assert all(1 <= fact.score <= 5 for fact in of(TrainingRated, facts))


@pytest.mark.decider("activities", "strategy")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(workshops.BeginStrategy, where, words),
        st.builds(
            workshops.HoldWorkshop,
            where,
            ids,
            st.sampled_from(Stage),
            days,
            st.dictionaries(st.sampled_from(ParticipantKind), some, max_size=2),
            st.dictionaries(ids, words, max_size=2),
            st.just(TODAY),
        ),
        st.builds(workshops.TakeUpOutcome, where, ids, ids, words, st.just("a"), days, st.just(TODAY)),
    )
)
def test_stages_go_in_their_order_and_an_outcome_becomes_one_action(commands: list[Any]) -> None:
    facts = history(workshops.INITIAL, workshops.decide, workshops.evolve, commands)
    held = of(WorkshopHeld, facts)
    seen: list[Stage] = []
    for fact in held:
        assert set(tuple(Stage)[: tuple(Stage).index(fact.stage)]) <= set(seen)
        seen.append(fact.stage)
    assert [fact.held_on for fact in held] == sorted(fact.held_on for fact in held)
    assert all(times == 1 for times in Counter(fact.outcome for fact in of(OutcomeTakenUp, facts)).values())


@pytest.mark.decider("activities", "action")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            actions.NoteAction,
            where,
            st.sampled_from(ActionOrigin),
            ids,
            st.just(PublishedText(fi="a")),
            st.just(Owner(name="a")),
            days,
        ),
        st.builds(actions.PostponeAction, where, days, words),
        st.builds(actions.FinishAction, where, days, st.just(TODAY)),
    )
)
def test_an_action_is_agreed_once_done_once_and_its_day_only_moves_on(commands: list[Any]) -> None:
    facts = history(actions.INITIAL, actions.decide, actions.evolve, commands)
    assert len(of(ActionAgreed, facts)) <= 1
    assert len(of(ActionDone, facts)) <= 1
    due = [fact.due_on for fact in facts if isinstance(fact, ActionAgreed | ActionPostponed)]
    assert due == sorted(set(due))
    assert not of(ActionDone, facts) or isinstance(facts[-1], ActionDone)


@pytest.mark.decider("activities", "network")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            cooperation.FormGroup,
            where,
            st.tuples(where),
            st.sampled_from(GroupKind),
            words,
            st.just("14"),
            st.sampled_from([4, 4, 12, 5]),
            days,
            st.just(TODAY),
        ),
        st.builds(cooperation.Join, where, ids, st.sampled_from(["a", "A", "b"]), st.sampled_from(MemberKind)),
        st.builds(cooperation.Leave, where, ids),
        st.builds(
            cooperation.HoldMeeting,
            where,
            ids,
            days,
            st.lists(ids, max_size=2).map(tuple),
            st.tuples(words),
            st.just(()),
            st.just(()),
            st.sampled_from([None, "a"]),
            st.just(TODAY),
        ),
        st.builds(cooperation.RaiseNeed, where, ids, words, st.just("a")),
        st.builds(cooperation.ReviewNeed, where, ids, st.sampled_from(NeedStatus), st.none(), days, st.just(TODAY)),
        st.builds(cooperation.EndOfPart, days),
    )
)
def test_no_part_of_a_year_is_missed_twice_or_although_the_group_had_met(commands: list[Any]) -> None:
    facts = history(cooperation.INITIAL, cooperation.decide, cooperation.evolve, commands)
    missed = of(QuarterMissed, facts)
    assert len({fact.began_on for fact in missed}) == len(missed)
    for fact in missed:
        earlier = facts[: facts.index(fact)]
        assert not [met for met in of(MeetingHeld, earlier) if fact.began_on <= met.held_on <= fact.ended_on]
        assert fact.ended_on < fact.meet_by
        assert part_of(fact.began_on, 12).began_on == fact.began_on
    assert not [met for met in of(MeetingHeld, facts) if met.held_on > TODAY]


@pytest.mark.decider("activities", "bulletin")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            bulletins.DraftBulletin,
            where,
            st.just(("410", "905")),
            st.tuples(st.sampled_from(BulletinAudience)),
            st.just("work"),
            words,
            words,
            st.just(("fi", "sv")),
        ),
        st.builds(
            bulletins.TranslateBulletin,
            where,
            st.sampled_from(["fi", "sv"]),
            st.sampled_from([None, "a"]),
            st.sampled_from([None, "a"]),
        ),
        st.builds(bulletins.PublishBulletin, where, days, days, st.just({}), st.just(TODAY)),
        st.builds(
            bulletins.SeeBulletin,
            where,
            st.sampled_from(BulletinAudience),
            st.sampled_from(["a", "b"]),
            st.just(TODAY),
        ),
        st.builds(bulletins.ShowBulletin, where, st.sampled_from(BulletinAudience), some, st.just(TODAY)),
        st.builds(bulletins.WithdrawBulletin, st.just("905"), st.just(TODAY)),
    )
)
def test_nothing_is_published_that_lacks_a_language_and_no_reader_counts_twice(commands: list[Any]) -> None:
    facts = history(bulletins.INITIAL, bulletins.decide, bulletins.evolve, commands)
    out = of(BulletinPublished, facts)
    assert len(out) <= 1
    assert all(said.fi and said.sv for fact in out for said in (fact.title, fact.text))
    assert all(times == 1 for times in Counter(fact.reader for fact in of(BulletinSeen, facts)).values())
    assert not of(BulletinSeen, facts) or out


places = st.sampled_from([practices.Place("PT", "x", "y"), practices.Place("FI", "x", "y")])
documents = st.builds(
    practices.DocumentPractice,
    where,
    places,
    st.just("work"),
    st.just(dict.fromkeys(practices.HEADS, LocalisedText(fi="a"))),
    st.none(),
    st.sampled_from([("fi",), ("fi", "sv")]),
    st.just(TODAY),
)


@pytest.mark.decider("activities", "practice")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        documents,
        documents.map(practices.DescribeAnew),
        st.builds(practices.VisitPractice, where, ids, days, places, some, st.tuples(words), st.just(TODAY)),
        st.builds(practices.AdoptPractice, where, ids, places, days, words, st.just(TODAY)),
        st.builds(
            practices.MeasurePractice,
            where,
            ids,
            st.one_of(st.none(), ids),
            st.just("a"),
            st.just("d"),
            st.just(Decimal(1)),
            st.just(Decimal(2)),
            days,
            st.just(TODAY),
        ),
    )
)
def test_editions_are_numbered_and_a_place_adopts_once(commands: list[Any]) -> None:
    facts = history(practices.INITIAL, practices.decide, practices.evolve, commands)
    editions = [fact.edition for fact in of(PracticeDocumented, facts)]
    assert editions == list(range(1, len(editions) + 1))
    adopted = [fact.place for fact in of(PracticeAdopted, facts)]
    assert len({place.country for place in adopted}) == len(adopted)


@pytest.mark.decider("activities", "policy")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            policies.ProposePolicy,
            where,
            st.just(()),
            words,
            st.sampled_from(PolicyLevel),
            st.just("a"),
            words,
            days,
            st.just(TODAY),
        ),
        st.builds(
            policies.RecordDecision, where, st.sampled_from(PolicyDecision), st.just("a"), days, words, st.just(TODAY)
        ),
        st.builds(policies.RecordChange, where, words, days, st.just("a")),
    )
)
def test_an_instrument_changes_only_as_it_was_decided(commands: list[Any]) -> None:
    facts = history(policies.INITIAL, policies.decide, policies.evolve, commands)
    assert len(facts) <= 3
    for fact in of(InstrumentChanged, facts):
        (decided,) = of(PolicyDecided, facts)
        assert decided.decision is not PolicyDecision.DECLINED
        assert decided.decided_on <= fact.in_force_on


goals = st.lists(
    st.builds(programmes.Goal, st.sampled_from(["a", "b"]), words, st.just(())), min_size=1, max_size=2
).map(tuple)


@pytest.mark.decider("activities", "programme")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            programmes.AdoptProgramme,
            where,
            words,
            days,
            st.just("a"),
            days,
            days,
            goals,
            st.sampled_from([("fi",), ("fi", "sv"), ("sv",)]),
            st.just(TODAY),
        ),
        st.builds(
            programmes.MeasureIndicator, where, st.just("a"), st.just("b"), st.just(Decimal(1)), days, st.just(TODAY)
        ),
    )
)
def test_versions_are_numbered_and_adopted_one_after_another(commands: list[Any]) -> None:
    facts = of(ProgrammeAdopted, history(programmes.INITIAL, programmes.decide, programmes.evolve, commands))
    assert [fact.number for fact in facts] == list(range(1, len(facts) + 1))
    assert [fact.adopted_on for fact in facts] == sorted(fact.adopted_on for fact in facts)
    assert all(len({goal.code for goal in fact.goals}) == len(fact.goals) for fact in facts)


@pytest.mark.decider("activities", "readiness")
@settings(deadline=None, max_examples=60)
@given(
    asked(
        st.builds(
            readiness.OpenChecklist,
            where,
            st.sampled_from(ArrivalReason),
            st.just({"x": LocalisedText(fi="a")}),
        ),
        st.builds(readiness.AddItem, where, st.sampled_from(["x", "y"]), words),
        st.builds(
            readiness.AnswerItem, where, st.sampled_from(["x", "y", "z"]), st.sampled_from(Answered), st.just("a"), days
        ),
    )
)
def test_a_checklist_is_one_and_has_each_item_once(commands: list[Any]) -> None:
    facts = history(readiness.INITIAL, readiness.decide, readiness.evolve, commands)
    assert len(of(ReadinessChecklistOpened, facts)) <= 1
    added = [fact.item.code for fact in of(ReadinessItemAdded, facts)]
    assert added in ([], ["y"])
