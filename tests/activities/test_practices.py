"""Practices and the policies they lead to, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import orjson
import pytest

from services.activities.policies import domain as policies
from services.activities.policies.domain import ProposePolicy, RecordChange, RecordDecision
from services.activities.practices.domain import (
    HEADS,
    INITIAL,
    AdoptPractice,
    Command,
    DescribeAnew,
    DocumentPractice,
    MeasurePractice,
    Place,
    VisitPractice,
    decide,
    evolve,
)
from services.reporting.api.practices import PracticePlace as ReadPlace
from services.reporting.api.practices import PracticeUse, Result, compared
from services.reporting.readmodels.policies import POLICIES
from services.reporting.readmodels.practices import PRACTICES
from shared.access.rls import EVERYBODY
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
from shared.events.activities.texts import PublishedText
from shared.regions.localised import LocalisedText
from tests.activities.folding import fold
from tests.spec import KEY, Spec

pytestmark = pytest.mark.unit

SEINAJOKI, VAASA = "743", "905"
TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)
VISIT, ADOPTION, RESULT = (UUID(int=number) for number in (1, 2, 3))
given = Spec(INITIAL, decide, evolve).given
given_policy = Spec(policies.INITIAL, policies.decide, policies.evolve).given

fundao, here = Place("PT", "Fundão", "Município"), Place("FI", "Seinäjoki", "Kaupunki")
words, text = LocalisedText(fi="Yksi ovi"), PublishedText(fi="Yksi ovi")
document = DocumentPractice(SEINAJOKI, fundao, "work", dict.fromkeys(HEADS, words), TODAY, ("fi",), TODAY)
visit = VisitPractice(VAASA, VISIT, TODAY, here, 4, (words,), TODAY)
adopt = AdoptPractice(VAASA, ADOPTION, here, TODAY, words, TODAY)
measure = MeasurePractice(VAASA, RESULT, ADOPTION, "days", "d", Decimal(80), Decimal("5E+1"), TODAY, TODAY)

at_fundao = PracticePlace(country="PT", region="Fundão", organisation="Município")
at_home = PracticePlace(country="FI", region="Seinäjoki", organisation="Kaupunki")
documented = PracticeDocumented(
    municipality=SEINAJOKI,
    edition=1,
    place=at_fundao,
    theme="work",
    description=PracticeDescription(**dict.fromkeys(HEADS, text)),
    began_on=TODAY,
)
visited = ExchangeVisitHeld(
    visit=VISIT, municipality=VAASA, visited_on=TODAY, visitors=at_home, people=4, lessons=(text,)
)
adopted = PracticeAdopted(adoption=ADOPTION, municipality=VAASA, place=at_home, adopted_on=TODAY, adaptation=text)
measured = PracticeMeasured(
    result=RESULT, adoption=ADOPTION, indicator="days", unit="d", before="80", after="50", measured_on=TODAY
)


def test_a_practice_is_described_under_every_head_in_every_language_required() -> None:
    assert HEADS == ("name", "problem", "solution", "for_whom", "resources", "evidence")
    given().when(document).produces(documented)
    given(documented).when(document).refuses("practice.documented_already")
    swedish_too = replace(document, required=("fi", "sv"))
    given().when(swedish_too).refuses("practice.language_missing", "description.name.sv")
    given().when(replace(document, began_on=TOMORROW)).refuses("practice.day_in_the_future", "began_on")
    given().when(replace(document, began_on=None)).produces(documented.model_copy(update={"began_on": None}))


def test_whoever_documented_it_describes_it_anew() -> None:
    given(documented).when(DescribeAnew(replace(document, place=here))).produces(
        documented.model_copy(update={"edition": 2, "place": at_home})
    )
    second = documented.model_copy(update={"edition": 2})
    given(documented, second).when(DescribeAnew(document)).produces(documented.model_copy(update={"edition": 3}))
    given(documented).when(DescribeAnew(replace(document, municipality=VAASA))).refuses("access.not_found")


@pytest.mark.parametrize("command", [DescribeAnew(document), visit, adopt, measure])
def test_what_nobody_documented_is_not_there(command: Command) -> None:
    given().when(command).refuses("access.not_found")


def test_anybody_visits_and_adopts_it_elsewhere_once() -> None:
    given(documented).when(visit).produces(visited)
    given(documented).when(replace(visit, visited_on=TOMORROW)).refuses("practice.day_in_the_future", "visited_on")
    given(documented).when(adopt).produces(adopted)
    given(documented).when(replace(adopt, adopted_on=TOMORROW)).refuses("practice.day_in_the_future", "adopted_on")
    given(documented).when(replace(adopt, place=fundao)).refuses("practice.adopted_where_it_comes_from", "place")
    at_another_place = documented.model_copy(update={"edition": 2, "place": at_home})
    given(documented, at_another_place).when(adopt).refuses("practice.adopted_where_it_comes_from", "place")
    given(documented, adopted).when(replace(adopt, adoption=UUID(int=9))).refuses("practice.adopted_already", "place")


def test_each_place_is_measured_by_whoever_recorded_it() -> None:
    given(documented, adopted).when(measure).produces(measured)
    given(documented, adopted).when(replace(measure, municipality=SEINAJOKI)).refuses("access.not_found")
    given(documented).when(measure).refuses("access.not_found")
    at_origin = replace(measure, adoption=None)
    given(documented).when(at_origin).refuses("access.not_found")
    given(documented).when(replace(at_origin, municipality=SEINAJOKI)).produces(
        measured.model_copy(update={"adoption": None})
    )
    large = replace(measure, before=Decimal("2E+3"))
    given(documented, adopted).when(large).produces(measured.model_copy(update={"before": "2000"}))
    given(documented, adopted).when(replace(measure, measured_on=TOMORROW)).refuses(
        "practice.day_in_the_future", "measured_on"
    )
    with pytest.raises(ValueError, match="cannot follow NotDocumented"):
        given(adopted).when(visit).stays_quiet()


def test_everybody_may_read_the_row_of_a_practice() -> None:
    row = fold(PRACTICES, documented, visited, adopted, measured, documented.model_copy(update={"edition": 2}))[""]
    assert (row.municipality, row.documented_by, row.edition, row.country) == (EVERYBODY, SEINAJOKI, 2, "PT")
    counts = [len(orjson.loads(part)) for part in (row.visits, row.adoptions, row.results)]
    assert counts == [1, 1, 1]
    assert orjson.loads(row.description)["evidence"] == {"fi": "Yksi ovi"}


def use(adoption: UUID | None, *results: tuple[str, str, str, str, int]) -> PracticeUse:
    return PracticeUse(
        adoption=adoption,
        municipality=VAASA,
        place=ReadPlace(country="FI", region="x", organisation="y"),
        since=None,
        adaptation=None,
        results=[
            Result(
                indicator=indicator,
                unit=unit,
                before=Decimal(before),
                after=Decimal(after),
                change=Decimal(after) - Decimal(before),
                measured_on=TODAY + timedelta(days=day),
            )
            for indicator, unit, before, after, day in results
        ],
    )


def test_places_are_compared_by_the_newest_result_of_the_same_indicator_and_unit() -> None:
    uses = [
        use(None, ("days", "d", "60", "30", 0), ("days", "d", "60", "15", 1), ("people", "h", "0", "4", 0)),
        use(ADOPTION, ("days", "d", "-80", "-40", 0), ("days", "week", "8", "4", 0)),
    ]
    found = {
        (one.indicator, one.unit): [(place.adoption, place.change, place.change_percent) for place in one.places]
        for one in compared(uses)
    }
    assert found == {
        ("days", "d"): [(None, Decimal(-45), -75.0), (ADOPTION, Decimal(40), 50.0)],
        ("days", "week"): [(ADOPTION, Decimal(-4), -50.0)],
        ("people", "h"): [(None, Decimal(4), None)],
    }


# --- policies ---------------------------------------------------------------------------------------------------------

propose = ProposePolicy(SEINAJOKI, (KEY, KEY), words, PolicyLevel.REGION, "Liitto", words, TODAY, TODAY)
decision = RecordDecision(SEINAJOKI, PolicyDecision.ACCEPTED, "Hallitus", TODAY, words, TODAY)
change = RecordChange(SEINAJOKI, words, TODAY, "Luku 4")

proposed = PolicyProposed(
    municipality=SEINAJOKI,
    practices=(KEY,),
    instrument=text,
    level=PolicyLevel.REGION,
    addressed_to="Liitto",
    proposal=text,
    proposed_on=TODAY,
)
decided = PolicyDecided(decision=PolicyDecision.ACCEPTED, decided_by="Hallitus", decided_on=TODAY, grounds=text)
declined = decided.model_copy(update={"decision": PolicyDecision.DECLINED})
changed = InstrumentChanged(change=text, in_force_on=TODAY, reference="Luku 4")


def test_a_proposal_is_decided_and_then_the_instrument_is_changed() -> None:
    given_policy().when(propose).produces(proposed)
    given_policy(proposed).when(decision).produces(decided)
    given_policy(proposed, decided).when(change).produces(changed)
    in_part = decided.model_copy(update={"decision": PolicyDecision.ACCEPTED_IN_PART})
    given_policy(proposed, in_part).when(change).produces(changed)
    later = replace(change, in_force_on=TOMORROW)
    given_policy(proposed, decided).when(later).produces(changed.model_copy(update={"in_force_on": TOMORROW}))


def test_steps_are_not_skipped_nor_taken_twice() -> None:
    given_policy(proposed).when(change).refuses("policy.not_decided")
    given_policy(proposed, declined).when(change).refuses("policy.declined")
    given_policy(proposed, declined).when(decision).refuses("policy.recorded_already")
    given_policy(proposed, decided).when(decision).refuses("policy.recorded_already")
    given_policy(proposed, decided, changed).when(change).refuses("policy.recorded_already")
    given_policy(proposed).when(propose).refuses("policy.recorded_already")


def test_days_follow_one_another() -> None:
    given_policy().when(replace(propose, proposed_on=TOMORROW)).refuses("policy.day_in_the_future", "proposed_on")
    given_policy(proposed).when(replace(decision, decided_on=TOMORROW)).refuses(
        "policy.day_in_the_future", "decided_on"
    )
    yesterday = TODAY - timedelta(days=1)
    given_policy(proposed).when(replace(decision, decided_on=yesterday)).refuses(
        "policy.decided_before_it_was_proposed", "decided_on"
    )
    given_policy(proposed, decided).when(replace(change, in_force_on=yesterday)).refuses(
        "policy.changed_before_it_was_decided", "in_force_on"
    )


@pytest.mark.parametrize("command", [decision, change])
def test_no_proposal_and_another_municipalitys_look_the_same(command: RecordDecision | RecordChange) -> None:
    given_policy().when(command).refuses("access.not_found")
    for history in ((proposed,), (proposed, decided), (proposed, declined), (proposed, decided, changed)):
        given_policy(*history).when(replace(command, municipality=VAASA)).refuses("access.not_found")
    with pytest.raises(ValueError, match="cannot follow NotProposed"):
        given_policy(decided).when(command).stays_quiet()


def test_everybody_may_read_the_row_of_a_proposal() -> None:
    row = fold(POLICIES, proposed, decided, changed)[""]
    assert (row.municipality, row.proposed_by, row.practices) == (EVERYBODY, SEINAJOKI, f'["{KEY}"]')
    assert (row.level, row.decision, row.decided_by, row.decided_on) == ("region", "accepted", "Hallitus", TODAY)
    assert (row.change, row.in_force_on, row.reference) == ('{"fi":"Yksi ovi"}', TODAY, "Luku 4")
    assert fold(POLICIES, proposed)[""].decision is None
