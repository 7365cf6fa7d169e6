"""What may be recorded of an area, and what a forecast may say, as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.assessment.forecasts import domain as forecasts
from services.assessment.forecasts.domain import Forecast, forecast_of, quarter_of
from services.assessment.suitability import domain as suitability
from services.assessment.suitability.domain import EvaluateSuitability, RecordVisit, Words
from shared.events import FreeText, Personal
from shared.events.assessment.forecasts import NeedForecast
from shared.events.assessment.suitability import (
    AreaVisited,
    Evaluation,
    Participants,
    SuitabilityEvaluated,
    Suits,
)
from tests.assessment.test_domain import started
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

weighed = Spec(suitability.INITIAL, suitability.decide, suitability.evolve).given
told = Spec[Forecast, forecasts.State](forecasts.INITIAL, forecasts.decide, forecasts.evolve).given
PERSON, VISIT, TEXT = UUID(int=1), UUID(int=2), UUID(int=3)
DAY, TODAY = date(2026, 3, 1), date(2026, 3, 2)
HERE, AREA = "403", "052"

visit = RecordVisit(
    HERE, PERSON, VISIT, AREA, True, DAY, Participants(adults=2, children=1), Words(TEXT, "Järvi."), TODAY
)
visited = AreaVisited(
    municipality=HERE,
    person_id=PERSON,
    visit=VISIT,
    area=AREA,
    visited_on=DAY,
    participants=Personal(PERSON, Participants(adults=2, children=1)),
    impressions=Personal(TEXT, FreeText(text="Järvi."), parents=(PERSON,)),
)
EVALUATION = Evaluation(interest=3, matters={"housing": 4, "work": 0}, suits=Suits.WITH_SUPPORT)
evaluate = EvaluateSuitability(HERE, PERSON, AREA, True, DAY, EVALUATION, None, TODAY)


def evaluated(visits: int) -> SuitabilityEvaluated:
    return SuitabilityEvaluated(
        municipality=HERE, area=AREA, evaluated_on=DAY, visits=visits, evaluation=Personal(PERSON, EVALUATION)
    )


class TestSuitability:
    def test_a_visit_is_recorded_with_who_came_along(self) -> None:
        weighed().when(visit).produces(visited)
        weighed().when(visit).texts_go_with(PERSON)
        weighed(visited).when(replace(visit, impressions=None)).produces(
            visited.model_copy(update={"impressions": None})
        )

    def test_an_evaluation_rests_on_the_visits_to_that_area_until_its_day(self) -> None:
        elsewhere = visited.model_copy(update={"area": "233"})
        later = visited.model_copy(update={"visited_on": TODAY})
        weighed().when(evaluate).produces(evaluated(0))
        weighed(visited, elsewhere, later, visited).when(evaluate).produces(evaluated(2))
        weighed(visited, evaluated(1)).when(evaluate).produces(evaluated(1))

    def test_an_evaluation_may_be_of_today_and_rests_on_todays_visit(self) -> None:
        today = visited.model_copy(update={"visited_on": TODAY})
        weighed(today).when(replace(evaluate, evaluated_on=TODAY)).produces(
            evaluated(1).model_copy(update={"evaluated_on": TODAY})
        )

    @pytest.mark.parametrize("command", [visit, evaluate])
    def test_an_area_is_a_municipality_of_the_regions(self, command: Any) -> None:
        weighed().when(replace(command, known=False)).refuses("suitability.unknown_area", "area")

    def test_not_ahead(self) -> None:
        tomorrow = TODAY + timedelta(days=1)
        weighed().when(replace(visit, visited_on=tomorrow)).refuses("suitability.day_in_the_future", "visited_on")
        weighed().when(replace(evaluate, evaluated_on=tomorrow)).refuses(
            "suitability.day_in_the_future", "evaluated_on"
        )
        weighed().when(replace(visit, visited_on=TODAY)).produces(visited.model_copy(update={"visited_on": TODAY}))

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"interest": 5}, "out_of_range", "interest"),
            ({"interest": -1}, "out_of_range", "interest"),
            ({"matters": {"weather": 1}}, "unknown_matter", "matters.weather"),
            ({"matters": {"work": 5}}, "out_of_range", "matters.work"),
            ({"matters": {"work": -1}}, "out_of_range", "matters.work"),
        ],
    )
    def test_what_cannot_be_is_named(self, change: dict[str, Any], code: str, field: str) -> None:
        command = replace(evaluate, evaluation=EVALUATION.model_copy(update=change))
        weighed().when(command).refuses(f"suitability.{code}", field)

    @pytest.mark.parametrize("interest", [0, 4])
    def test_the_scale_has_its_ends(self, interest: int) -> None:
        command = replace(evaluate, evaluation=EVALUATION.model_copy(update={"interest": interest}))
        assert len(suitability.decide(command, suitability.INITIAL)) == 1

    def test_the_reasons_are_a_text_of_their_own(self) -> None:
        weighed().when(replace(evaluate, reasons=Words(TEXT, "Työ."))).texts_go_with(PERSON)
        weighed().when(replace(evaluate, reasons=Words(TEXT, "Työ."))).produces(
            evaluated(0).model_copy(update={"reasons": Personal(TEXT, FreeText(text="Työ."), parents=(PERSON,))})
        )

    def test_other_facts_are_nothing_it_knows(self) -> None:
        with pytest.raises(ValueError, match="nothing that suitability knows"):
            suitability.evolve(suitability.INITIAL, recorded(started))


forecast = Forecast(HERE, "Keskus", "housing", "2026Q3", 14, 22, TODAY)
fact = NeedForecast(
    municipality=HERE,
    centre="Keskus",
    need="housing",
    quarter="2026Q3",
    present=14,
    coming=22,
    forecast_on=TODAY,
)


class TestForecasts:
    def test_the_newest_holds_and_the_same_again_is_no_news(self) -> None:
        told().when(forecast).produces(fact)
        told(fact).when(replace(forecast, today=TODAY + timedelta(days=1))).stays_quiet()
        told(fact).when(replace(forecast, coming=23)).produces(fact.model_copy(update={"coming": 23}))
        told(fact).when(replace(forecast, present=13)).produces(fact.model_copy(update={"present": 13}))

    @pytest.mark.parametrize("quarter", ["2026Q1", "2029Q1"])
    def test_from_this_quarter_to_the_twelfth_from_it(self, quarter: str) -> None:
        told().when(replace(forecast, quarter=quarter)).produces(fact.model_copy(update={"quarter": quarter}))

    def test_not_of_the_past_nor_of_a_mistyped_year(self) -> None:
        told().when(replace(forecast, quarter="2025Q4")).refuses("forecast.quarter_is_over", "quarter")
        told().when(replace(forecast, quarter="2029Q2")).refuses("forecast.quarter_too_far", "quarter")

    @pytest.mark.parametrize("field", ["present", "coming"])
    def test_no_number_is_below_nought(self, field: str) -> None:
        told().when(replace(forecast, **{field: -1})).refuses("forecast.below_nought", field)  # type: ignore[arg-type]
        told().when(replace(forecast, **{field: 0})).produces(fact.model_copy(update={field: 0}))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("day", "quarter"),
        [
            (date(2026, 1, 1), "2026Q1"),
            (date(2026, 9, 30), "2026Q3"),
            (date(2026, 3, 31), "2026Q1"),
            (date(2026, 4, 1), "2026Q2"),
            (date(2026, 12, 31), "2026Q4"),
        ],
    )
    def test_a_quarter_has_three_months(self, day: date, quarter: str) -> None:
        assert quarter_of(day) == quarter

    def test_a_forecast_is_one_for_each_centre_however_it_is_typed(self) -> None:
        one = forecast_of(HERE, "Lappajärven  Keskus", "housing", "2026Q3")
        assert one == forecast_of(HERE, "lappajärven keskus", "housing", "2026Q3")
        # The id is that of a stream: what was forecast under an earlier version is replaced under every later one.
        assert one == UUID("6f1afede-4382-541f-9ed9-e2b5ee4bbe08")
        assert len({one, forecast_of(HERE, "x", "housing", "2026Q3"), forecast_of(AREA, "x", "housing", "2026Q3")}) == 3

    def test_other_facts_are_no_forecasts(self) -> None:
        with pytest.raises(ValueError, match="is no forecast"):
            forecasts.evolve(forecasts.INITIAL, recorded(started))
