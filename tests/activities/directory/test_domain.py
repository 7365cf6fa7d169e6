"""What may be done with an entry of the directory, an offer, a need and an owner, said as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.activities.asset import domain as assets
from services.activities.asset.domain import NameOwner, WindUp
from services.activities.directory.domain import Command
from services.activities.need import domain as needs
from services.activities.need.domain import SeeNeed
from services.activities.potential import domain as potentials
from services.activities.potential.domain import OfferPotential, TakeUpPotential, WithdrawPotential
from shared.events.activities.directory import (
    Asset,
    AssetWoundUp,
    CostKind,
    Need,
    NeedSeen,
    NeedSource,
    OwnerNamed,
    PotentialOffered,
    PotentialTakenUp,
    PotentialWithdrawn,
)
from shared.events.activities.texts import PublishedText
from shared.regions.localised import LocalisedText
from tests.activities.directory.facts import (
    CAFE,
    LAIHIA,
    MONDAYS,
    PROJECT,
    TODAY,
    TOWN,
    VAASA,
    change,
    changed,
    described,
    end,
    ended,
    given,
    hand_over,
    handed_over,
    list_service,
    listed,
)
from tests.spec import Spec

pytestmark = pytest.mark.unit
DAY = timedelta(days=1)


def test_a_municipality_lists_a_service() -> None:
    given().when(list_service).produces(listed)
    given().when(replace(list_service, funded_until=None)).produces(listed.model_copy(update={"funded_until": None}))


def test_a_service_is_described_in_every_language_that_is_published_in() -> None:
    in_finnish = PublishedText(fi="Kielikahvila")
    given().when(described(name=in_finnish)).refuses("service.language_missing", "name.sv")
    given().when(described(description=in_finnish)).refuses("service.language_missing", "description.sv")
    given().when(replace(described(name=in_finnish), required=("fi",))).produces(
        listed.model_copy(update={"details": CAFE.model_copy(update={"name": in_finnish})})
    )
    given(listed).when(replace(change, details=CAFE.model_copy(update={"name": in_finnish}))).refuses(
        "service.language_missing", "name.sv"
    )


def test_a_service_may_have_to_be_described_in_english() -> None:
    given().when(replace(list_service, required=("en",))).refuses("service.language_missing", "name.en")
    in_three = PublishedText(fi="Kielikahvila", sv="Språkcafé", en="Language café")
    given().when(replace(described(name=in_three), required=("en",))).produces(
        listed.model_copy(update={"details": CAFE.model_copy(update={"name": in_three})})
    )


def test_a_service_whose_money_has_ended_is_not_listed() -> None:
    given().when(replace(list_service, funded_until=TODAY - DAY)).refuses("service.funding_is_over", "funded_until")
    given().when(replace(list_service, funded_until=TODAY)).produces(listed.model_copy(update={"funded_until": TODAY}))


def test_a_service_closes_after_it_opens() -> None:
    shut = MONDAYS.model_copy(update={"closes": "09:00"})
    given().when(described(opening_hours=(MONDAYS, shut))).refuses(
        "service.closes_before_it_opens", "opening_hours.1.closes"
    )


def test_a_fee_has_a_price_and_what_is_free_has_none() -> None:
    given().when(described(cents=100)).refuses("service.free_has_no_price", "cents")
    given().when(described(cost=CostKind.FEE)).refuses("service.price_missing", "cents")


def test_a_service_is_listed_once() -> None:
    given(listed).when(list_service).refuses("service.already_listed")
    given(listed, ended).when(list_service).refuses("service.already_listed")


def test_a_service_is_described_anew_where_it_has_changed() -> None:
    given(listed).when(change).produces(changed)
    given(listed, changed).when(change).stays_quiet()
    given(listed, ended).when(change).refuses("service.ended")


def test_an_entry_stays_as_it_was_listed_until_something_else_is_said() -> None:
    given(listed).when(replace(change, details=CAFE)).stays_quiet()
    as_listed = replace(hand_over, owner=PROJECT, funded_until=listed.funded_until, from_on=TODAY)
    given(listed).when(as_listed).stays_quiet()
    given(listed, changed).when(as_listed).stays_quiet()
    given(listed, handed_over).when(change).produces(changed)


def test_an_owner_with_money_until_a_day_is_told_once() -> None:
    until = date(2027, 12, 31)
    for_a_year = replace(hand_over, funded_until=until)
    given(listed, handed_over.model_copy(update={"funded_until": until})).when(for_a_year).stays_quiet()


def test_a_service_is_handed_over_to_a_permanent_owner() -> None:
    given(listed).when(hand_over).produces(handed_over)
    given(listed, handed_over).when(hand_over).stays_quiet()
    given(listed, ended).when(hand_over).refuses("service.ended")
    given(listed).when(replace(hand_over, owner=PROJECT)).produces(handed_over.model_copy(update={"owner": PROJECT}))


def test_money_does_not_end_before_the_handover() -> None:
    given(listed).when(replace(hand_over, funded_until=date(2026, 12, 31))).refuses(
        "service.funding_ends_before_it_begins", "funded_until"
    )
    last = date(2027, 1, 1)
    given(listed).when(replace(hand_over, funded_until=last)).produces(
        handed_over.model_copy(update={"funded_until": last})
    )


def test_a_service_ends_once_and_not_tomorrow() -> None:
    given(listed).when(end).produces(ended)
    given(listed, ended).when(end).stays_quiet()
    given(listed).when(replace(end, ended_on=TODAY + DAY)).refuses("service.day_in_the_future", "ended_on")


@pytest.mark.parametrize("command", [change, hand_over, end])
def test_to_other_municipalities_an_entry_cannot_be_told_from_none(command: Command) -> None:
    foreign = replace(command, municipality=LAIHIA)  # type: ignore[type-var]
    given().when(command).refuses("access.not_found")
    given(listed).when(foreign).refuses("access.not_found")
    given(listed, ended).when(foreign).refuses("access.not_found")


def test_facts_in_an_order_that_cannot_be_are_not_folded() -> None:
    with pytest.raises(ValueError, match="cannot follow NotListed"):
        given(changed).when(end).stays_quiet()
    with pytest.raises(ValueError, match="cannot follow Ended"):
        given(listed, ended, ended).when(end).stays_quiet()


# --- unused potential -------------------------------------------------------------------------------------------------

SERVICE = UUID(int=9)
HALL = LocalisedText(fi="Sali vapaana iltaisin", sv="Salen ledig på kvällarna")
offer = OfferPotential(VAASA, TOWN, HALL, ("fi", "sv"), (Need.HOBBIES,), ("fin",), TODAY, None)
offered = PotentialOffered(
    municipality=VAASA,
    provider=TOWN,
    description=PublishedText(fi="Sali vapaana iltaisin", sv="Salen ledig på kvällarna"),
    needs=(Need.HOBBIES,),
    languages=("fin",),
    from_on=TODAY,
    until=None,
)
taken = PotentialTakenUp(service_id=SERVICE)
withdrawn = PotentialWithdrawn(withdrawn_on=TODAY)
given_offer = Spec(potentials.INITIAL, potentials.decide, potentials.evolve).given
take = TakeUpPotential(VAASA, SERVICE)
withdraw = WithdrawPotential(VAASA, TODAY, TODAY)


def test_unused_potential_is_offered_in_every_language_and_for_a_time() -> None:
    given_offer().when(offer).produces(offered)
    given_offer(offered).when(offer).refuses("potential.already_offered")
    given_offer().when(replace(offer, description=LocalisedText(fi="Sali"))).refuses(
        "potential.language_missing", "description.sv"
    )
    given_offer().when(replace(offer, until=TODAY - DAY)).refuses("potential.ends_before_it_begins", "until")
    given_offer().when(replace(offer, until=TODAY)).produces(offered.model_copy(update={"until": TODAY}))


def test_what_is_offered_is_taken_up_by_one_service_or_withdrawn() -> None:
    given_offer(offered).when(take).produces(taken)
    given_offer(offered, taken).when(take).stays_quiet()
    given_offer(offered, taken).when(TakeUpPotential(VAASA, UUID(int=8))).refuses("potential.not_open")
    given_offer(offered, withdrawn).when(take).refuses("potential.not_open")
    given_offer(offered).when(withdraw).produces(withdrawn)
    given_offer(offered, taken).when(withdraw).produces(withdrawn)
    given_offer(offered, withdrawn).when(withdraw).stays_quiet()
    given_offer(offered).when(replace(withdraw, withdrawn_on=TODAY + DAY)).refuses(
        "potential.day_in_the_future", "withdrawn_on"
    )


@pytest.mark.parametrize("history", [(), (offered,), (offered, taken), (offered, withdrawn)])
@pytest.mark.parametrize("command", [TakeUpPotential(LAIHIA, SERVICE), WithdrawPotential(LAIHIA, TODAY, TODAY)])
def test_an_offer_is_its_municipalitys(history: tuple, command: potentials.Command) -> None:
    given_offer(*history).when(command).refuses("access.not_found")


def test_nothing_is_taken_up_before_it_is_offered() -> None:
    with pytest.raises(ValueError, match="cannot follow NotOffered"):
        given_offer(taken).when(take).stays_quiet()


# --- needs and owners -------------------------------------------------------------------------------------------------

see = SeeNeed(VAASA, Need.HOUSING, NeedSource.ASSESSMENT, 3, TODAY, TODAY)
seen = NeedSeen(municipality=VAASA, need=Need.HOUSING, source=NeedSource.ASSESSMENT, people=3, seen_on=TODAY)
given_need = Spec(needs.INITIAL, needs.decide, needs.evolve).given


def test_a_need_is_seen_once_and_not_tomorrow() -> None:
    given_need().when(see).produces(seen)
    given_need(seen).when(see).refuses("need.already_seen")
    given_need().when(replace(see, seen_on=TODAY + DAY)).refuses("need.day_in_the_future", "seen_on")
    with pytest.raises(ValueError, match="cannot follow Seen"):
        given_need(seen, seen).when(see).stays_quiet()


NETWORK = LocalisedText(fi="Kotoverkosto", sv="Integrationsnätverket")
name = NameOwner(VAASA, Asset.NETWORK, NETWORK, ("fi", "sv"), PROJECT, TODAY, date(2026, 12, 31))
named = OwnerNamed(
    municipality=VAASA,
    asset=Asset.NETWORK,
    title=PublishedText(fi="Kotoverkosto", sv="Integrationsnätverket"),
    owner=PROJECT,
    from_on=TODAY,
    until=date(2026, 12, 31),
)
for_good = replace(name, owner=TOWN, until=None)
wind_up = WindUp(VAASA, TODAY, TODAY)
wound_up = AssetWoundUp(municipality=VAASA, ended_on=TODAY)
given_asset = Spec(assets.INITIAL, assets.decide, assets.evolve).given


def test_a_network_has_an_owner_until_a_day_and_then_a_permanent_one() -> None:
    given_asset().when(name).produces(named)
    given_asset(named).when(name).stays_quiet()
    given_asset(named).when(for_good).produces(named.model_copy(update={"owner": TOWN, "until": None}))
    given_asset().when(replace(name, until=TODAY - DAY)).refuses("asset.ends_before_it_begins", "until")
    given_asset().when(replace(name, until=TODAY)).produces(named.model_copy(update={"until": TODAY}))
    given_asset().when(replace(name, title=LocalisedText(fi="Verkosto"))).refuses("asset.language_missing", "title.sv")
    given_asset(named).when(replace(for_good, asset=Asset.GROUP)).refuses("asset.of_another_kind", "asset")


def test_only_what_has_an_owner_is_wound_up() -> None:
    with pytest.raises(ValueError, match="cannot follow NotOwned"):
        given_asset(wound_up).when(name).stays_quiet()


def test_what_is_wound_up_has_no_owner_any_more() -> None:
    given_asset(named).when(wind_up).produces(wound_up)
    given_asset(named, wound_up).when(wind_up).stays_quiet()
    given_asset(named, wound_up).when(for_good).refuses("asset.wound_up")
    given_asset(named).when(replace(wind_up, ended_on=TODAY + DAY)).refuses("asset.day_in_the_future", "ended_on")


@pytest.mark.parametrize("history", [(named,), (named, wound_up)])
@pytest.mark.parametrize("command", [replace(for_good, municipality=LAIHIA), replace(wind_up, municipality=LAIHIA)])
def test_an_owner_is_named_by_the_municipality_that_named_the_first(history: tuple, command: assets.Command) -> None:
    given_asset(*history).when(command).refuses("access.not_found")
    given_asset().when(wind_up).refuses("access.not_found")
