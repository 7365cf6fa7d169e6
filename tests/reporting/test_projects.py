"""The network's register as it is folded and searched."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.api.projects import fits, in_region
from services.reporting.readmodels.organisations import ORGANISATIONS, OrganisationRow
from services.reporting.readmodels.projects import PROJECTS, ProjectRow
from shared.access.rls import EVERYBODY
from shared.events import Event
from shared.events.intake.projects import ProjectAmended
from tests.intake.test_projects import listed, named, published, registered, removed
from tests.spec import recorded

pytestmark = pytest.mark.unit


def projects_of(*events: Event) -> dict[str, ProjectRow]:
    rows: dict[str, ProjectRow] = {}
    for version, event in enumerate(events, 1):
        rows |= PROJECTS.handlers[event.service, event.name].fold(rows, recorded(event, version))
    return rows


def test_a_project_and_its_results_are_everybodys_to_read() -> None:
    rows = projects_of(registered, published)
    assert {row.municipality for row in rows.values()} == {EVERYBODY}
    project, result = rows[""], rows[str(published.result)]
    assert (project.place, project.name_sv, project.themes, project.result) == ("403", "MaaKoto", "work,leisure", None)
    assert project.partners == f'["{registered.partners[0]}"]'
    assert (result.place, result.result, result.starts_on) == ("403", published.result, published.published_on)
    assert (result.summary_fi, result.summary_en) == ("MaaKoto", None)


def test_an_amendment_changes_what_may_change() -> None:
    amended = ProjectAmended(project=UUID(int=1), ends_on=date(2020, 1, 1), themes=("work",), partners=())
    project = projects_of(registered, amended)[""]
    assert (project.ends_on, project.themes, project.partners) == (date(2020, 1, 1), "work", "[]")
    assert (project.funder, project.starts_on) == ("AMIF", registered.starts_on)


def test_a_contact_comes_and_goes_in_its_box() -> None:
    named.details.box = {"subject": "x"}
    rows: dict[str, OrganisationRow | None] = {}
    for event in (listed, named):
        handler = ORGANISATIONS.handlers[event.service, event.name]
        rows |= handler.fold(rows, recorded(event))
    contact = rows[str(named.contact)]
    assert contact is not None
    assert contact.contact == named.contact
    assert "Åsa".encode() not in (contact.details or b"")
    assert ORGANISATIONS.handlers[removed.service, removed.name].fold(rows, recorded(removed)) == {
        str(named.contact): None
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [(None, True), ("", True), ("maakoto", True), ("Makoto", True), ("AMIF maakoto", True), ("ESR", False),
     ("maakoto osana", False), ("2016-153", True)],
)  # fmt: skip
def test_a_search_takes_a_mistyped_letter_and_wants_every_word(text: str | None, found: bool) -> None:
    assert fits(text, "MaaKoto", None, "AMIF", "SMDno-2016-153") is found


def test_a_region_is_that_of_the_entrys_municipality() -> None:
    assert in_region("403", None)
    assert in_region("403", "14")
    assert not in_region("403", "15")
