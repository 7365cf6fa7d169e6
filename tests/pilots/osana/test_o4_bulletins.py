"""O4: current information to immigrants, to the network and to staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KOKKOLA, KAUSTINEN, LAUKAA = "272", "236", "410"
BASE = f"/municipalities/{KOKKOLA}/bulletins"


@pytest.mark.capability("O4")
async def test_o4_a_bulletin_comes_out_in_both_languages_and_its_readers_are_counted(region: Region) -> None:
    """A missing Swedish text stops it and is named; published, it is seen by some and unseen by the rest."""
    adviser = region.as_(Role.ADVISER, KOKKOLA)
    drafted = await adviser.post(
        "activities",
        BASE,
        {
            "audiences": ["immigrants", "network", "staff"],
            "topic": "housing",
            "title": {"fi": "Asuntoneuvonta muuttaa", "en": "Housing advice moves"},
            "text": {"fi": "Olemme maanantaista alkaen kirjastossa.", "en": "From Monday we are in the library."},
        },
    )
    bulletin = f"{BASE}/{drafted['id']}"
    until = region.today + timedelta(days=20)
    recipients = [{"audience": "immigrants", "people": 60}, {"audience": "staff", "people": 3}]
    publication = {"valid_to": f"{until}", "recipients": recipients}
    refused = await adviser.refused("activities", f"{bulletin}/publish", publication)
    assert (refused["status"], refused["code"], refused["field"]) == (409, "bulletin.language_missing", "title.sv")
    drafts = await adviser.get("reporting", f"{BASE}/written", after=drafted, state="draft")
    (row,) = [one for one in drafts["rows"] if one["bulletin"] == drafted["id"]]
    assert row["missing"] == ["title.sv", "text.sv"]
    worklist = await adviser.get("reporting", f"/municipalities/{KOKKOLA}/translations")
    (lacking,) = [one for one in worklist["rows"] if one["id"] == drafted["id"]]
    assert (lacking["kind"], lacking["language"], sorted(lacking["parts"])) == ("bulletin", "sv", ["text", "title"])
    await adviser.post(
        "activities", f"{bulletin}/translations", {"language": "sv", "title": "Boenderådgivningen flyttar"}
    )
    refused = await adviser.refused("activities", f"{bulletin}/publish", publication)
    assert refused["field"] == "text.sv"
    await adviser.post(
        "activities", f"{bulletin}/translations", {"language": "sv", "text": "Från måndag finns vi på biblioteket."}
    )
    published = await adviser.post("activities", f"{bulletin}/publish", publication)

    leader = region.as_(Role.ACTIVITY_LEADER, KOKKOLA)
    unread = await leader.get("reporting", BASE, after=published, audience="staff", topic="housing", unseen="true")
    (shown,) = [one for one in unread["rows"] if one["bulletin"] == drafted["id"]]
    assert (shown["seen"], sorted(shown["title"])) == (False, ["en", "fi", "sv"])
    assert unread["unseen"] >= 1
    await leader.post("activities", f"{bulletin}/seen", {"audience": "staff"})
    seen = await leader.post("activities", f"{bulletin}/seen", {"audience": "staff"})
    counted = await adviser.post("activities", f"{bulletin}/shown", {"audience": "immigrants", "people": 11})
    assert counted["version"] == seen["version"] + 1, "who has seen it twice is counted once"
    read = await leader.get("reporting", BASE, after=counted)
    assert [one["seen"] for one in read["rows"] if one["bulletin"] == drafted["id"]] == [True]
    written = await adviser.get("reporting", f"{BASE}/written", state="published")
    (row,) = [one for one in written["rows"] if one["bulletin"] == drafted["id"]]
    by_audience = {one["audience"]: (one["seen"], one["unseen"]) for one in row["seen"]}
    assert by_audience == {"immigrants": (11, 49), "staff": (1, 2), "network": (0, None)}

    elsewhere = region.as_(Role.ADVISER, LAUKAA)
    there = await elsewhere.get("reporting", f"/municipalities/{LAUKAA}/bulletins")
    assert drafted["id"] not in {one["bulletin"] for one in there["rows"]}
    foreign = await elsewhere.refused("activities", f"/municipalities/{LAUKAA}/bulletins/{drafted['id']}/seen", {})
    assert foreign["status"] == 404
    await region.forward(days=21)
    over = await adviser.get("reporting", BASE)
    assert drafted["id"] not in {one["bulletin"] for one in over["rows"]}
    late = await leader.refused("activities", f"{bulletin}/seen", {"audience": "staff"})
    assert late["code"] == "bulletin.not_valid_now"


@pytest.mark.capability("O4")
async def test_o4_nobody_learns_from_the_ledger_who_has_read_a_bulletin(region: Region) -> None:
    """The reader's event names a pseudonym, and no other bulletin's is the same."""
    adviser, leader = region.as_(Role.ADVISER, KOKKOLA), region.as_(Role.ACTIVITY_LEADER, KOKKOLA)
    readers = []
    for topic in ("work", "studies"):
        drafted = await adviser.post(
            "activities",
            BASE,
            {
                "audiences": ["staff"],
                "topic": topic,
                "title": {"fi": "Uutinen", "sv": "Nyhet"},
                "text": {"fi": "Tekstiä", "sv": "Text"},
            },
        )
        bulletin = f"{BASE}/{drafted['id']}"
        await adviser.post("activities", f"{bulletin}/publish", {"valid_to": f"{region.today}"})
        await leader.post("activities", f"{bulletin}/seen", {})
        readers.append(drafted["id"])
    await region.settled()
    page = await leader.get("reporting", BASE)
    assert {one["bulletin"]: one["seen"] for one in page["rows"] if one["bulletin"] in readers} == dict.fromkeys(
        readers, True
    )
    other = await adviser.get("reporting", BASE)
    assert {one["seen"] for one in other["rows"] if one["bulletin"] in readers} == {False}
