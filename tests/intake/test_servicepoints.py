"""Service points: opened with hours that make sense, said in the region's languages, changed, closed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.servicepoints.domain import (
    INITIAL,
    ChangeHours,
    ClosedPoint,
    ClosePoint,
    OpenedPoint,
    OpenPoint,
    decide,
    evolve,
)
from shared.events.intake.servicepoints import (
    Exceptional,
    Open,
    OpeningHours,
    OpeningHoursChanged,
    ServicePointClosed,
    ServicePointOpened,
    Weekday,
    Weekly,
)
from shared.regions.localised import LocalisedText
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

POINT, DAY = UUID(int=1), date(2026, 3, 2)
MO, TU, WE = Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY
MORNING, AFTERNOON = Open(opens="09:00", closes="12:00"), Open(opens="13:00", closes="16:00")
HOURS = OpeningHours(weekly=(Weekly(days=(MO, TU), open=AFTERNOON), Weekly(days=(MO,), open=MORNING)))
NAME = LocalisedText(fi="Ohjuri", sv="Lotsen")
given = Spec(INITIAL, decide, evolve).given


def opening(hours: OpeningHours = HOURS, name: LocalisedText = NAME, zone: str = "Europe/Helsinki") -> OpenPoint:
    return OpenPoint(POINT, "272", name, ("fi", "sv"), "Rantakatu 16", zone, hours, ("fin", "rus"), DAY)


opened = ServicePointOpened(
    point=POINT,
    municipality="272",
    title=NAME,
    address="Rantakatu 16",
    zone="Europe/Helsinki",
    hours=HOURS,
    languages=("fin", "rus"),
    opened_on=DAY,
)
closed = ServicePointClosed(point=POINT, closed_on=DAY)
other = OpeningHours(weekly=(Weekly(days=(WE,), open=MORNING),))


def test_a_point_is_opened_once() -> None:
    given().when(opening()).produces(opened)
    given(opened).when(opening()).stays_quiet()


def test_its_name_is_said_in_every_language_of_the_region() -> None:
    given().when(opening(name=LocalisedText(fi="Ohjuri"))).refuses("servicepoint.name_language_missing", "name.sv")


def test_its_clock_stands_in_a_zone_that_there_is() -> None:
    given().when(opening(zone="Europe/Kokkola")).refuses("servicepoint.no_such_zone", "zone")


@pytest.mark.parametrize(
    ("hours", "code", "field"),
    [
        (
            OpeningHours(weekly=(Weekly(days=(MO,), open=Open(opens="09:00", closes="09:00")),)),
            "servicepoint.closes_before_it_opens",
            "hours.weekly",
        ),
        (
            OpeningHours(
                weekly=(
                    Weekly(days=(MO, TU), open=MORNING),
                    Weekly(days=(TU,), open=Open(opens="11:59", closes="13:00")),
                )
            ),
            "servicepoint.hours_overlap",
            "hours.weekly",
        ),
        (
            OpeningHours(exceptions=(Exceptional(first=DAY, last=DAY - timedelta(days=1)),)),
            "servicepoint.exception_ends_before_it_begins",
            "hours.exceptions",
        ),
        (
            OpeningHours(exceptions=(Exceptional(first=DAY, last=DAY, open=(MORNING, MORNING)),)),
            "servicepoint.hours_overlap",
            "hours.exceptions",
        ),
        (
            OpeningHours(exceptions=(Exceptional(first=DAY, last=DAY, open=(Open(opens="12:00", closes="11:00"),)),)),
            "servicepoint.closes_before_it_opens",
            "hours.exceptions",
        ),
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: OpeningHours, code: str, field: str) -> None:
    given().when(opening(hours)).refuses(code, field)
    given(opened).when(ChangeHours("272", hours)).refuses(code, field)


def test_hours_that_touch_are_no_overlap() -> None:
    touching = OpeningHours(
        weekly=(Weekly(days=(MO,), open=MORNING), Weekly(days=(MO,), open=Open(opens="12:00", closes="24:00"))),
        exceptions=(Exceptional(first=DAY, last=DAY, open=(MORNING,)),),
    )
    given(opened).when(ChangeHours("272", touching)).produces(OpeningHoursChanged(point=POINT, hours=touching))


def test_hours_change_where_they_are_others() -> None:
    given(opened).when(ChangeHours("272", other)).produces(OpeningHoursChanged(point=POINT, hours=other))
    given(opened).when(ChangeHours("272", HOURS)).stays_quiet()
    given(opened, OpeningHoursChanged(point=POINT, hours=other)).is_in(OpenedPoint(POINT, "272", DAY, other))
    given(opened, OpeningHoursChanged(point=POINT, hours=other)).when(ChangeHours("272", other)).stays_quiet()


def test_a_point_is_closed_for_good() -> None:
    given(opened).when(ClosePoint("272", DAY)).produces(closed)
    given(opened).when(ClosePoint("272", DAY - timedelta(days=1))).refuses(
        "servicepoint.closed_before_opened", "closed_on"
    )
    given(opened, closed).when(ClosePoint("272", DAY)).stays_quiet()
    given(opened, closed).when(ChangeHours("272", other)).refuses("servicepoint.closed")
    given(opened, closed).is_in(ClosedPoint("272"))


def test_another_municipality_has_no_such_point() -> None:
    for history in ((), (opened,), (opened, closed)):
        given(*history).when(ChangeHours("905", other)).refuses("access.not_found")
        given(*history).when(ClosePoint("905", DAY)).refuses("access.not_found")


def test_hours_are_said_in_the_words_of_openstreetmap() -> None:
    hours = OpeningHours(
        weekly=HOURS.weekly,
        exceptions=(
            Exceptional(first=date(2026, 12, 24), last=date(2027, 1, 6)),
            Exceptional(first=date(2026, 12, 30), last=date(2026, 12, 30), open=(MORNING,)),
        ),
    )
    assert hours.expression == (
        "Mo 09:00-12:00,13:00-16:00; Tu 13:00-16:00; PH off; 2026 Dec 24-2027 Jan 06 off; 2026 Dec 30 09:00-12:00"
    )
    assert OpeningHours(closed_on_holidays=False).expression == "off"


def test_a_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow NoPoint"):
        evolve(INITIAL, recorded(closed))
