"""Projects and organisations of the network: told of, amended, results published, contacts named; each by its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.organisations import domain as organisations
from services.intake.organisations.domain import Listed, ListOrganisation, NameContact, RemoveContact
from services.intake.projects.domain import (
    INITIAL,
    About,
    AmendProject,
    Project,
    PublishResult,
    RegisterProject,
    decide,
    evolve,
)
from shared.events import Event, Personal
from shared.events.intake.projects import (
    ContactDetails,
    ContactNamed,
    ContactRemoved,
    OrganisationKind,
    OrganisationListed,
    ProjectAmended,
    ProjectRegistered,
    ResultPublished,
)
from shared.regions.localised import LocalisedText
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

PROJECT, PARTNER, RESULT = UUID(int=1), UUID(int=2), UUID(int=3)
FIRST, LAST = date(2016, 9, 1), date(2019, 8, 31)
NAME = LocalisedText(fi="MaaKoto", sv="MaaKoto")
ABOUT = About(LAST, ("work", "leisure"), (PARTNER,))
given = Spec(INITIAL, decide, evolve).given
of = Spec(organisations.INITIAL, organisations.decide, organisations.evolve).given

registered = ProjectRegistered(
    project=PROJECT,
    municipality="403",
    title=NAME,
    funder="AMIF",
    number="SMDno-2016-153",
    starts_on=FIRST,
    ends_on=LAST,
    themes=("work", "leisure"),
    partners=(PARTNER,),
)


def telling(about: About = ABOUT, name: LocalisedText = NAME) -> RegisterProject:
    return RegisterProject(PROJECT, "403", name, ("fi", "sv"), "AMIF", "SMDno-2016-153", FIRST, about)


def publishing(on: date = LAST, title: LocalisedText = NAME, summary: LocalisedText = NAME) -> PublishResult:
    return PublishResult("403", RESULT, title, summary, ("fi", "sv"), None, on, LAST)


published = ResultPublished(project=PROJECT, result=RESULT, title=NAME, summary=NAME, published_on=LAST)


def test_the_network_is_told_of_a_project_once() -> None:
    given().when(telling()).produces(registered)
    given(registered).when(telling()).stays_quiet()


def test_a_project_has_themes_an_order_of_days_and_a_name_in_every_language() -> None:
    given().when(telling(About(FIRST - timedelta(days=1), ("work",), ()))).refuses(
        "project.ends_before_it_begins", "ends_on"
    )
    given().when(telling(About(LAST, (), ()))).refuses("project.no_theme", "themes")
    given().when(telling(name=LocalisedText(fi="MaaKoto"))).refuses("project.language_missing", "name.sv")


def test_a_project_of_one_day_is_one() -> None:
    day = About(FIRST, ("work",), ())
    given().when(telling(day)).produces(
        registered.model_copy(update={"ends_on": FIRST, "themes": ("work",), "partners": ()})
    )


def test_what_is_otherwise_is_amended() -> None:
    later = About(LAST + timedelta(days=90), ("work",), ())
    amended = ProjectAmended(project=PROJECT, ends_on=later.ends_on, themes=("work",), partners=())
    given(registered).when(AmendProject("403", later)).produces(amended)
    given(registered).when(AmendProject("403", ABOUT)).stays_quiet()
    given(registered, amended).when(AmendProject("403", later)).stays_quiet()
    given(registered).when(AmendProject("403", About(FIRST - timedelta(days=1), ("work",), ()))).refuses(
        "project.ends_before_it_begins", "ends_on"
    )


def test_a_result_is_published_once_in_every_language_on_a_day_of_the_project() -> None:
    given(registered).when(publishing()).produces(published)
    given(registered).when(publishing(FIRST)).produces(published.model_copy(update={"published_on": FIRST}))
    given(registered, published).when(publishing()).stays_quiet()
    english = LocalisedText(en="MaaKoto")
    given(registered).when(publishing(title=english)).refuses("project.language_missing", "title.fi")
    given(registered).when(publishing(summary=english)).refuses("project.language_missing", "summary.fi")
    given(registered).when(publishing(LAST + timedelta(days=1))).refuses("project.day_in_the_future", "published_on")
    given(registered).when(publishing(FIRST - timedelta(days=1))).refuses(
        "project.result_before_it_began", "published_on"
    )


def test_a_result_may_be_read_elsewhere() -> None:
    linked = replace(publishing(), link="https://example.fi/tulos")
    given(registered).when(linked).produces(published.model_copy(update={"link": "https://example.fi/tulos"}))


def test_an_amendment_changes_neither_whose_it_is_nor_when_it_began_nor_what_came_of_it() -> None:
    amended = ProjectAmended(project=PROJECT, ends_on=FIRST, themes=("work",), partners=())
    given(registered, published, amended).is_in(
        Project(PROJECT, "403", FIRST, About(FIRST, ("work",), ()), frozenset({RESULT}))
    )
    given(registered, amended, published).is_in(
        Project(PROJECT, "403", FIRST, About(FIRST, ("work",), ()), frozenset({RESULT}))
    )
    another = published.model_copy(update={"result": PARTNER})
    given(registered, published, another).when(publishing()).stays_quiet()


def test_only_whose_entry_it_is_changes_it() -> None:
    for history in ((), (registered,)):
        given(*history).when(AmendProject("905", ABOUT)).refuses("access.not_found")
    other = publishing()
    given(registered).when(PublishResult("905", RESULT, other.title, other.summary, ("fi",), None, LAST, LAST)).refuses(
        "access.not_found"
    )


def test_a_projects_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow Untold"):
        evolve(INITIAL, recorded(published))
    with pytest.raises(ValueError, match="cannot follow Project"):
        evolve(evolve(INITIAL, recorded(registered)), recorded(registered))


# --- organisations ----------------------------------------------------------------------------------------------------

ORGANISATION, CONTACT = UUID(int=5), UUID(int=6)
ASA = ContactDetails(name="Åsa Esimerkki", email="asa@example.fi")
listed = OrganisationListed(
    organisation=ORGANISATION,
    municipality="403",
    title="Opisto",
    kind=OrganisationKind.EDUCATION,
    country="FI",
    themes=("work",),
)
named = ContactNamed(organisation=ORGANISATION, contact=CONTACT, details=Personal(CONTACT, ASA))
removed = ContactRemoved(organisation=ORGANISATION, contact=CONTACT)


def test_an_organisation_is_listed_once() -> None:
    listing = ListOrganisation(ORGANISATION, "403", "Opisto", OrganisationKind.EDUCATION, "FI", ("work",))
    of().when(listing).produces(listed)
    of(listed).when(listing).stays_quiet()


def test_a_contact_is_named_who_can_be_reached_and_removed() -> None:
    of(listed).when(NameContact("403", CONTACT, ASA)).produces(named)
    of(listed, named).when(NameContact("403", CONTACT, ASA)).stays_quiet()
    by_phone = ContactDetails(name="Åsa Esimerkki", phone="+358 40 000 0000")
    of(listed).when(NameContact("403", CONTACT, by_phone)).produces(
        named.model_copy(update={"details": Personal(CONTACT, by_phone)})
    )
    of(listed).when(NameContact("403", CONTACT, ContactDetails(name="Åsa"))).refuses(
        "organisation.contact_cannot_be_reached", "email"
    )
    of(listed, named).when(RemoveContact("403", CONTACT)).produces(removed)
    of(listed, named, removed).when(RemoveContact("403", CONTACT)).refuses("access.not_found")
    another = named.model_copy(update={"contact": PARTNER, "details": Personal(PARTNER, ASA)})
    of(listed, named, another, removed).is_in(Listed(ORGANISATION, "403", frozenset({PARTNER})))


@pytest.mark.parametrize("history", [(), (listed,), (listed, named)])
def test_only_whose_entry_it_is_names_contacts(history: tuple[Event, ...]) -> None:
    of(*history).when(NameContact("905", CONTACT, ASA)).refuses("access.not_found")
    of(*history).when(RemoveContact("905", CONTACT)).refuses("access.not_found")


def test_an_organisations_fact_that_cannot_follow_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="cannot follow Unlisted"):
        organisations.evolve(organisations.INITIAL, recorded(named))
    with pytest.raises(ValueError, match="cannot follow Listed"):
        organisations.evolve(Listed(ORGANISATION, "403"), recorded(listed))
