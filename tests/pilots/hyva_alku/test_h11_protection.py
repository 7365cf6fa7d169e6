"""H11: victims of trafficking and people under non-disclosure, invisible to all who are not entitled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.access.roles import Role
from tests.pilots.region import Actor, Region

KASKO, LAIHIA = "231", "399"  # no other scenario looks at them


async def all_that_is_seen(region: Region, actor: Actor, case: str) -> dict[str, Any]:
    """Every list, count, search and page that an official of the municipality can look at."""
    at = f"/municipalities/{KASKO}"
    seen: dict[str, Any] = {}
    for path in ("worklist", "deadlines", "transfers", "flows", "equality", f"cases/{case}", f"cases/{case}/timeline",
                 f"cases/{case}/replay", f"cases/{case}/protection"):  # fmt: skip
        answer = await actor.ask("GET", "reporting", f"{at}/{path}")
        said = answer.json()
        seen[path.replace(case, "case")] = (
            answer.status_code,
            {key: value for key, value in said.items() if key not in ("position", "trace", "known_at")},
        )
    found = await actor.post("reporting", f"{at}/search", {"name": "Kalliosalmi"})
    seen["search"] = found["rows"]
    return seen


@pytest.mark.capability("H11")
async def test_h11_a_protected_case_is_to_others_as_if_it_had_never_been(region: Region) -> None:
    """Lists, search, counts, flows, figures and commands: the same as before she came; the officials named go on."""
    mine = region.as_(Role.CASEWORKER, KASKO, name="in-charge")
    other = region.as_(Role.CASEWORKER, KASKO, name="colleague")
    unit = region.as_(Role.INTEGRATION_UNIT, KASKO, LAIHIA)
    nothing = "00000000-0000-4000-8000-000000000000"
    await mine.get("reporting", f"/municipalities/{KASKO}/worklist")
    before = await all_that_is_seen(region, other, nothing)
    flows_before = (await unit.get("reporting", "/flows"))["rows"]

    case = await region.arrival(mine, KASKO, family_name="Kalliosalmi", reason="intl")
    base = f"/municipalities/{KASKO}/cases/{case}"
    offer = {"receiver": LAIHIA, "expires_on": f"{region.today + timedelta(days=20)}"}
    await mine.post("intake", f"{base}/transfers", offer)
    await region.settled()
    assert (await all_that_is_seen(region, other, case))["search"]

    answer = await mine.ask("POST", "intake", f"{base}/protection", {"kind": "traffic", "words": "Etsijä on Vaasassa."})
    assert answer.status_code == 202
    pending = answer.json()
    assert pending["status"].startswith(f"{base}/protection?after=intake/protection/{case}:")
    told = await mine.get("reporting", f"{base}/protection", after=pending)
    assert (told["in_force"], told["entitled"]) == (True, [mine.name])

    assert await all_that_is_seen(region, other, case) == before
    assert (await unit.get("reporting", "/flows"))["rows"] == flows_before
    receiver = region.as_(Role.CASEWORKER, LAIHIA)
    inbox = await receiver.get("reporting", f"/municipalities/{LAIHIA}/transfers")
    assert [row for row in inbox["rows"] if row["case"] == case] == []
    for path, body in (("/protection", {"kind": "nondisc"}), ("/protection/lift", {}), ("/transfers", offer)):
        refused = await other.refused("intake", base + path, body)
        assert (refused["status"], refused["code"]) == (404, "access.not_found")

    page = await mine.get("reporting", base)
    assert page["person"]["family_name"] == "Kalliosalmi"
    events = [row["event"] for row in (await mine.get("reporting", f"{base}/timeline"))["rows"]]
    assert "NonDisclosureSet" in events
    await mine.post("intake", f"{base}/protection/officials", {"official": other.name})
    await region.settled()
    assert (await other.get("reporting", base))["case"] == case
    await mine.post("intake", f"{base}/protection/officials/remove", {"official": other.name})
    await region.settled()
    assert (await other.refused("reporting", base, method="GET"))["status"] == 404

    lifted = await mine.post("intake", f"{base}/protection/lift", {})
    told = await mine.get("reporting", f"{base}/protection", after=lifted)
    assert (told["in_force"], told["entitled"]) == (False, [])
    assert (await other.get("reporting", base))["case"] == case
