"""What a declaration lets in, and under which role."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.access.grants import Grant
from shared.access.policy import Access, Viewer, allow
from shared.access.roles import Role, Scope
from shared.access.tokens import Claims
from shared.errors import Problem

pytestmark = pytest.mark.unit
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLAIMS = Claims("aino", None, NOW, "t")


def grant(role: Role, *municipalities: str, organisation: str = "Unit") -> Grant:
    return Grant(role, organisation, frozenset(municipalities), NOW, None)


def admit(access: Access, *grants: Grant, at: str | None = None) -> Viewer | str:
    try:
        return access.admit(CLAIMS, grants, at, "fi")
    except Problem as problem:
        return f"{problem.status} {problem.faults[0].code}"


CASEWORK = Access((Role.CASEWORKER, Role.INTEGRATION_UNIT), Scope.MUNICIPALITY)


def test_a_shared_unit_acts_in_each_of_its_municipalities_and_sees_all_of_them() -> None:
    viewer = admit(CASEWORK, grant(Role.CASEWORKER, "598", "599"), at="599")
    assert isinstance(viewer, Viewer)
    assert viewer.municipalities == {"598", "599"}
    assert viewer.within("599").municipalities == {"599"}
    assert viewer.within("905").municipalities == frozenset()


def test_grants_of_other_roles_do_not_widen_what_is_seen() -> None:
    viewer = admit(CASEWORK, grant(Role.CASEWORKER, "905"), grant(Role.AUDITOR, "410", "992"), at="905")
    assert isinstance(viewer, Viewer)
    assert viewer.municipalities == {"905"}
    assert (
        admit(CASEWORK, grant(Role.CASEWORKER, "905"), grant(Role.AUDITOR, "410"), at="410") == "404 access.not_found"
    )


def test_somebody_acts_under_the_first_of_the_endpoints_roles_that_they_hold_there() -> None:
    unit = grant(Role.INTEGRATION_UNIT, "905", "410", organisation="Region")
    viewer = admit(CASEWORK, unit, grant(Role.CASEWORKER, "905", organisation="Vaasa"), at="905")
    elsewhere = admit(CASEWORK, unit, grant(Role.CASEWORKER, "905", organisation="Vaasa"), at="410")
    assert isinstance(viewer, Viewer)
    assert isinstance(elsewhere, Viewer)
    assert (viewer.role, viewer.organisation) == (Role.CASEWORKER, "Vaasa")
    assert viewer.roles == {Role.CASEWORKER, Role.INTEGRATION_UNIT}
    assert (elsewhere.role, elsewhere.organisation) == (Role.INTEGRATION_UNIT, "Region")


@pytest.mark.parametrize("place", ["410", "999", "90", "", "905 ", "٩٠٥", None, "905,410"])
def test_every_place_that_is_not_theirs_answers_alike(place: str | None) -> None:
    assert admit(CASEWORK, grant(Role.CASEWORKER, "905"), at=place) == "404 access.not_found"


@pytest.mark.parametrize("place", ["905", "410", "999"])
def test_a_role_that_is_not_allowed_answers_alike_everywhere(place: str) -> None:
    assert admit(CASEWORK, grant(Role.ADVISER, "905"), at=place) == "403 access.denied"
    assert admit(CASEWORK, at=place) == "403 access.denied"


def test_a_grant_without_municipalities_opens_nothing_that_is_about_any() -> None:
    assert admit(Access((Role.CASEWORKER,), Scope.ANY), grant(Role.CASEWORKER)) == "403 access.denied"
    viewer = admit(Access((Role.OPERATOR,), Scope.NONE), grant(Role.OPERATOR))
    assert isinstance(viewer, Viewer)
    assert viewer.municipalities == frozenset()


def test_a_declaration_allows_somebody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        allow()
