"""Readiness checklists, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson
import pytest

from services.activities.readiness.domain import INITIAL, AddItem, AnswerItem, OpenChecklist, decide, evolve
from services.activities.readiness.standard import standard_items
from services.reporting.readmodels.readiness import READINESS
from shared.events.activities.readiness import (
    Answered,
    ReadinessChecklistOpened,
    ReadinessItem,
    ReadinessItemAdded,
    ReadinessItemAnswered,
)
from shared.events.activities.texts import Owner, PublishedText
from shared.regions.codes import ArrivalReason
from shared.regions.localised import LocalisedText
from shared.regions.texts import LANGUAGES
from tests.activities.folding import fold
from tests.spec import Spec

pytestmark = pytest.mark.unit

LAUKAA, VAASA = "410", "905"
TODAY = date(2026, 3, 2)
given = Spec(INITIAL, decide, evolve).given

open_it = OpenChecklist(LAUKAA, ArrivalReason.WORK, {"housing": LocalisedText(fi="Asunnot")})
add = AddItem(LAUKAA, "bus", LocalisedText(fi="Bussit"))
answer = AnswerItem(LAUKAA, "housing", Answered.GAP, "Asuntotoimi", TODAY)

housing = ReadinessItem(code="housing", what=PublishedText(fi="Asunnot"))
opened = ReadinessChecklistOpened(municipality=LAUKAA, reason="work", items=(housing,))
added = ReadinessItemAdded(item=ReadinessItem(code="bus", what=PublishedText(fi="Bussit")))
answered = ReadinessItemAnswered(
    code="housing", answer=Answered.GAP, owner=Owner(name="Asuntotoimi"), answered_on=TODAY
)


def test_a_checklist_is_opened_once_for_a_reason() -> None:
    given().when(open_it).produces(opened)
    given(opened).when(open_it).refuses("readiness.opened_already", "reason")


def test_a_municipality_adds_items_of_its_own() -> None:
    given(opened).when(add).produces(added)
    given(opened, added).when(add).refuses("readiness.item_there_already", "code")
    given(opened).when(replace(add, code="housing")).refuses("readiness.item_there_already", "code")


def test_an_item_is_answered_and_answered_anew() -> None:
    given(opened).when(answer).produces(answered)
    given(opened, answered).when(answer).stays_quiet()
    given(opened, answered).when(replace(answer, answer=Answered.DONE)).produces(
        answered.model_copy(update={"answer": Answered.DONE})
    )
    given(opened, answered).when(replace(answer, owner="Kunta")).produces(
        answered.model_copy(update={"owner": Owner(name="Kunta")})
    )
    given(opened).when(replace(answer, code="bus")).refuses("access.not_found")
    given(opened, added).when(replace(answer, code="bus")).produces(answered.model_copy(update={"code": "bus"}))


@pytest.mark.parametrize("command", [add, answer])
def test_no_checklist_and_another_municipalitys_look_the_same(command: AddItem | AnswerItem) -> None:
    given().when(command).refuses("access.not_found")
    given(opened).when(replace(command, municipality=VAASA)).refuses("access.not_found")
    with pytest.raises(ValueError, match="cannot follow NotOpened"):
        given(answered).when(command).stays_quiet()


def test_the_read_model_counts_what_is_in_place_what_is_a_gap_and_what_nobody_looked_at() -> None:
    row = fold(READINESS, opened, added, answered)[""]
    assert (row.municipality, row.reason, row.done, row.gaps, row.unanswered) == (LAUKAA, "work", 0, 1, 1)
    assert [item["code"] for item in orjson.loads(row.items)] == ["housing", "bus"]
    done = fold(READINESS, opened, answered, answered.model_copy(update={"answer": Answered.DONE}))[""]
    assert (done.done, done.gaps, done.unanswered) == (1, 0, 0)
    assert orjson.loads(done.items)[0]["owner"] == "Asuntotoimi"


@pytest.mark.parametrize("reason", ArrivalReason)
def test_every_reason_has_standard_items_in_three_languages(reason: ArrivalReason) -> None:
    items = standard_items(reason)
    assert {"advice_point", "interpreting", "assessment"} <= set(items)
    assert all(set(what.languages) == set(LANGUAGES) for what in items.values())
    own = {"quota": "reception_at_arrival", "work": "employer_notice", "intl": "mental_health"}.get(reason.value)
    assert own is None or own in items
