"""K5: local networks ready to receive."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KYYJARVI, LAUKAA = "312", "410"


@pytest.mark.capability("K5")
async def test_k5_a_checklist_by_reason_of_arrival_shows_what_is_in_place_and_what_is_a_gap(region: Region) -> None:
    """The standard items for quota refugees, one of the municipality's own, answers with owners, and the gaps."""
    adviser = region.as_(Role.ADVISER, KYYJARVI)
    base = f"/municipalities/{KYYJARVI}/readiness"
    await adviser.post("activities", base, {"reason": "quota"})
    again = await adviser.refused("activities", base, {"reason": "quota"})
    assert (again["code"], again["field"]) == ("readiness.opened_already", "reason")
    added = await adviser.post(
        "activities", f"{base}/items", {"reason": "quota", "code": "bus", "what": {"fi": "Bussikortit on tilattu"}}
    )
    page = await adviser.get("reporting", base, after=added)
    (checklist,) = [one for one in page["rows"] if one["reason"] == "quota"]
    codes = [one["code"] for one in checklist["items"]]
    assert {"housing", "interpreting", "health_check", "bus"} <= set(codes)
    assert not checklist["ready"]

    unit = region.as_(Role.INTEGRATION_UNIT, KYYJARVI, LAUKAA)
    for code in codes:
        said = {"reason": "quota", "code": code, "answer": "gap" if code == "housing" else "done", "owner": "Kunta"}
        answered = await adviser.post("activities", f"{base}/answers", said)
    figures = await unit.get("reporting", "/readiness", after=answered)
    (row,) = [one for one in figures["rows"] if (one["municipality"], one["reason"]) == (KYYJARVI, "quota")]
    assert (row["ready"], row["gaps"], row["unanswered"], row["done"]) == (False, 1, 0, len(codes) - 1)
    page = await adviser.get("reporting", base)
    (checklist,) = [one for one in page["rows"] if one["reason"] == "quota"]
    (gap,) = [one for one in checklist["items"] if one["answer"] == "gap"]
    assert (gap["code"], gap["owner"]) == ("housing", "Kunta")

    closed = await adviser.post(
        "activities",
        f"{base}/answers",
        {"reason": "quota", "code": "housing", "answer": "done", "owner": "Asuntotoimi"},
    )
    page = await adviser.get("reporting", base, after=closed)
    assert [one["ready"] for one in page["rows"] if one["reason"] == "quota"] == [True]
