"""An attacker, and what there is to attack: things of Vaasa's, and the same kinds of things of Laukaa's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from tests.demo.running import RunningDemo
from tests.security.attacker import LAUKAA, MINE, THEIRS, VAASA, Attacker, all_of
from tests.security.endpoints import Endpoint, endpoints, nobodys
from tests.security.networks import networks_of


@pytest.fixture(scope="session")
async def attacker(demo: RunningDemo) -> AsyncIterator[Attacker]:
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as http:
        yield Attacker(demo, http)


@pytest.fixture(scope="session")
def every_endpoint(demo: RunningDemo) -> list[Endpoint]:
    return endpoints(demo)


@dataclass(frozen=True)
class Prey:
    """What Vaasa has: every case with its person, offers, groups; `things` is one of each kind by name."""

    cases: dict[str, dict[str, str]]
    offers: frozenset[str]
    groups: frozenset[str]
    things: dict[str, str]

    @property
    def secrets(self) -> frozenset[str]:
        """Ids that no answer to Laukaa may hold; not that of the group that Laukaa itself types into a referral."""
        return (frozenset(self.cases) | self.offers | self.groups) - {self.things["group"]}

    def missing(self) -> dict[str, str]:
        """The same kinds of things that do not exist, the person besides."""
        return {
            **self.things,
            **nobodys(),
            "family_name": "Eiketään",
            "given_names": "Tuntematon",
            "birth_date": "1971-03-05",
        }


def days(attacker: Attacker) -> dict[str, str]:
    today = attacker.demo.settings.clock().today()
    return {"today": today.isoformat(), "soon": (today + timedelta(days=30)).isoformat()}


async def _whole(attacker: Attacker, actor: str, municipality: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    page = 1
    while True:
        answer = await attacker.get(f"/municipalities/{municipality}/worklist", actor, size=200, page=page)
        found |= {row["case"]: row["person"] for row in answer["rows"]}
        if len(found) >= answer["total"]:
            return found
        page += 1


@pytest.fixture(scope="session")
async def vaasa(attacker: Attacker) -> Prey:
    """Vaasa as its own caseworker sees it; a session is held in one of its groups, so that there is one, and two of its
    cases are suspected to be one person's.
    """
    suspicion = await _suspicion(attacker)
    cases = await _whole(attacker, THEIRS, VAASA)
    transfers = (await attacker.get(f"/municipalities/{VAASA}/transfers", THEIRS))["rows"]
    own = [one for one in transfers if LAUKAA not in (one["sender"], one["receiver"])]
    groups = (await attacker.get(f"/municipalities/{VAASA}/groups", THEIRS))["rows"]
    full = await all_of(attacker.get(f"/municipalities/{VAASA}/cases/{case}", THEIRS) for case in cases)
    referred = next(one for one in full if one["referrals"])
    group = next(one for one in groups if one["starts_on"] <= days(attacker)["today"])["group"]
    held = await attacker.post("activities", f"/municipalities/{VAASA}/groups/{group}/sessions", THEIRS, {})
    assert cases
    assert own
    assert groups
    return Prey(
        cases,
        frozenset(one["offer"] for one in own),
        frozenset(one["group"] for one in groups),
        {
            **nobodys("vaasa"),
            **await networks_of(attacker, VAASA, THEIRS, days(attacker)["today"]),
            **days(attacker),
            **referred["person"],
            "case": referred["case"],
            "referral": referred["referrals"][0]["referral"],
            "offer": own[0]["offer"],
            "group": group,
            "thing": group,
            "session": held["session"],
            "suspicion": suspicion,
        },
    )


async def _suspicion(attacker: Attacker) -> str:
    person = {"given_names": "Kaksi Kertaa", "birth_date": "1957-07-19", "reason": "work"}
    for family_name in ("Kaksonen", "Kaksonenn"):
        body = {**person, "family_name": family_name, "arrived_on": days(attacker)["today"]}
        said = await attacker.post("intake", f"/municipalities/{VAASA}/arrivals", THEIRS, body)
    # Seen by reporting before anything is counted.
    await attacker.get(f"/municipalities/{VAASA}/worklist", THEIRS, after=f"intake/suspicion/{said['suspicions'][0]}:1")
    suspicion: str = said["suspicions"][0]
    return suspicion


@pytest.fixture(scope="session")
async def laukaa(attacker: Attacker) -> dict[str, str]:
    """A case, a group and a session of Laukaa's own, made for these tests; the other ids are nobody's."""
    today = days(attacker)
    person = {"family_name": "Kohde", "given_names": "Oma", "birth_date": "1969-11-30"}
    body = {**person, "reason": "work", "arrived_on": today["today"]}
    arrival = await attacker.post("intake", f"/municipalities/{LAUKAA}/arrivals", MINE, body)
    opened = {"title": {"fi": "Oma ryhmä"}, "language": "fin", "places": 5, "starts_on": today["today"]}
    group = (await attacker.post("activities", f"/municipalities/{LAUKAA}/groups", MINE, opened))["group"]
    held = await attacker.post("activities", f"/municipalities/{LAUKAA}/groups/{group}/sessions", MINE, {})
    case = arrival["case"]
    # Seen by reporting once the other services have taken it up: what follows from it does not change under a test.
    await attacker.get(f"/municipalities/{LAUKAA}/worklist", MINE, after=f"assessment/case/{case}:1")
    await attacker.get(f"/municipalities/{LAUKAA}/worklist", MINE, after=f"planning/case/{case}:1")
    return {**nobodys("laukaa"), **today, **person, "case": case, "group": group, "session": held["session"]}
