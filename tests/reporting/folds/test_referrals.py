"""A referral to a group, as the client's municipality and the one that runs the group see it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.referrals import REFERRALS, ReferralRow
from shared.events import Event
from shared.events.activities import AttendanceNoted
from shared.events.planning import (
    ReferralAccepted,
    ReferralCompleted,
    ReferralDeclined,
    ReferralQueued,
    ReferralStarted,
    ReferredToService,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, NARPES, RECORDED, VAASA, arrived, moved

pytestmark = pytest.mark.unit

REFERRAL, GROUP, DAY = UUID(int=4), UUID(int=3), date(2026, 5, 1)
OWN, THERE = f"{REFERRAL}", f"{REFERRAL}/provider"
referred = told(ReferredToService, municipality=VAASA, referral=REFERRAL, group=GROUP, provider=NARPES)
accepted = told(ReferralAccepted, referral=REFERRAL)
queued = told(ReferralQueued, referral=REFERRAL, number=7)
started = told(ReferralStarted, referral=REFERRAL, started_on=DAY)
declined = told(ReferralDeclined, referral=REFERRAL)
ended = told(ReferralCompleted, referral=REFERRAL, completed_on=DAY)
came = told(AttendanceNoted, referral=REFERRAL)
MADE = ReferralRow(VAASA, "case", REFERRAL, GROUP, NARPES, "made", referred_on=RECORDED)


def both(row: ReferralRow, municipality: str = VAASA) -> dict[str, ReferralRow]:
    """The rows of a case with one referral: its own, and the provider's."""
    return {
        "": ReferralRow(municipality),
        OWN: row._replace(municipality=municipality),
        THERE: row._replace(municipality=NARPES, side="provider"),
    }


def test_a_referral_is_the_cases_and_its_providers() -> None:
    assert rows_of(REFERRALS, arrived, referred) == both(MADE)


def test_a_municipality_that_refers_to_its_own_group_has_it_once() -> None:
    own = told(ReferredToService, municipality=VAASA, referral=REFERRAL, group=GROUP, provider=VAASA)
    rows = rows_of(REFERRALS, arrived, own, accepted)
    assert rows == {"": ReferralRow(VAASA), OWN: MADE._replace(provider=VAASA, state="accepted")}


@pytest.mark.parametrize(
    ("events", "row"),
    [
        ([accepted], MADE._replace(state="accepted")),
        ([queued], MADE._replace(state="queued", number=7)),
        ([queued, accepted], MADE._replace(state="accepted")),
        ([accepted, started], MADE._replace(state="started", started_on=DAY)),
        ([queued, declined], MADE._replace(state="declined", ended_on=RECORDED)),
        ([accepted, ended], MADE._replace(state="ended", ended_on=DAY)),
        ([came], MADE._replace(attended=1)),
        ([came, came], MADE._replace(attended=2)),
    ],
    ids=lambda value: "-".join(one.name for one in value) if isinstance(value, list) else "",
)
def test_both_follow_it_to_its_end(events: list[Event], row: ReferralRow) -> None:
    assert rows_of(REFERRALS, arrived, referred, *events) == both(row)


def test_it_follows_the_case_and_stays_the_providers() -> None:
    assert rows_of(REFERRALS, arrived, referred, moved) == both(MADE, LAUKAA)


def test_a_session_told_before_the_referral_is_not_forgotten() -> None:
    assert rows_of(REFERRALS, came) == {OWN: ReferralRow("", referral=REFERRAL, attended=1)}
    rows = rows_of(REFERRALS, arrived, came, referred)
    assert rows == both(MADE._replace(attended=1))


def test_another_referral_of_the_case_is_left_as_it_was() -> None:
    other = UUID(int=5)
    rows = rows_of(REFERRALS, arrived, referred, told(ReferralAccepted, referral=other))
    assert rows == {**both(MADE), f"{other}": ReferralRow(VAASA, referral=other, state="accepted")}
