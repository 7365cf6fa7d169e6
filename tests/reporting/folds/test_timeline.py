"""A case's timeline: each fact with its days, who said it, the rule it rests on, and nothing of what is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import orjson
import pytest

from services.reporting.readmodels.jurisdiction import recorded_on, true_on
from services.reporting.readmodels.timeline import TIMELINE, TimelineRow
from services.reporting.readmodels.written import as_json, plain
from shared.events import Event, Recorded
from shared.events.activities.texts import PublishedText
from shared.events.assessment import AssessmentRequired
from shared.events.intake import Channel, DuplicateDismissed, DuplicateSuspected
from shared.events.intake.household import HouseholdLinked
from shared.events.intake.standing import CaseReopened, DuplicateConfirmed
from shared.events.planning import PlanAgreed
from tests.reporting.folding import folded, rows_of, told
from tests.reporting.folds.facts import LAUKAA, OFFER, VAASA, arrived, corrected, moved
from tests.spec import KEY, RECORDED_AT, recorded

pytestmark = pytest.mark.unit

EVENING = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
DAY = date(2026, 5, 1)


def sub(event: Event, version: int) -> str:
    return f"{event.service}/case/{KEY}/{version}"


def row(event: Event, version: int, details: Mapping[str, object] | None, municipality: str = VAASA) -> TimelineRow:
    said = None if details is None else orjson.dumps(details).decode()
    return TimelineRow(
        municipality,
        seq=0,
        event_id=recorded(event, version).head.id,
        recorded_at=RECORDED_AT,
        effective_on=event.effective_on(),
        service=event.service,
        event=event.name,
        details=said,
    )


def its_row(event: Event, details: Mapping[str, object] | None, rule: str | None = None) -> None:
    """The event is told so, the second of its case."""
    rows = rows_of(TIMELINE, arrived, event)
    assert rows[sub(event, 2)] == row(event, 2, details)._replace(rule=rule)


CAME = {"arrived_on": "2026-01-31", "channel": "form", "residence": "home"}


class TestFacts:
    come = arrived.model_copy(update={"channel": Channel.FORM, "consent": None, "notice": None})

    def test_an_arrival_is_the_first_of_them(self) -> None:
        rows = rows_of(TIMELINE, self.come)
        assert rows == {"": TimelineRow(VAASA), sub(arrived, 1): row(self.come, 1, CAME)}

    def test_a_move_takes_all_of_it_along(self) -> None:
        rows = rows_of(TIMELINE, self.come, corrected, moved)
        said = {"offer": str(OFFER), "sender": VAASA, "receiver": LAUKAA, "moves_on": "2026-04-15"}
        assert rows == {
            "": TimelineRow(LAUKAA),
            sub(arrived, 1): row(self.come, 1, CAME, LAUKAA),
            sub(corrected, 2): row(corrected, 2, None, LAUKAA),
            sub(moved, 3): row(moved, 3, said, LAUKAA),
        }

    def test_sealed_values_and_what_every_row_says_are_no_details(self) -> None:
        its_row(corrected, None)
        its_row(told(CaseReopened, reopened_on=DAY), {"reopened_on": "2026-05-01"})
        linked = told(HouseholdLinked, link=UUID(int=5), member=UUID(int=6))
        its_row(linked, {"link": str(UUID(int=5))})

    def test_what_is_absent_is_not_told(self) -> None:
        its_row(told(DuplicateSuspected, suspicion=None, other_municipality=VAASA, other_case=UUID(int=7)), {
            "other_case": str(UUID(int=7)), "other_municipality": VAASA, "basis": "identity_code",
        })  # fmt: skip

    def test_a_decision_names_the_first_rule_it_rests_on(self) -> None:
        required = told(AssessmentRequired, counted_from=DAY, due_on=DAY)
        its_row(required, {"counted_from": "2026-05-01", "due_on": "2026-05-01"}, required.rule.rule)
        agreed = told(PlanAgreed, plan=UUID(int=2), agreed_on=DAY, ends_on=DAY, review_by=DAY)
        days = {"agreed_on": "2026-05-01", "ends_on": "2026-05-01", "review_by": "2026-05-01"}
        its_row(agreed, {"plan": str(UUID(int=2)), **days}, agreed.rule.rule)

    def test_who_said_it_and_what_it_corrects_stand_beside_it(self) -> None:
        fact = recorded(corrected, 2)
        head = replace(fact.head, actorrole="caseworker", actororganisation="Vaasa", corrects=UUID(int=9))
        rows = folded(TIMELINE, recorded(self.come, 1), Recorded(corrected, head, sequence=41))
        assert rows[sub(corrected, 2)] == row(corrected, 2, None)._replace(
            seq=41, role="caseworker", organisation="Vaasa", corrects=UUID(int=9)
        )

    def test_details_are_told_as_they_were_written(self) -> None:
        reopened = told(CaseReopened, reopened_on=DAY)
        fact = recorded(reopened, 2)
        written = Recorded(reopened, fact.head, written={"municipality": VAASA, "reopened_on": "as written"})
        rows = folded(TIMELINE, recorded(self.come, 1), written)
        assert rows[sub(reopened, 2)].details == '{"reopened_on":"as written"}'

    def test_what_comes_before_the_arrival_is_nobodys_until_then(self) -> None:
        assert rows_of(TIMELINE, corrected) == {sub(corrected, 1): row(corrected, 1, None, "")}
        assert rows_of(TIMELINE, corrected, self.come)[sub(corrected, 1)] == row(corrected, 1, None)


@pytest.mark.parametrize("event", [DuplicateSuspected, DuplicateDismissed, DuplicateConfirmed])
class TestSuspicions:
    def test_a_suspicion_is_told_where_both_cases_are(self, event: type[Event]) -> None:
        ours = told(event, other_municipality=VAASA)
        theirs = told(event, other_municipality=LAUKAA)
        assert rows_of(TIMELINE, arrived, ours)[sub(ours, 2)].municipality == VAASA
        assert rows_of(TIMELINE, arrived, theirs)[sub(theirs, 2)].municipality == ""
        assert rows_of(TIMELINE, ours)[sub(ours, 1)].municipality == ""

    def test_where_the_case_moves_it_is_told_of_the_receivers_cases_and_no_others(self, event: type[Event]) -> None:
        ours = told(event, other_municipality=VAASA)
        theirs = told(event, other_municipality=LAUKAA)
        rows = rows_of(TIMELINE, arrived, ours, theirs, moved)
        assert (rows[sub(ours, 2)].municipality, rows[sub(theirs, 3)].municipality) == ("", LAUKAA)
        rows = rows_of(TIMELINE, ours, theirs, arrived)
        assert (rows[sub(ours, 1)].municipality, rows[sub(theirs, 2)].municipality) == (VAASA, "")


class TestDays:
    def test_the_day_is_helsinkis(self) -> None:
        fact = recorded(corrected)
        late = fact._replace(head=replace(fact.head, time=EVENING, effectiveon=None))
        assert (recorded_on(fact), recorded_on(late), true_on(late)) == (
            date(2026, 3, 2),
            date(2026, 3, 3),
            date(2026, 3, 3),
        )

    def test_a_fact_is_true_from_the_day_that_it_names(self) -> None:
        assert true_on(recorded(told(CaseReopened, reopened_on=DAY))) == DAY


def test_parts_of_an_event_are_kept_as_json_without_what_is_absent() -> None:
    said = {
        "b": PublishedText(fi="A", en=None),
        "a": (1, 2.5, True, None, [DAY, OFFER, Channel.FORM]),
        UUID(int=1): {"x": {2: "ö"}},
    }
    assert as_json(said) == (
        f'{{"{UUID(int=1)}":{{"x":{{"2":"ö"}}}},"a":[1,2.5,true,null,["2026-05-01","{OFFER}","form"]],"b":{{"fi":"A"}}}}'
    )
    assert as_json("ö") == '"ö"'
    assert plain([OFFER, DAY]) == [str(OFFER), "2026-05-01"]
    assert type(plain(Channel.FORM)) is str
