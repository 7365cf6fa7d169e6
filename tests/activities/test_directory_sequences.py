"""Whatever is asked, in whatever order: needs, unused potential, owners, wishes, and a client's part in groups."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities import part
from services.activities.app import SERVICE
from services.activities.asset import domain as assets
from services.activities.need import domain as needs
from services.activities.potential import domain as potential
from services.activities.wish import domain as wishes
from shared.events.activities import AttendanceNoted, PlaceGiven, PlaceRefused, QueueNumberGiven
from shared.events.activities.directory import (
    Asset,
    AssetWoundUp,
    Need,
    NeedSeen,
    NeedSource,
    Organisation,
    OwnerNamed,
    PotentialOffered,
    PotentialTakenUp,
    PotentialWithdrawn,
)
from shared.events.activities.groups import WishExpressed, WishTakenUp
from shared.regions.localised import LocalisedText
from tests.sequences import Driven, whatever
from tests.spec import RECORDED_AT

pytestmark = pytest.mark.unit

NEED = Driven("activities", "need", SERVICE.deciders["need"])
POTENTIAL = Driven("activities", "potential", SERVICE.deciders["potential"])
ASSET = Driven("activities", "asset", SERVICE.deciders["asset"])
WISH = Driven("activities", "wish", SERVICE.deciders["wish"])
CASE = Driven("activities", "case", SERVICE.deciders["case"])

TODAY = RECORDED_AT.date()
places = st.sampled_from(["410", "410", "410", "905"])
ids = st.sampled_from([UUID(int=1), UUID(int=2)])
days = st.sampled_from([-1, 0, 0, 1]).map(lambda number: TODAY + timedelta(days=number))
names = st.sampled_from([LocalisedText(fi="a", sv="b"), LocalisedText(fi="a", sv="b"), LocalisedText(fi="a")])
required = st.just(("fi", "sv"))
owners = st.builds(Organisation, name=st.sampled_from(["Seura", "Firma"]))
some_needs = st.sampled_from(Need)

seen = whatever(
    needs.SeeNeed,
    (needs.SeeNeed, places, some_needs, st.sampled_from(NeedSource), st.integers(1, 5), days, st.just(TODAY)),
    most=6,
)


@pytest.mark.decider("activities", "need")
@given(seen)
def test_a_need_is_written_down_once_and_never_ahead_of_its_day(asked: list[Any]) -> None:
    facts = NEED.facts(asked)
    assert len(facts) <= 1
    assert all(isinstance(fact, NeedSeen) and fact.seen_on <= TODAY for fact in facts)


offered = whatever(
    potential.Command,
    (
        potential.OfferPotential,
        places,
        owners,
        names,
        required,
        st.tuples(some_needs),
        st.just(("fi",)),
        days,
        st.none() | days,
    ),
    (potential.TakeUpPotential, places, ids),
    (potential.WithdrawPotential, places, days, st.just(TODAY)),
    most=12,
)


@pytest.mark.decider("activities", "potential")
@given(offered)
def test_what_is_offered_is_used_by_one_service_at_most_and_not_after_it_was_withdrawn(asked: list[Any]) -> None:
    facts = POTENTIAL.facts(asked)
    kinds = [type(fact) for fact in facts]
    whole = [PotentialOffered, PotentialTakenUp, PotentialWithdrawn]
    assert kinds in ([], whole[:1], whole[:2], whole, [PotentialOffered, PotentialWithdrawn])
    for fact in facts:
        if isinstance(fact, PotentialOffered):
            assert fact.description.sv
            assert fact.until is None or fact.from_on <= fact.until


owned = whatever(
    assets.Command,
    (assets.NameOwner, places, st.sampled_from(Asset), names, required, owners, days, st.none() | days),
    (assets.WindUp, places, days, st.just(TODAY)),
    most=12,
)


@pytest.mark.decider("activities", "asset")
@given(owned)
def test_what_was_wound_up_has_no_new_owner_and_nothing_becomes_another_kind_of_thing(asked: list[Any]) -> None:
    facts = ASSET.facts(asked)
    assert not [fact for fact in facts[:-1] if isinstance(fact, AssetWoundUp)]
    named = [fact for fact in facts if isinstance(fact, OwnerNamed)]
    assert len({(fact.asset, fact.municipality) for fact in named}) <= 1
    assert all(fact.until is None or fact.from_on <= fact.until for fact in named)


wished = whatever(
    wishes.Command,
    (
        wishes.ExpressWish,
        places,
        some_needs,
        st.none() | st.just("prs"),
        st.none() | ids,
        st.none() | st.just(UUID(int=9)),
        st.just(UUID(int=8)),
        st.none() | st.just("Haluan laulaa"),
    ),
    (wishes.TakeUpWish, st.none() | places, ids),
    most=12,
)


@pytest.mark.decider("activities", "wish")
@given(wished)
def test_a_wish_is_expressed_once_and_taken_up_by_each_group_of_its_municipality_once(asked: list[Any]) -> None:
    groups: list[UUID] = []
    for step in WISH.lives(asked):
        for fact in step.facts:
            if isinstance(fact, WishTakenUp):
                assert step.before.municipality == step.command.municipality
                groups.append(fact.group)
            else:
                assert isinstance(fact, WishExpressed)
                assert isinstance(step.before, wishes.NotExpressed)
    assert len(groups) == len(set(groups))


taking_part = whatever(
    part.Command,
    (part.NotePlace, ids, ids),
    (part.NoteQueueNumber, ids, ids, st.integers(1, 3)),
    (part.NoteRefusal, ids, ids),
    (part.NoteAttendance, ids, ids, ids, days, st.just(UUID(int=9)), st.booleans()),
)


@pytest.mark.decider("activities", "case")
@given(taking_part)
def test_what_a_group_said_of_a_client_is_said_again_once_and_never_refused(asked: list[Any]) -> None:
    steps = CASE.lives(asked)
    assert not [step for step in steps if step.refusal]
    facts = [fact for step in steps for fact in step.facts]
    for kind in (PlaceGiven, PlaceRefused, QueueNumberGiven):
        referrals = [fact.referral for fact in facts if isinstance(fact, kind)]
        assert len(referrals) == len(set(referrals))
    noted = [(fact.session, fact.referral) for fact in facts if isinstance(fact, AttendanceNoted)]
    assert len(noted) == len(set(noted))


@given(taking_part)
def test_who_has_a_place_gets_no_number_in_the_queue(asked: list[Any]) -> None:
    placed = set()
    for fact in CASE.facts(asked):
        if isinstance(fact, PlaceGiven):
            placed.add(fact.referral)
        if isinstance(fact, QueueNumberGiven):
            assert fact.referral not in placed
