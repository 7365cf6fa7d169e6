"""An integration programme and its versions, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import orjson
import pytest

from services.activities.programmes.domain import (
    INITIAL,
    AdoptProgramme,
    Goal,
    Measure,
    MeasureIndicator,
    decide,
    evolve,
)
from services.reporting.api.strategies import ProgrammeGoal as ReadGoal
from services.reporting.api.strategies import ProgrammeIndicator, compared
from services.reporting.readmodels.programmes import PROGRAMMES
from shared.events.activities.programmes import Indicator, IndicatorMeasured, ProgrammeAdopted, ProgrammeGoal
from shared.events.activities.texts import PublishedText
from shared.regions.localised import LocalisedText
from tests.activities.folding import fold
from tests.spec import Spec

pytestmark = pytest.mark.unit

VAASA, LAUKAA = "905", "410"
TODAY = date(2026, 3, 2)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
given = Spec(INITIAL, decide, evolve).given

both = LocalisedText(fi="Työ", sv="Arbete")
share = Measure("share", both, "%", Decimal("40.5"), Decimal(60))
work = Goal("work", both, (share,))
adopt = AdoptProgramme(VAASA, both, TODAY, "Valtuusto", TODAY, TODAY, (work,), ("sv", "fi"), TODAY)
measure = MeasureIndicator(VAASA, "work", "share", Decimal("52.50"), TODAY, TODAY)

said = PublishedText(fi="Työ", sv="Arbete")
adopted = ProgrammeAdopted(
    municipality=VAASA,
    number=1,
    title=said,
    adopted_on=TODAY,
    adopted_by="Valtuusto",
    valid_from=TODAY,
    valid_to=TODAY,
    goals=(
        ProgrammeGoal(
            code="work",
            text=said,
            indicators=(Indicator(code="share", name=said, unit="%", baseline="40.5", target="60"),),
        ),
    ),
)
measured = IndicatorMeasured(goal="work", indicator="share", amount="52.50", measured_on=TODAY)


def test_versions_are_numbered_one_after_another() -> None:
    given().when(adopt).produces(adopted)
    given(adopted).when(adopt).produces(adopted.model_copy(update={"number": 2}))
    without = replace(adopt, goals=(replace(work, measures=(replace(share, baseline=None),)),))
    (goal,) = adopted.goals
    no_baseline = goal.model_copy(update={"indicators": (goal.indicators[0].model_copy(update={"baseline": None}),)})
    given().when(without).produces(adopted.model_copy(update={"goals": (no_baseline,)}))


def test_figures_are_written_out_in_full() -> None:
    thousands = replace(share, baseline=Decimal("2E+3"), target=Decimal("3E+3"))
    (goal,) = adopted.goals
    written = goal.indicators[0].model_copy(update={"baseline": "2000", "target": "3000"})
    given().when(replace(adopt, goals=(replace(work, measures=(thousands,)),))).produces(
        adopted.model_copy(update={"goals": (goal.model_copy(update={"indicators": (written,)}),)})
    )
    given(adopted).when(replace(measure, amount=Decimal("2E+3"))).produces(
        measured.model_copy(update={"amount": "2000"})
    )


def test_days_are_in_their_order() -> None:
    given().when(replace(adopt, adopted_on=TOMORROW)).refuses("programme.adopted_in_the_future", "adopted_on")
    given(adopted).when(replace(adopt, adopted_on=YESTERDAY)).refuses(
        "programme.before_the_version_before", "adopted_on"
    )
    given().when(replace(adopt, adopted_on=YESTERDAY)).produces(adopted.model_copy(update={"adopted_on": YESTERDAY}))
    given().when(replace(adopt, valid_to=YESTERDAY)).refuses("programme.ends_before_it_begins", "valid_to")


def test_every_text_is_said_in_every_language_required() -> None:
    finnish = LocalisedText(fi="Työ")
    for command, field in (
        (replace(adopt, title=finnish), "title.sv"),
        (replace(adopt, goals=(replace(work, text=finnish),)), "goals.0.text.sv"),
        (
            replace(adopt, goals=(replace(work, measures=(replace(share, name=finnish),)),)),
            "goals.0.indicators.0.name.sv",
        ),
    ):
        given().when(command).refuses("programme.language_missing", field)
    given().when(replace(adopt, required=("fi",))).produces(adopted)


def test_codes_differ() -> None:
    given().when(replace(adopt, goals=(work, work))).refuses("programme.code_twice", "goals.1.code")
    given().when(replace(adopt, goals=(replace(work, measures=(share, share)),))).refuses(
        "programme.code_twice", "goals.0.indicators.1.code"
    )


def test_an_indicator_of_the_newest_version_is_measured_by_today() -> None:
    given(adopted).when(measure).produces(measured)
    given(adopted).when(replace(measure, measured_on=TOMORROW)).refuses(
        "programme.measured_in_the_future", "measured_on"
    )
    given(adopted).when(replace(measure, indicator="other")).refuses("programme.indicator_unknown", "indicator")
    given(adopted).when(replace(measure, goal="other")).refuses("programme.indicator_unknown", "indicator")
    newer = adopted.model_copy(update={"number": 2, "goals": ()})
    given(adopted, newer).when(measure).refuses("programme.indicator_unknown", "indicator")
    given(adopted, measured).when(measure).produces(measured)


def test_no_programme_and_another_municipalitys_look_the_same() -> None:
    given().when(measure).refuses("access.not_found")
    given(adopted).when(replace(measure, municipality=LAUKAA)).refuses("access.not_found")
    given(adopted).when(replace(adopt, municipality=LAUKAA)).refuses("access.not_found")
    with pytest.raises(ValueError, match="cannot follow NoProgramme"):
        given(measured).when(adopt).stays_quiet()


def test_a_measurement_stands_with_the_newest_version() -> None:
    rows = fold(PROGRAMMES, adopted, adopted.model_copy(update={"number": 2}), measured, measured)
    assert {sub: len(orjson.loads(row.measured)) for sub, row in rows.items()} == {"1": 0, "2": 2}
    assert (rows["1"].municipality, rows["1"].adopted_by, rows["1"].valid_to) == (VAASA, "Valtuusto", TODAY)


def goal(code: str, text: str, **targets: int) -> ReadGoal:
    indicators = [
        ProgrammeIndicator(code=name, name={"fi": name}, unit="%", baseline=None, target=Decimal(target), measured=[])
        for name, target in targets.items()
    ]
    return ReadGoal(code=code, text={"fi": text}, indicators=indicators)


def test_versions_are_compared_goal_by_goal() -> None:
    older = [goal("a", "A", x=1), goal("b", "B", x=1), goal("c", "C"), goal("d", "D", x=1, y=2), goal("e", "E", x=1)]
    newer = [goal("f", "F", z=3), goal("e", "E", x=1), goal("d", "D", x=1), goal("b", "B", x=2), goal("a", "A!", x=1)]
    changes = [(one.code, one.change) for one in compared(older, newer)]
    assert changes == [
        ("f", "added"), ("e", "kept"), ("d", "changed"), ("b", "changed"), ("a", "changed"), ("c", "removed"),
    ]  # fmt: skip
    by_code = {one.code: one for one in compared(older, newer)}
    assert [(one.indicator, one.before, one.after) for one in by_code["d"].targets] == [
        ("x", Decimal(1), Decimal(1)), ("y", Decimal(2), None),
    ]  # fmt: skip
    assert (by_code["f"].before, by_code["f"].after) == (None, {"fi": "F"})
    assert (by_code["c"].before, by_code["c"].after) == ({"fi": "C"}, None)
    assert [(one.before, one.after) for one in by_code["f"].targets] == [(None, Decimal(3))]
