"""How a case stands besides its duties, who belongs to its client, and what statistics count of the arrival."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.arrivals import ARRIVALS, ArrivalRow
from services.reporting.readmodels.households import HOUSEHOLDS, HouseholdRow
from services.reporting.readmodels.standings import STANDINGS, StandingRow
from shared.events import Event, Personal, Unreadable
from shared.events.intake import Residence
from shared.events.intake.guidance import ClientGuided
from shared.events.intake.household import HouseholdLinked, HouseholdUnlinked
from shared.events.intake.standing import (
    Authority,
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    HomeMunicipalityRegistered,
    LanguageChoice,
    LanguageInformationGiven,
    LanguageOfIntegrationChosen,
    LeftCountry,
    MergedIntoCase,
    NationalLanguage,
    ResponsibilityHandedOver,
)
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import (
    ARRIVED,
    LAUKAA,
    PERSON,
    RECORDED,
    VAASA,
    arrived,
    arrived_unreadably,
    moved,
)

pytestmark = pytest.mark.unit

DAY, LATER, NOTICE, LEADING = date(2026, 5, 1), date(2026, 6, 1), UUID(int=7), UUID(int=8)
come = arrived.model_copy(update={"notice": NOTICE})
HERE = StandingRow(VAASA, home_since=ARRIVED, notice=NOTICE)


def standing(*events: Event) -> StandingRow:
    (row,) = rows_of(STANDINGS, *events).values()
    return row


def chosen(language: NationalLanguage, day: date = DAY) -> LanguageOfIntegrationChosen:
    return told(LanguageOfIntegrationChosen, chosen_on=day, choice=Personal(PERSON, LanguageChoice(language=language)))


class TestStandings:
    def test_who_comes_to_live_here_is_at_home_from_that_day(self) -> None:
        assert rows_of(STANDINGS, come) == {"": HERE}
        assert standing(come, moved) == HERE._replace(municipality=LAUKAA)

    def test_who_stays_at_a_reception_centre_is_at_home_when_that_is_registered(self) -> None:
        stay = come.model_copy(update={"residence": Residence.RECEPTION})
        assert standing(stay) == HERE._replace(residence="reception", home_since=None)
        assert standing(stay, told(HomeMunicipalityRegistered, registered_on=DAY)) == HERE._replace(home_since=DAY)

    def test_the_authority_that_answers_is_the_last_one_it_was_handed_to(self) -> None:
        handed = told(ResponsibilityHandedOver, receiver=Authority.EMPLOYMENT, handed_on=DAY)
        assert standing(come, handed) == HERE._replace(authority="employment", handed_on=DAY)

    def test_the_language_of_integration_is_the_last_choice_and_each_choice_is_counted(self) -> None:
        informed = told(LanguageInformationGiven, given_on=DAY)
        assert standing(come, informed) == HERE._replace(informed_on=DAY)
        once = HERE._replace(language="fi", chosen_on=DAY, choices=1)
        assert standing(come, chosen(NationalLanguage.FINNISH)) == once
        twice = standing(come, chosen(NationalLanguage.FINNISH), chosen(NationalLanguage.SWEDISH, LATER))
        assert twice == HERE._replace(language="sv", chosen_on=LATER, choices=2)
        assert standing(chosen(NationalLanguage.SWEDISH)) == StandingRow(language="sv", chosen_on=DAY, choices=1)

    def test_an_erased_choice_is_known_to_have_been_made_and_no_more(self) -> None:
        erased = told(LanguageOfIntegrationChosen, chosen_on=DAY, choice=Personal(PERSON, Unreadable.ERASED))
        assert standing(come, erased) == HERE._replace(chosen_on=DAY, choices=1)

    def test_the_first_guidance_counts_in_whatever_order_it_is_told(self) -> None:
        early, late = told(ClientGuided, given_on=DAY), told(ClientGuided, given_on=LATER)
        assert standing(come, late) == HERE._replace(guided_on=LATER)
        assert standing(come, late, early) == HERE._replace(guided_on=DAY)
        assert standing(come, early, late) == HERE._replace(guided_on=DAY)
        assert standing(early) == StandingRow(guided_on=DAY)


class TestEndings:
    left = told(LeftCountry, left_on=DAY, back_by=LATER)
    closed = told(CaseClosed, closed_on=DAY)
    CLOSED = HERE._replace(standing="closed", since=DAY, ground=b"CaseClosed.ground")

    def test_who_leaves_for_a_time_is_away_until_they_come_back(self) -> None:
        assert standing(come, self.left) == HERE._replace(standing="away", since=DAY, back_by=LATER)
        back = told(CameBack, returned_on=LATER)
        assert standing(come, self.left, back) == HERE._replace(since=LATER)

    def test_a_closed_case_keeps_its_ground_until_it_is_reopened(self) -> None:
        assert standing(come, self.closed) == self.CLOSED
        assert standing(come, self.left, self.closed) == self.CLOSED
        assert standing(come, self.closed, told(CaseReopened, reopened_on=LATER)) == HERE._replace(since=LATER)

    def test_a_merged_case_names_the_one_that_leads_and_stands_again_as_it_stood(self) -> None:
        merged, separated = told(MergedIntoCase, leading_case=LEADING), told(CaseSeparated)
        assert standing(come, merged) == HERE._replace(
            standing="merged", since=RECORDED, before="open", leading_case=LEADING
        )
        assert standing(come, self.closed, merged, separated) == self.CLOSED._replace(since=RECORDED)
        assert standing(merged) == StandingRow(standing="merged", since=RECORDED, before="open", leading_case=LEADING)
        assert standing(come, separated) == HERE._replace(since=RECORDED)
        assert standing(separated) == StandingRow(since=RECORDED)


class TestArrivals:
    CODES = ArrivalRow(VAASA, VAASA, ARRIVED, "quota", "som", "SO")

    def test_an_arrival_is_counted_where_it_was_registered_wherever_the_case_goes(self) -> None:
        assert rows_of(ARRIVALS, arrived) == {"": self.CODES}
        assert rows_of(ARRIVALS, arrived, moved) == {"": self.CODES._replace(municipality=LAUKAA)}

    def test_of_who_was_erased_only_the_arrival_is_counted(self) -> None:
        assert rows_of(ARRIVALS, arrived_unreadably) == {"": ArrivalRow(VAASA, VAASA, ARRIVED, None, None, None)}

    def test_a_move_of_an_unknown_case_is_no_arrival(self) -> None:
        assert rows_of(ARRIVALS, moved) == {}


class TestHouseholds:
    LINK, MEMBER = UUID(int=5), UUID(int=6)
    linked = told(HouseholdLinked, link=LINK, member=MEMBER)
    ROW = HouseholdRow(VAASA, LINK, MEMBER, b"HouseholdLinked.kinship", b"HouseholdLinked.contact")

    def test_a_link_has_the_other_ones_case_and_keeps_in_boxes_what_they_are(self) -> None:
        assert rows_of(HOUSEHOLDS, arrived, self.linked) == {"": HouseholdRow(VAASA), f"{self.LINK}": self.ROW}
        alone = told(HouseholdLinked, link=self.LINK, member=self.MEMBER, contact=None)
        assert rows_of(HOUSEHOLDS, arrived, alone)[f"{self.LINK}"] == self.ROW._replace(contact=None)

    def test_it_follows_the_case(self) -> None:
        there = {"": HouseholdRow(LAUKAA), f"{self.LINK}": self.ROW._replace(municipality=LAUKAA)}
        assert rows_of(HOUSEHOLDS, arrived, self.linked, moved) == there
        assert rows_of(HOUSEHOLDS, self.linked) == {f"{self.LINK}": self.ROW._replace(municipality="")}
        assert rows_of(HOUSEHOLDS, self.linked, arrived)[f"{self.LINK}"] == self.ROW

    def test_a_link_that_has_ended_says_when_and_an_unknown_one_nothing(self) -> None:
        ended = told(HouseholdUnlinked, link=self.LINK, ended_on=DAY)
        assert rows_of(HOUSEHOLDS, arrived, self.linked, ended)[f"{self.LINK}"] == self.ROW._replace(ended_on=DAY)
        assert rows_of(HOUSEHOLDS, ended) == {}
