"""What the directory shows: folded rows, how supply stands to need, distances, and the export by HSDS 3.0."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.reporting.api.directory import standing
from services.reporting.hsds import page_of, service_of
from services.reporting.readmodels.needs import seen as fold_need
from services.reporting.readmodels.owners import OWNERS, OwnerRow
from services.reporting.readmodels.potentials import POTENTIALS
from services.reporting.readmodels.services import SERVICES
from shared.events import Event
from shared.projection import Projection
from shared.regions.distances import between, centre, kilometres
from shared.regions.municipalities import deployed
from tests.activities.directory.facts import CAFE, SERVICE, changed, ended, handed_over, listed
from tests.activities.directory.test_domain import named, offered, seen, taken, withdrawn, wound_up
from tests.spec import recorded

pytestmark = pytest.mark.unit
SCHEMA = json.loads((Path(__file__).parent / "hsds" / "hsds-3.0-service.schema.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def row_after(projection: Projection[Any], *events: Event) -> Any:
    rows: dict[str, Any] = {}
    for event in events:
        handler = projection.handlers[event.service, event.name]
        rows.update(handler.fold(rows, recorded(event)))
    return rows.get("")


def test_a_service_stands_in_the_directory_for_everybody_as_it_is_now() -> None:
    first = row_after(SERVICES, listed)
    assert (first.municipality, first.kept_by, first.kind, first.needs) == (
        "*",
        "905",
        "third_sector",
        "language social",
    )
    assert (first.serves, first.languages, first.cents, first.ended_on) == ("499 905", "fin swe", None, None)
    assert (first.latitude, first.longitude, first.hours) == (63_096_000, 21_616_000, '[["MO","09:00","15:30"]]')
    last = row_after(SERVICES, listed, changed, handed_over, ended)
    assert (last.cost, last.cents, last.owner, last.funded_until) == ("fee", 550, "Vaasan kaupunki", None)
    assert last.ended_on == date(2026, 3, 2)
    assert row_after(SERVICES, changed) is None


def test_everything_that_a_project_built_has_an_owner_and_a_last_day() -> None:
    service = row_after(OWNERS, listed)
    assert (service.asset, service.owner, service.until, service.handovers) == (
        "service",
        "Osana-hanke",
        date(2026, 12, 31),
        0,
    )
    given_away = row_after(OWNERS, listed, handed_over, changed)
    assert (given_away.owner, given_away.until, given_away.handovers) == ("Vaasan kaupunki", None, 1)
    network = row_after(OWNERS, named, named)
    assert (network.asset, network.title_fi, network.handovers) == ("network", "Kotoverkosto", 1)
    assert row_after(OWNERS, named, wound_up).ended_on == date(2026, 3, 2)
    assert row_after(OWNERS, ended) == OwnerRow(ended_on=date(2026, 3, 2))


def test_unused_potential_and_needs_are_shown_as_they_stand() -> None:
    assert row_after(POTENTIALS, offered).state == "offered"
    assert (row_after(POTENTIALS, offered, taken).state, row_after(POTENTIALS, offered, taken).service_id.int) == (
        "taken_up",
        9,
    )
    assert row_after(POTENTIALS, offered, withdrawn).state == "withdrawn"
    assert row_after(POTENTIALS, taken) is None
    need = fold_need({}, recorded(seen))[""]  # type: ignore[arg-type]
    assert need is not None
    assert (need.municipality, need.need, need.people) == ("905", "housing", 3)


@pytest.mark.parametrize(
    ("people", "turned_away", "services", "owners", "said"),
    [
        (1, 0, 0, 0, "gap"),
        (1, 1, 0, 0, "gap"),
        (1, 1, 2, 2, "short"),
        (1, 0, 2, 2, "overlap"),
        (2, 0, 2, 2, "met"),
        (0, 0, 2, 2, "overlap"),
        (0, 0, 2, 1, "unused"),
        (1, 0, 2, 1, "met"),
    ],
)
def test_supply_stands_to_need(people: int, turned_away: int, services: int, owners: int, said: str) -> None:
    row = {"people": people, "turned_away": turned_away, "services": services, "owners": owners}
    assert standing(row) == said


def test_every_municipality_of_the_deployment_has_a_centre_in_its_region() -> None:
    for code in deployed():
        assert 61.5 < centre(code).latitude < 64.1
        assert 21.0 < centre(code).longitude < 26.1
    with pytest.raises(LookupError):
        centre("091")


def test_distances_are_those_of_the_map() -> None:
    assert between("905", "905") == 0
    assert between("905", "499") == between("499", "905") == 5
    assert 80 <= between("905", "598") <= 90
    assert kilometres(centre("905"), centre("272")) == between("905", "272")


def columns(*events: Event) -> dict[str, Any]:
    return {"key": SERVICE, **row_after(SERVICES, *events)._asdict()}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("events", [(listed,), (listed, changed), (listed, handed_over)])
def test_the_export_is_valid_by_hsds(events: tuple[Event, ...], language: Any) -> None:
    assert [error.message for error in VALID.iter_errors(service_of(columns(*events), language))] == []


def test_the_schema_refuses_what_hsds_refuses() -> None:
    said = service_of(columns(listed), "fi")
    assert not VALID.is_valid({**said, "status": "open"})
    assert not VALID.is_valid({**said, "id": "kielikahvila"})
    assert not VALID.is_valid({key: value for key, value in said.items() if key != "name"})
    assert not VALID.is_valid({**said, "kommun": "905"})


def test_the_export_says_what_the_directory_says() -> None:
    said = service_of(columns(listed), "sv")
    assert (said["name"], said["alternate_name"]) == ("Språkcafé", "Kielikahvila")
    assert [one["code"] for one in said["languages"]] == ["fin", "swe"]
    assert [one["name"] for one in said["service_areas"]] == ["Korsholm", "Vasa"]
    assert [one["value"] for one in said["attributes"]] == ["language", "social"]
    assert said["cost_options"][0]["amount"] == 0
    assert service_of(columns(listed, changed), "sv")["cost_options"][0]["amount"] == 5.5
    assert said["schedules"][0]["byday"] == "MO"
    place = said["service_at_locations"][0]["location"]
    assert (place["latitude"], place["addresses"][0]["postal_code"]) == (63.096, "65100")
    assert said["organization"]["organization_identifiers"][0]["identifier"] == "0209602-6"
    assert "2026-12-31" in said["funding"][0]["source"]
    assert "funding" not in service_of(columns(listed, handed_over), "sv")


def test_the_export_comes_in_pages_as_hsds_has_them() -> None:
    rows = [columns(listed)] * 3
    first, last, beyond = (page_of(rows, page=page, size=2, language="fi") for page in (1, 2, 3))
    assert (first.total_items, first.total_pages, first.size, first.first_page, first.last_page) == (
        3,
        2,
        2,
        True,
        False,
    )
    assert (last.size, last.first_page, last.last_page, last.empty) == (1, False, True, False)
    assert (beyond.empty, beyond.contents) == (True, [])
    assert page_of([], page=1, size=2, language="fi").total_pages == 1


def test_a_service_without_a_place_or_a_business_id_is_exported_too() -> None:
    remote = listed.model_copy(
        update={
            "details": CAFE.model_copy(update={"place": None, "opening_hours": ()}),
            "owner": listed.owner.model_copy(update={"business_id": None}),
        }
    )
    said = service_of(columns(remote), "fi")
    assert "service_at_locations" not in said
    assert said["schedules"] == []
    assert "organization_identifiers" not in said["organization"]
    assert VALID.is_valid(said)
