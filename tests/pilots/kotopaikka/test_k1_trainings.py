"""K1: trainings, peer visits and mentoring for those who receive."""

from __future__ import annotations

import pytest

from shared.access.roles import Role
from tests.pilots.region import Region

KYYJARVI, LAUKAA = "312", "410"
BASE = f"/municipalities/{KYYJARVI}/trainings"


@pytest.mark.capability("K1")
async def test_k1_a_need_becomes_a_training_that_is_held_and_rated_by_audience(region: Region) -> None:
    """Needed, agreed, offered to two municipalities, held for employers and inductors, and rated; few ratings hide."""
    unit = region.as_(Role.INTEGRATION_UNIT, KYYJARVI, LAUKAA)
    needed = await unit.post(
        "activities",
        BASE,
        {"topic": {"fi": "Monikielinen perehdytys"}, "audiences": ["employers", "inductors"], "people": 12},
    )
    training = f"{BASE}/{needed['id']}"
    early = await unit.refused("activities", f"{training}/hold", {"turnout": [{"audience": "employers", "people": 1}]})
    assert early["code"] == "training.not_its_turn"
    package = {
        "kind": "peer_visit",
        "package": {"fi": "Vierailu monikieliselle työpaikalle"},
        "provider": "Jyväskylän kaupunki",
        "planned_on": f"{region.today}",
        "hours": 4,
    }
    await unit.post("activities", f"{training}/agree", package)
    offer = {"municipalities": [KYYJARVI, LAUKAA], "audiences": ["employers", "inductors"], "places": 12}
    await unit.post("activities", f"{training}/offer", offer)
    uninvited = await unit.refused(
        "activities", f"{training}/hold", {"turnout": [{"audience": "decision_makers", "people": 1}]}
    )
    assert (uninvited["code"], uninvited["field"]) == ("training.audience_not_offered", "turnout.decision_makers")
    full = await unit.refused("activities", f"{training}/hold", {"turnout": [{"audience": "employers", "people": 13}]})
    assert full["code"] == "training.more_people_than_places"
    turnout = [{"audience": "employers", "people": 6}, {"audience": "inductors", "people": 5}]
    await unit.post("activities", f"{training}/hold", {"turnout": turnout})
    scores = [5, 4, 4, 3, 5, 4]
    ratings = [{"audience": "employers", "score": score} for score in scores]
    ratings += [{"audience": "inductors", "score": score} for score in (2, 2, 3)]
    rated = await unit.post("activities", f"{training}/ratings", {"ratings": ratings})
    too_many = await unit.refused(
        "activities", f"{training}/ratings", {"ratings": [{"audience": "employers", "score": 1}]}
    )
    assert (too_many["code"], too_many["field"]) == ("training.more_ratings_than_people", "ratings.0.audience")

    laukaa = region.as_(Role.ADVISER, LAUKAA)
    offered = await laukaa.get("reporting", f"/municipalities/{LAUKAA}/trainings", after=rated, state="held")
    (row,) = [one for one in offered["rows"] if one["training"] == needed["id"]]
    assert (row["home"], row["kind"], row["turnout"]) == (KYYJARVI, "peer_visit", {"employers": 6, "inductors": 5})
    feedback = {one["audience"]: (one["answers"], one["average"]) for one in row["feedback"]}
    # Three inductors are few; with the average of all beside the employers' theirs would follow.
    assert feedback["inductors"] == (None, None)
    assert sum(one == (None, None) for one in feedback.values()) >= 2
    await unit.post("activities", f"{training}/ratings", {"ratings": [{"audience": "inductors", "score": 5}] * 2})
    await region.settled()
    (row,) = [one for one in (await unit.get("reporting", BASE))["rows"] if one["training"] == needed["id"]]
    feedback = {one["audience"]: (one["answers"], one["average"]) for one in row["feedback"]}
    assert feedback == {"employers": (6, 4.17), "inductors": (5, 3.4), "*": (11, 3.82)}

    figures = await unit.get("reporting", "/training-figures")
    people = {(one["municipality"], one["audience"]): one["people"]["value"] for one in figures["people"]}
    assert figures["held"] >= 1
    assert people[KYYJARVI, "*"] >= 11
