"""What intake records besides cases, as it is folded: consents, visits, points, appointments, concerns, places."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.api.guidance import without_small_visits
from services.reporting.api.quota import MunicipalityPlaces, without_small_places
from services.reporting.readmodels.appointments import APPOINTMENTS
from services.reporting.readmodels.compensation import COMPENSATION
from services.reporting.readmodels.concerns import CONCERNS
from services.reporting.readmodels.consents import CONSENTS
from services.reporting.readmodels.guidance import GUIDANCE
from services.reporting.readmodels.quota import QUOTA
from services.reporting.readmodels.servicepoints import SERVICE_POINTS
from shared.events import Event, Personal, Unreadable
from shared.events.intake import (
    ArrivalBackground,
    ArrivalRegistered,
    Channel,
    PersonDetails,
    PersonDetailsCorrected,
    TransferAccepted,
)
from shared.projection import Projection
from tests.intake import test_appointments as appointments
from tests.intake import test_compensation as compensation
from tests.intake import test_concerns as concerns
from tests.intake import test_consent as consent
from tests.intake import test_guidance as guidance
from tests.intake import test_placement as placement
from tests.intake import test_servicepoints as points
from tests.spec import recorded

pytestmark = pytest.mark.unit
PERSON = UUID(int=77)


def rows_of(projection: Projection[Any], *events: Event) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for version, event in enumerate(events, 1):
        for field in type(event).model_fields:
            value = getattr(event, field)
            if isinstance(value, Personal) and value.box is None:
                value.box = {"subject": str(value.subject)}  # as it stands in bytes
        handler = projection.handlers[event.service, event.name]
        for sub, row in handler.fold(rows, recorded(event, version)).items():
            if row is None:
                rows.pop(sub, None)
            else:
                rows[sub] = row
    return rows


def arrived(municipality: str = "905") -> ArrivalRegistered:
    details = PersonDetails(family_name="E", given_names="Å", birth_date=date(1990, 4, 1))
    background = ArrivalBackground(reason="quota", mother_tongue="som", citizenship="SO")
    return ArrivalRegistered(
        municipality=municipality,
        person_id=PERSON,
        arrived_on=date(2026, 2, 1),
        channel=Channel.FORM,
        person=Personal(PERSON, details),
        background=Personal(PERSON, background),
    )


moved = TransferAccepted(offer=UUID(int=5), sender="905", receiver="545", moves_on=date(2026, 3, 1))


def test_a_consent_follows_its_case_and_says_when_it_was_withdrawn() -> None:
    rows = rows_of(CONSENTS, arrived(), consent.consented, moved, consent.withdrawn)
    row = rows[str(consent.CONSENT)]
    assert (row.municipality, row.given_on, row.valid_until) == ("545", consent.FIRST, consent.LAST)
    assert row.withdrawn_on == consent.withdrawn.withdrawn_on
    assert b"598" not in (row.terms or b"")
    assert rows[""].municipality == "545"


def test_a_consent_told_before_its_case_is_nobodys_until_the_case_is_somebodys() -> None:
    before = rows_of(CONSENTS, consent.consented)
    assert before[str(consent.CONSENT)].municipality == ""
    after = rows_of(CONSENTS, consent.consented, arrived())
    assert {row.municipality for row in after.values()} == {"905"}
    assert rows_of(CONSENTS, consent.withdrawn) == {}


def test_a_visit_is_a_line_of_statistics() -> None:
    (row,) = rows_of(GUIDANCE, guidance.anonymous).values()
    assert (row.municipality, row.themes, row.language, row.channel) == ("272", "housing,work", "rus", "phone")
    assert (row.minutes, row.visitor, row.onward_kind) == (10, None, None)


def test_a_clients_visit_is_counted_where_it_was_given_also_when_nothing_of_it_can_be_read() -> None:
    from shared.events.intake.guidance import ClientGuided

    said = {"visit": guidance.VISIT, "municipality": "272", "given_on": guidance.TODAY}
    (row,) = rows_of(GUIDANCE, ClientGuided(details=Personal(PERSON, guidance.details()), **said)).values()
    assert (row.themes, row.visitor) == ("housing,work", None)
    (erased,) = rows_of(GUIDANCE, ClientGuided(details=Personal(PERSON, Unreadable.ERASED), **said)).values()
    assert (erased.municipality, erased.given_on, erased.themes, erased.channel) == ("272", guidance.TODAY, "", None)


def test_a_point_has_its_hours_in_one_line_and_its_last_day() -> None:
    changed = points.OpeningHoursChanged(point=points.POINT, hours=points.other)
    (row,) = rows_of(SERVICE_POINTS, points.opened, changed, points.closed).values()
    assert (row.municipality, row.name_fi, row.name_sv, row.name_en) == ("272", "Ohjuri", "Lotsen", None)
    assert (row.hours, row.languages) == ("We 09:00-12:00; PH off", "fin,rus")
    assert (row.opened_on, row.closed_on) == (points.DAY, points.DAY)


def test_an_appointment_follows_its_case_through_its_states() -> None:
    rows = rows_of(APPOINTMENTS, arrived(), appointments.booked)
    sub = str(appointments.ID)
    assert (rows[sub].state, rows[sub].takes_place_on, rows[sub].municipality) == ("booked", appointments.DAY, "905")
    assert rows[sub].person == rows[""].person is not None
    rows = rows_of(APPOINTMENTS, arrived(), appointments.booked, appointments.reminded(), moved)
    assert (rows[sub].state, rows[sub].reminded_on, rows[sub].municipality) == ("reminded", appointments.EVE, "545")
    assert rows[sub].reminder is not None
    assert rows_of(APPOINTMENTS, arrived(), appointments.booked, appointments.cancelled)[sub].state == "cancelled"
    over = rows_of(APPOINTMENTS, arrived(), appointments.booked, appointments.over)[sub]
    assert (over.state, over.outcome is not None) == ("over", True)
    assert rows_of(APPOINTMENTS, appointments.over) == {}


def test_a_corrected_name_is_in_every_appointment() -> None:
    right = PersonDetails(family_name="O", given_names="Å", birth_date=date(1990, 4, 1))
    rows = rows_of(
        APPOINTMENTS, arrived(), appointments.booked, PersonDetailsCorrected(person=Personal(UUID(int=78), right))
    )
    assert {row.person for row in rows.values()} == {rows[""].person}
    assert str(UUID(int=78)).encode() in rows[""].person


def test_a_compensation_period_runs_is_extended_and_ends() -> None:
    row = rows_of(COMPENSATION, arrived("743"), compensation.began())[""]
    assert (row.municipality, row.ground, row.ends_on, row.extended) == ("743", "quota", date(2029, 3, 1), False)
    assert (row.rule, row.law, row.began_on) == ("compensation_period_quota", "681/2023", compensation.FIRST)
    longer = compensation.extension(date(2030, 1, 1))
    ended = compensation.ending(date(2027, 1, 1))
    row = rows_of(COMPENSATION, arrived("743"), compensation.began(), longer, ended, moved)[""]
    assert (row.ends_on, row.extended, row.ended_on, row.municipality) == (
        date(2030, 1, 1), True, date(2027, 1, 1), "545",
    )  # fmt: skip


def test_a_concern_tells_whom_it_is_entrusted_to_and_nothing_else_in_clear() -> None:
    (row,) = rows_of(CONCERNS, concerns.raised, concerns.entrusted, concerns.concluded).values()
    assert (row.municipality, row.entrusted, row.concluded_on) == ("743", '["official-7"]', concerns.TODAY)
    assert None not in (row.details, row.words, row.conclusion)
    assert b"wages" not in b"".join((row.details, row.words, row.conclusion))


def test_places_are_counted_and_a_family_is_seen_by_its_groups_owner_and_its_receivers() -> None:
    taken = placement.PlacesTaken(family=placement.FAMILY, persons=5)
    more = placement.PlacesTaken(family=placement.OTHER, persons=2)
    (year,) = rows_of(QUOTA, placement.agreed, taken, more).values()
    assert (year.municipality, year.kind, year.year, year.agreed, year.persons) == ("743", "places", 2026, 8, 7)

    events = (placement.expected, placement.allocated(), placement.declined, placement.allocated("052"))
    rows = rows_of(QUOTA, *events)
    owner = rows[str(placement.FAMILY)]
    assert (owner.municipality, owner.side, owner.receiver, owner.stage) == ("403", "owner", "052", "offered")
    first, second = (rows[f"{placement.FAMILY}/{place}"] for place in ("743", "052"))
    assert (first.municipality, first.stage, first.reason) == ("743", "declined", "housing")
    assert (second.municipality, second.stage, second.persons) == ("052", "offered", 5)
    took = placement.FamilyTaken(family=placement.FAMILY, receiver="052", year=2026)
    after = rows_of(QUOTA, *events, took)
    assert {after[sub].stage for sub in (str(placement.FAMILY), f"{placement.FAMILY}/052")} == {"taken"}
    assert after[f"{placement.FAMILY}/743"].stage == "declined"


def test_small_places_are_hidden_together_with_what_gives_them_away() -> None:
    large, small = without_small_places({("743", 2026): (30, 20), ("052", 2026): (10, 3)})
    assert large == MunicipalityPlaces(municipality="743", year=2026, agreed=30, taken=20, free=10)
    assert small.taken is None
    assert None in (small.agreed, small.free)


def test_visits_across_municipalities_hide_a_rare_language_and_keep_themes_apart() -> None:
    shown = without_small_visits(
        {
            "municipality": {"905": 30, "499": 20},
            "language": {"rus": 47, "som": 3},
            "channel": {"phone": 50},
            "theme": {"work": 60, "housing": 2},
        }
    )
    assert shown["language", "som"] is None
    assert None in (shown["language", "rus"], shown["all", ""])
    assert (shown["theme", "work"], shown["theme", "housing"]) == (60, None)
