"""What a municipality has of networks: a training, strategy work, a group, a proposal, a bulletin, and their parts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.security.attacker import Attacker

SAID = {"fi": "Heidän", "sv": "Deras"}


async def networks_of(attacker: Attacker, municipality: str, actor: str, today: str) -> dict[str, str]:
    """One of each, made for these tests; ids by the names of the paths' slots.

    Not a practice: those are everybody's to know, to visit and to adopt.
    """
    base = f"/municipalities/{municipality}"
    soon = (date.fromisoformat(today) + timedelta(days=30)).isoformat()

    async def made(path: str, body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = await attacker.post("activities", f"{base}{path}", actor, body)
        return answer

    training = await made("/trainings", {"topic": SAID, "audiences": ["employers"], "people": 5})
    strategy = await made("/strategies", {"title": SAID})
    workshop = await made(
        f"/strategies/{strategy['id']}/workshops",
        {"stage": "current_state", "attendees": [{"kind": "employers", "people": 2}], "outcomes": [SAID, SAID]},
    )
    outcome, left = workshop["outcomes"]
    taken = await made(f"/strategies/{strategy['id']}/outcomes/{outcome}/action", {"owner": "He", "due_on": soon})
    network = await made("/networks", {"kind": "cooperation", "name": SAID})
    group = f"/networks/{network['id']}"
    member = await made(f"{group}/members", {"name": "Heidän jäsenensä", "kind": "other"})
    need = await made(f"{group}/needs", {"what": SAID, "owner": "He"})
    meeting = await made(f"{group}/meetings", {"minutes": "Vain heille."})
    policy = await made(
        "/policies", {"instrument": SAID, "level": "region", "addressed_to": "Liitto", "proposal": SAID}
    )
    bulletin = await made("/bulletins", {"audiences": ["staff"], "topic": "work", "title": SAID, "text": SAID})
    await made(f"/bulletins/{bulletin['id']}/publish", {"valid_to": soon})
    # Seen by reporting before anything is attacked.
    stream = f"activities/bulletin/{bulletin['id']}:2"
    await attacker.get(f"{base}/bulletins", actor, after=stream)
    await attacker.get(f"{base}/networks", actor, after=f"{meeting['stream']}:{meeting['version']}")
    return {
        "training": training["id"],
        "strategy": strategy["id"],
        "outcome": left,
        "action": taken["action"],
        "network": network["id"],
        "member": member["member"],
        "need": need["need"],
        "meeting": meeting["meeting"],
        "policy": policy["id"],
        "bulletin": bulletin["id"],
    }
