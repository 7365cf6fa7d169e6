"""The road of a referral between two services that know each other by events only."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from tests.activities.conftest import Both, facts, running
from tests.activities.facts import NARPES

pytestmark = pytest.mark.integration


async def test_a_referral_becomes_a_place_and_the_first_attendance_starts_the_service(both: Both) -> None:
    group = await both.activities.group()
    case, referral = await both.referred(group)
    await both.until_planning_knows(case, "ReferralAccepted")
    for present in (False, True, True):
        session = await both.activities.session(group)
        called = await both.activities.post(
            "leader",
            f"/municipalities/{NARPES}/groups/{group}/sessions/{session}/attendance",
            {"attendance": [{"case": str(case), "present": present}]},
        )
        assert called.status_code == 200, called.text
    await both.until_planning_knows(case, "ReferralStarted")
    await both.tell("leader", case, f"referrals/{referral}/complete", {"outcome": "completed"}, NARPES)
    assert await both.until_group_knows(group, "ParticipantWithdrew") == [
        "GroupOpened",
        "ParticipantEnrolled",
        *["SessionHeld", "AttendanceRecorded"] * 3,
        "ParticipantWithdrew",
    ]
    assert await both.until_planning_knows(case, "ReferralCompleted") == [
        "CaseTakenUp",
        "ReferredToService",
        "ReferralAccepted",
        "ReferralStarted",
        "ReferralCompleted",
    ]
    assert await facts(both.activities.app, f"activities/case/{case}") == ["PlaceGiven", *["AttendanceNoted"] * 3]


async def test_whoever_waits_gets_the_place_that_becomes_free(both: Both) -> None:
    group = await both.activities.group(places=1)
    first, first_referral = await both.referred(group)
    await both.until_planning_knows(first, "ReferralAccepted")
    second, _ = await both.referred(group)
    await both.until_planning_knows(second, "ReferralQueued")
    await both.tell("vaasa", first, f"referrals/{first_referral}/decline", {"reason": "client_declined"})
    assert await both.until_planning_knows(second, "ReferralAccepted") == [
        "CaseTakenUp",
        "ReferredToService",
        "ReferralQueued",
        "ReferralAccepted",
    ]
    municipalities = await running(both.activities.app).ledger.pool.fetch(
        "select convert_from(head, 'UTF8') from events"
    )
    assert all(f'"municipality":"{NARPES}"' in row[0] for row in municipalities)


async def test_a_referral_to_no_group_comes_back_declined(both: Both) -> None:
    case, _ = await both.referred(uuid4())
    assert await both.until_planning_knows(case, "ReferralDeclined") == [
        "CaseTakenUp",
        "ReferredToService",
        "ReferralDeclined",
    ]


async def test_many_who_come_at_once_get_each_place_once_and_each_number_once(both: Both) -> None:
    group = await both.activities.group(places=3)
    came = await asyncio.gather(*(both.referred(group) for _ in range(16)))
    known = await asyncio.gather(*(both.until_planning_is_answered(case) for case, _ in came))
    assert Counter(last for *_, last in known) == {"ReferralAccepted": 3, "ReferralQueued": 13}
    assert await facts(both.activities.app, f"activities/group/{group}") == [
        "GroupOpened",
        *["ParticipantEnrolled"] * 3,
        *["ParticipantQueued"] * 13,
    ]
