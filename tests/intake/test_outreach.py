"""Outreach: groups said and taken back, attempts of days that have come."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.intake.outreach.domain import INITIAL, Client, MakeOutreach, Target, decide, evolve
from shared.events import Personal, Unreadable
from shared.events.intake.consent import ConsentWithdrawn
from shared.events.intake.outreach import (
    OutreachChannel,
    OutreachContact,
    OutreachGroups,
    OutreachMade,
    OutreachOutcome,
    OutreachTargeted,
    TargetGroup,
)
from tests.spec import Spec, recorded

pytestmark = pytest.mark.unit

PERSON, TODAY = UUID(int=1), date(2026, 3, 2)
given = Spec(INITIAL, decide, evolve).given
HOME, OLDER = TargetGroup.PARENT_AT_HOME, TargetGroup.OLDER
CONTACT = OutreachContact(channel=OutreachChannel.PHONE, language="ara", outcome=OutreachOutcome.INVITED)
made = OutreachMade(municipality="905", made_on=TODAY, contact=Personal(PERSON, CONTACT))


def targeted(*groups: TargetGroup) -> OutreachTargeted:
    return OutreachTargeted(municipality="905", groups=Personal(PERSON, OutreachGroups(groups=groups)))


def target(*groups: TargetGroup) -> Target:
    return Target("905", PERSON, frozenset(groups))


def attempt(on: date = TODAY) -> MakeOutreach:
    return MakeOutreach("905", PERSON, on, CONTACT, TODAY)


def test_a_client_belongs_to_groups_and_to_others_later() -> None:
    given().when(target(OLDER, HOME)).produces(targeted(HOME, OLDER))
    given(targeted(HOME)).when(target(HOME)).stays_quiet()
    given(targeted(HOME)).when(target()).produces(targeted())
    given().when(target()).stays_quiet()


def test_each_attempt_is_recorded_and_none_before_it_was_made() -> None:
    given().when(attempt()).produces(made)
    given(made).when(attempt()).produces(made)
    given(made, made).is_in(Client(frozenset(), 2))
    given().when(attempt(TODAY + timedelta(days=1))).refuses("outreach.day_in_the_future", "made_on")


def test_of_somebody_erased_no_group_is_known() -> None:
    erased = OutreachTargeted(municipality="905", groups=Personal(PERSON, Unreadable.ERASED))
    given(targeted(HOME), erased).is_in(Client())


def test_another_aggregates_fact_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no fact of outreach"):
        evolve(INITIAL, recorded(ConsentWithdrawn(consent=PERSON, withdrawn_on=TODAY)))
