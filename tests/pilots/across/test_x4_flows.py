"""X4 in figures: moves, handover times, refusals, and who is between two municipalities right now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

PERHO, HALSUA = "584", "074"  # no other scenario moves anybody between them
MOVES, REFUSALS, WAITING = 5, 6, 5


@pytest.mark.capability("X4")
async def test_x4_the_unit_sees_flows_and_each_municipality_its_own_with_small_figures_hidden(region: Region) -> None:
    """Moves by month and ground, the days they took, refusals by reason, and offers that wait, with their age."""
    sender, receiver = (region.as_(Role.CASEWORKER, one) for one in (PERHO, HALSUA))
    unit = region.as_(Role.INTEGRATION_UNIT, PERHO, HALSUA)
    expires = f"{region.today + timedelta(days=200)}"
    offers = []
    for _ in range(MOVES + REFUSALS + WAITING):
        case = await region.arrival(sender, PERHO, reason="family")
        said = await sender.post(
            "intake", f"/municipalities/{PERHO}/cases/{case}/transfers", {"receiver": HALSUA, "expires_on": expires}
        )
        offers.append(f"{case}/{said['offer']}")
    await region.forward(days=4)
    for offer in offers[:MOVES]:
        await receiver.post("intake", f"/municipalities/{HALSUA}/transfers/{offer}/accept", {})
    for number, offer in enumerate(offers[MOVES : MOVES + REFUSALS]):
        reason = "no_capacity" if number else "not_moving"
        await receiver.post("intake", f"/municipalities/{HALSUA}/transfers/{offer}/decline", {"reason": reason})
    await region.settled()

    page = await unit.get("reporting", "/flows")
    (there,) = [row for row in page["rows"] if (row["sender"], row["receiver"]) == (PERHO, HALSUA)]
    assert (there["offered"], there["accepted"], there["declined"], there["open"]) == (16, MOVES, REFUSALS, WAITING)
    assert {month: cell["n"] for month, cell in there["months"].items()} == {f"{region.today:%Y-%m}": MOVES}
    assert {ground: cell["n"] for ground, cell in there["grounds"].items()} == {"family": MOVES}
    assert (there["days_to_answer"]["value"], there["days_to_move"]["n"]) == (4, MOVES)
    assert there["waiting"]["value"] == 4
    # One refusal for a reason of its own is small, and the other five would be what is left over.
    assert [cell["suppressed"] for cell in there["refusals"].values()] == [True, True]
    assert (there["expired"], there["withdrawn"]) == (0, 0)
    assert "below 5" in page["note"]

    for worker, at, side in ((sender, PERHO, "sender"), (receiver, HALSUA, "receiver")):
        own = await worker.get("reporting", f"/municipalities/{at}/flows")
        assert [row for row in own["rows"] if row["receiver"] == HALSUA and row["sender"] == PERHO] == [there]
        between = [one for one in own["between"] if {one["sender"], one["receiver"]} == {PERHO, HALSUA}]
        assert sorted(one["case"] for one in between) == sorted(offer[:36] for offer in offers[MOVES + REFUSALS :])
        assert {(one["side"], one["days"]) for one in between} == {(side, 4)}
    stranger = region.as_(Role.CASEWORKER, "849")
    assert (await stranger.refused("reporting", f"/municipalities/{PERHO}/flows", method="GET"))["status"] == 404
