"""The region itself: somebody arrives, every service hears of it, and the clock that a test moves is everybody's."""

from __future__ import annotations

from datetime import timedelta

from shared.access.roles import Role
from tests.pilots.region import Region


async def test_an_arrival_is_on_the_worklist_and_is_owed_an_assessment(region: Region) -> None:
    """One form, and reporting shows a case with a deadline, on the transport that was asked for."""
    vaasa = region.as_(Role.CASEWORKER, "905")
    case = await region.arrival(vaasa, "905")
    await region.settled()
    page = await vaasa.get("reporting", f"/municipalities/905/cases/{case}")
    assert page["case"] == case
    elsewhere = region.as_(Role.CASEWORKER, "743")
    hidden = await elsewhere.refused("reporting", f"/municipalities/743/cases/{case}", method="GET")
    assert (hidden["status"], hidden["code"]) == (404, "access.not_found")


async def test_the_clock_goes_forward_for_every_process(region: Region) -> None:
    """A form that is filled in after ten days is dated ten days later."""
    vaasa, before = region.as_(Role.CASEWORKER, "905"), region.today
    assert await region.forward(days=10) == before + timedelta(days=10)
    case = await region.arrival(vaasa, "905")
    await region.settled()
    said = await vaasa.get("reporting", f"/municipalities/905/cases/{case}/timeline")
    assert said["rows"][0]["recorded_at"].startswith(region.now.date().isoformat()), said
