"""Strategy work and the actions that come of it, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import orjson
import pytest

from services.activities.actions import domain as actions
from services.activities.actions.domain import FinishAction, NoteAction, PostponeAction
from services.activities.workshops.domain import (
    INITIAL,
    BeginStrategy,
    Command,
    HoldWorkshop,
    TakeUpOutcome,
    decide,
    evolve,
)
from services.activities.workshops.reactions import note_action_of_a_workshop
from services.reporting.readmodels.actions import ACTIONS
from services.reporting.readmodels.strategies import STRATEGIES
from shared.events.activities.actions import ActionAgreed, ActionDone, ActionOrigin, ActionPostponed
from shared.events.activities.texts import Owner, PublishedText
from shared.events.activities.workshops import (
    Attendees,
    Outcome,
    OutcomeTakenUp,
    ParticipantKind,
    Stage,
    StrategyBegun,
    WorkshopHeld,
)
from shared.regions.localised import LocalisedText
from shared.regions.profiles import Profiles
from tests.activities.folding import fold
from tests.spec import KEY, RECORDED_AT, Spec, recorded

pytestmark = pytest.mark.unit

LAUKAA, KYYJARVI = "410", "312"
TODAY = date(2026, 3, 2)
WORKSHOP, FIRST, SECOND, ACTION = (UUID(int=number) for number in (1, 2, 3, 4))
given = Spec(INITIAL, decide, evolve).given
given_action = Spec(actions.INITIAL, actions.decide, actions.evolve).given

begin = BeginStrategy(LAUKAA, LocalisedText(fi="Vastaanottava Laukaa"))
hold = HoldWorkshop(
    LAUKAA,
    WORKSHOP,
    Stage.CURRENT_STATE,
    TODAY,
    {ParticipantKind.IMMIGRATED_RESIDENTS: 7},
    {FIRST: LocalisedText(fi="Kyydit"), SECOND: LocalisedText(fi="Perehdytys")},
    TODAY,
)
take_up = TakeUpOutcome(LAUKAA, FIRST, ACTION, None, "Elinvoima", TODAY, TODAY)

begun = StrategyBegun(municipality=LAUKAA, title=PublishedText(fi="Vastaanottava Laukaa"))
held = WorkshopHeld(
    workshop=WORKSHOP,
    stage=Stage.CURRENT_STATE,
    held_on=TODAY,
    attendees=(Attendees(kind=ParticipantKind.IMMIGRATED_RESIDENTS, people=7),),
    outcomes=(
        Outcome(outcome=FIRST, what=PublishedText(fi="Kyydit")),
        Outcome(outcome=SECOND, what=PublishedText(fi="Perehdytys")),
    ),
)
taken_up = OutcomeTakenUp(
    outcome=FIRST,
    action=ACTION,
    municipality=LAUKAA,
    what=PublishedText(fi="Kyydit"),
    owner=Owner(name="Elinvoima"),
    due_on=TODAY,
)


def test_it_begins_once() -> None:
    given().when(begin).produces(begun)
    given(begun).when(begin).refuses("strategy.begun_already")


@pytest.mark.parametrize("command", [hold, take_up])
def test_what_is_not_there_and_what_is_anothers_look_the_same(command: Command) -> None:
    given().when(command).refuses("access.not_found")
    given(begun).when(replace(command, municipality=KYYJARVI)).refuses("access.not_found")


def test_a_workshop_is_held_by_today_not_before_the_last_one_and_with_somebody_there() -> None:
    given(begun).when(hold).produces(held)
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    given(begun).when(replace(hold, held_on=tomorrow)).refuses("workshop.held_in_the_future", "held_on")
    given(begun, held).when(replace(hold, held_on=yesterday)).refuses("workshop.before_the_last_one", "held_on")
    given(begun, held).when(replace(hold, workshop=UUID(int=9), outcomes={})).produces(
        held.model_copy(update={"workshop": UUID(int=9), "outcomes": ()})
    )
    given(begun).when(replace(hold, attendees={})).refuses("workshop.nobody_there", "attendees")
    given(begun).when(replace(hold, attendees={ParticipantKind.EMPLOYERS: 0})).refuses(
        "workshop.nobody_there", "attendees"
    )


def test_no_stage_is_skipped() -> None:
    vision = replace(hold, stage=Stage.VISION, outcomes={})
    given(begun).when(vision).refuses("workshop.stage_skipped", "stage")
    given(begun, held).when(vision).produces(held.model_copy(update={"stage": Stage.VISION, "outcomes": ()}))
    given(begun, held).when(replace(vision, stage=Stage.GOALS)).refuses("workshop.stage_skipped", "stage")


def test_an_outcome_becomes_one_action() -> None:
    given(begun, held).when(take_up).produces(taken_up)
    given(begun, held).when(replace(take_up, what=LocalisedText(fi="Kimppakyydit"))).produces(
        taken_up.model_copy(update={"what": PublishedText(fi="Kimppakyydit")})
    )
    given(begun, held).when(replace(take_up, outcome=UUID(int=99))).refuses("access.not_found")
    given(begun, held).when(replace(take_up, due_on=TODAY - timedelta(days=1))).refuses(
        "action.due_in_the_past", "due_on"
    )
    given(begun, held, taken_up).when(take_up).refuses("workshop.outcome_taken_up_already")
    given(begun, held, taken_up).when(replace(take_up, outcome=SECOND)).produces(
        taken_up.model_copy(update={"outcome": SECOND, "what": PublishedText(fi="Perehdytys")})
    )


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotBegun"):
        given(held).when(hold).stays_quiet()


def test_an_outcome_taken_up_is_said_in_the_actions_stream() -> None:
    (asked,) = note_action_of_a_workshop(recorded(taken_up), Profiles([]))
    assert (asked.stream, asked.key, asked.municipality) == (f"activities/action/{ACTION}", ACTION, LAUKAA)
    assert asked.command == note


# --- actions ----------------------------------------------------------------------------------------------------------

note = NoteAction(LAUKAA, ActionOrigin.WORKSHOP, KEY, PublishedText(fi="Kyydit"), Owner(name="Elinvoima"), TODAY)
postpone = PostponeAction(LAUKAA, TODAY + timedelta(days=1), LocalisedText(fi="Kesken"))
finish = FinishAction(LAUKAA, TODAY, TODAY)
noted = ActionAgreed(
    municipality=LAUKAA,
    origin=ActionOrigin.WORKSHOP,
    agreed_in=KEY,
    what=PublishedText(fi="Kyydit"),
    owner=Owner(name="Elinvoima"),
    due_on=TODAY,
)
postponed = ActionPostponed(due_on=TODAY + timedelta(days=1), reason=PublishedText(fi="Kesken"))
done = ActionDone(done_on=TODAY)


def test_an_action_is_noted_once() -> None:
    given_action().when(note).produces(noted)
    given_action(noted).when(note).stays_quiet()
    given_action(noted, done).when(note).stays_quiet()


def test_an_action_is_postponed_to_later_days_only() -> None:
    given_action(noted).when(postpone).produces(postponed)
    given_action(noted).when(replace(postpone, due_on=TODAY)).refuses("action.postponed_to_no_later_day", "due_on")
    given_action(noted, postponed).when(postpone).refuses("action.postponed_to_no_later_day", "due_on")


def test_an_action_is_done_once_and_by_today() -> None:
    given_action(noted).when(finish).produces(done)
    given_action(noted).when(replace(finish, done_on=TODAY + timedelta(days=1))).refuses(
        "action.done_in_the_future", "done_on"
    )
    given_action(noted, done).when(finish).refuses("action.done_already")
    given_action(noted, done).when(postpone).refuses("action.done_already")


@pytest.mark.parametrize("command", [finish, postpone])
def test_no_action_and_another_municipalitys_look_the_same(command: FinishAction | PostponeAction) -> None:
    given_action().when(command).refuses("access.not_found")
    given_action(noted).when(replace(command, municipality=KYYJARVI)).refuses("access.not_found")
    given_action(noted, done).when(replace(command, municipality=KYYJARVI)).refuses("access.not_found")
    with pytest.raises(ValueError, match="cannot follow NotAgreed"):
        given_action(done).when(command).stays_quiet()


def test_the_read_models_say_which_outcome_became_which_action() -> None:
    rows = fold(STRATEGIES, begun, held, taken_up)
    row = rows[""]
    assert (row.municipality, row.stage, row.last_held_on) == (LAUKAA, "current_state", TODAY)
    (workshop,) = orjson.loads(row.workshops)
    assert [one.get("action") for one in workshop["outcomes"]] == [str(ACTION), None]
    assert workshop["attendees"] == [{"kind": "immigrated_residents", "people": 7}]


def test_the_read_model_of_actions_counts_postponements() -> None:
    row = fold(ACTIONS, noted, postponed)[""]
    assert (row.municipality, row.origin, row.agreed_in, row.owner) == (LAUKAA, "workshop", KEY, "Elinvoima")
    assert (row.agreed_on, row.due_on, row.postponed, row.done_on) == (
        RECORDED_AT.date(), TODAY + timedelta(days=1), 1, None,
    )  # fmt: skip
    assert fold(ACTIONS, noted, done)[""].done_on == TODAY
