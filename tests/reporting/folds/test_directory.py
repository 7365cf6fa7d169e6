"""What everybody may read of services, vacancies and projects, who keeps each, and until when it has an owner."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.reporting.readmodels.organisations import ORGANISATIONS, OrganisationRow
from services.reporting.readmodels.owners import OWNERS, OwnerRow
from services.reporting.readmodels.potentials import POTENTIALS, PotentialRow
from services.reporting.readmodels.projects import PROJECTS, ProjectRow
from services.reporting.readmodels.servicepoints import SERVICE_POINTS, ServicePointRow
from services.reporting.readmodels.services import SERVICES, ServiceRow
from services.reporting.readmodels.vacancies import CANDIDACIES, SEATS, VACANCIES, CandidacyRow, SeatRow, VacancyRow
from shared.access.rls import EVERYBODY
from shared.events import Event
from shared.events.activities.directory import (
    Asset,
    AssetWoundUp,
    CostKind,
    Need,
    OpeningHours,
    Organisation,
    OwnerNamed,
    Place,
    PotentialOffered,
    PotentialTakenUp,
    PotentialWithdrawn,
    ServiceChanged,
    ServiceDetails,
    ServiceEnded,
    ServiceKind,
    ServiceListed,
    ServiceOwnerChanged,
    Weekday,
)
from shared.events.activities.texts import PublishedText
from shared.events.activities.vacancies import (
    CandidateAccepted,
    CandidateDeclined,
    CandidateProposed,
    LanguageDemand,
    Sector,
    VacancyClosed,
    VacancyDetails,
    VacancyPlaceFreed,
    VacancyPlaceTaken,
    VacancyPosted,
)
from shared.events.intake.projects import (
    ContactNamed,
    ContactRemoved,
    OrganisationKind,
    OrganisationListed,
    ProjectAmended,
    ProjectRegistered,
    ResultPublished,
)
from shared.events.intake.servicepoints import (
    Open,
    OpeningHoursChanged,
    ServicePointClosed,
    ServicePointOpened,
    Weekly,
)
from shared.events.intake.servicepoints import OpeningHours as PointHours
from shared.events.intake.servicepoints import Weekday as PointDay
from shared.regions.localised import LocalisedText
from tests.reporting.folding import rows_of, told
from tests.reporting.folds.facts import LAUKAA, NARPES, RECORDED, VAASA

pytestmark = pytest.mark.unit

DAY, LATER, LAST = date(2026, 5, 1), date(2026, 6, 1), date(2027, 12, 31)
ID, OTHER = UUID(int=5), UUID(int=6)
PLACED, LATER_PLACED = UUID(int=7), UUID(int=8)
CLUB = Organisation(name="Seura", business_id="1234567-1")
CITY = Organisation(name="Kaupunki", business_id="7654321-2")
NAME = PublishedText(fi="Kielikahvila", sv="Språkcafé", en="Language café")
OTHER_NAME = PublishedText(fi="Kahvila", sv="Café", en="Café too")

details = ServiceDetails(
    name=NAME,
    description=PublishedText(fi="Puhutaan", sv="Vi pratar", en="We talk"),
    kind=ServiceKind.THIRD_SECTOR,
    needs=(Need.LANGUAGE, Need.SOCIAL),
    languages=("fin", "swe"),
    serves=(VAASA, NARPES),
    place=Place(street="Torget 1", postal_code="65100", city="Vasa", latitude=63096000, longitude=21616000),
    cost=CostKind.FEE,
    cents=250,
    opening_hours=(OpeningHours(weekday=Weekday.TU, opens="17:00", closes="19:00"),),
)
listed = told(ServiceListed, municipality=VAASA, details=details, owner=CLUB, funded_until=LAST)


class TestServices:
    ROW = ServiceRow(
        municipality=EVERYBODY,
        kept_by=VAASA,
        kind="third_sector",
        name_fi="Kielikahvila",
        name_sv="Språkcafé",
        name_en="Language café",
        description_fi="Puhutaan",
        description_sv="Vi pratar",
        description_en="We talk",
        needs="language social",
        languages="fin swe",
        serves="905 545",
        street="Torget 1",
        postal_code="65100",
        city="Vasa",
        latitude=63096000,
        longitude=21616000,
        cost="fee",
        cents=250,
        hours='[["TU","17:00","19:00"]]',
        owner="Seura",
        business_id="1234567-1",
        funded_until=LAST,
    )

    def test_everybody_reads_all_of_it_and_who_keeps_the_entry(self) -> None:
        assert rows_of(SERVICES, listed) == {"": self.ROW}

    def test_a_service_without_a_place_is_given_nowhere_in_particular(self) -> None:
        nowhere = details.model_copy(update={"place": None, "cost": CostKind.FREE, "cents": None})
        changed = told(ServiceChanged, details=nowhere)
        expected = self.ROW._replace(
            street=None, postal_code=None, city=None, latitude=None, longitude=None, cost="free", cents=None
        )
        assert rows_of(SERVICES, listed, changed) == {"": expected}

    def test_it_is_handed_over_and_ends(self) -> None:
        handed = told(ServiceOwnerChanged, owner=CITY, funded_until=LATER)
        assert rows_of(SERVICES, listed, handed) == {
            "": self.ROW._replace(owner="Kaupunki", business_id="7654321-2", funded_until=LATER)
        }
        assert rows_of(SERVICES, listed, told(ServiceEnded, ended_on=DAY)) == {"": self.ROW._replace(ended_on=DAY)}

    @pytest.mark.parametrize("event", [ServiceChanged, ServiceOwnerChanged, ServiceEnded])
    def test_what_is_not_listed_is_in_no_directory(self, event: type[Event]) -> None:
        assert rows_of(SERVICES, told(event)) == {}


class TestOwners:
    ROW = OwnerRow(VAASA, "service", "Kielikahvila", "Språkcafé", "Language café", "Seura", "1234567-1", until=LAST)
    named = told(OwnerNamed, municipality=VAASA, asset=Asset.GROUP, title=NAME, owner=CLUB, from_on=DAY, until=LAST)

    def test_a_listed_service_has_its_owner_until_its_funding_ends(self) -> None:
        assert rows_of(OWNERS, listed) == {"": self.ROW}

    def test_another_name_of_the_service_is_another_name_here(self) -> None:
        renamed = told(ServiceChanged, details=details.model_copy(update={"name": OTHER_NAME}))
        assert rows_of(OWNERS, listed, renamed) == {
            "": self.ROW._replace(title_fi="Kahvila", title_sv="Café", title_en="Café too")
        }

    def test_each_handover_of_a_service_is_counted(self) -> None:
        handed = told(ServiceOwnerChanged, owner=CITY, from_on=DAY, funded_until=LATER)
        row = self.ROW._replace(owner="Kaupunki", business_id="7654321-2", from_on=DAY, until=LATER, handovers=1)
        assert rows_of(OWNERS, listed, handed) == {"": row}
        assert rows_of(OWNERS, listed, handed, handed) == {"": row._replace(handovers=2)}
        assert rows_of(OWNERS, handed)[""].handovers == 1

    def test_a_group_or_network_has_an_owner_from_a_day_and_each_later_one_is_a_handover(self) -> None:
        row = self.ROW._replace(asset="group", from_on=DAY)
        assert rows_of(OWNERS, self.named) == {"": row}
        again = told(
            OwnerNamed,
            municipality=LAUKAA,
            asset=Asset.NETWORK,
            title=OTHER_NAME,
            owner=CITY,
            from_on=LATER,
            until=None,
        )
        handed = OwnerRow(
            LAUKAA, "network", "Kahvila", "Café", "Café too", "Kaupunki", "7654321-2", LATER, None, handovers=1
        )
        assert rows_of(OWNERS, self.named, again) == {"": handed}
        assert rows_of(OWNERS, self.named, again, again)[""].handovers == 2

    @pytest.mark.parametrize("ended", [ServiceEnded, AssetWoundUp])
    def test_what_is_no_more_says_since_when(self, ended: type[Event]) -> None:
        assert rows_of(OWNERS, listed, told(ended, ended_on=DAY)) == {"": self.ROW._replace(ended_on=DAY)}
        assert rows_of(OWNERS, told(ended, ended_on=DAY)) == {"": OwnerRow(ended_on=DAY)}


class TestPotentials:
    offered = told(
        PotentialOffered,
        municipality=VAASA,
        provider=CLUB,
        description=NAME,
        needs=(Need.HOBBIES, Need.SOCIAL),
        languages=("fin", "swe"),
        from_on=DAY,
        until=LAST,
    )
    ROW = PotentialRow(
        EVERYBODY,
        VAASA,
        "Seura",
        "1234567-1",
        "Kielikahvila",
        "Språkcafé",
        "Language café",
        "hobbies social",
        "fin swe",
        DAY,
        LAST,
    )

    def test_what_a_provider_could_do_is_everybodys_to_see_until_it_is_used_or_withdrawn(self) -> None:
        assert rows_of(POTENTIALS, self.offered) == {"": self.ROW}
        used = told(PotentialTakenUp, service_id=ID)
        assert rows_of(POTENTIALS, self.offered, used) == {"": self.ROW._replace(state="taken_up", service_id=ID)}
        assert rows_of(POTENTIALS, self.offered, told(PotentialWithdrawn)) == {"": self.ROW._replace(state="withdrawn")}

    @pytest.mark.parametrize("event", [PotentialTakenUp, PotentialWithdrawn])
    def test_what_nobody_offered_is_none(self, event: type[Event]) -> None:
        assert rows_of(POTENTIALS, told(event)) == {}


class TestVacancies:
    posted = told(
        VacancyPosted,
        municipality=NARPES,
        employer=CLUB,
        details=VacancyDetails(
            title=NAME,
            sector=Sector.FOOD,
            skills=("s1", "s2"),
            languages=(LanguageDemand(language="swe", level="A2.1"),),
            places=2,
            hours_a_week=30,
        ),
        from_on=DAY,
        until=LAST,
    )
    ROW = VacancyRow(
        EVERYBODY,
        NARPES,
        "Seura",
        "1234567-1",
        "Kielikahvila",
        "Språkcafé",
        "Language café",
        "food",
        '["s1","s2"]',
        '{"swe":"A2.1"}',
        2,
        30,
        DAY,
        LAST,
    )
    proposed = told(CandidateProposed, candidacy=ID, case=OTHER, proposed_by=VAASA)
    accepted = told(CandidateAccepted, candidacy=ID, case=OTHER, decided_on=LATER)
    declined = told(CandidateDeclined, candidacy=ID, case=OTHER, decided_on=LATER)
    begun = told(VacancyPlaceTaken, placement=PLACED, case=OTHER)
    over = told(VacancyPlaceFreed, placement=PLACED, case=OTHER)

    def vacancy(self, *events: Event) -> VacancyRow:
        (row,) = rows_of(VACANCIES, self.posted, *events).values()
        return row

    def test_everybody_sees_what_is_sought_and_where(self) -> None:
        assert rows_of(VACANCIES, self.posted) == {"": self.ROW}

    def test_a_candidate_has_a_seat_once_accepted(self) -> None:
        seat = SeatRow(EVERYBODY, OTHER, "proposed")
        assert rows_of(SEATS, self.proposed) == {f"{ID}": seat}
        yes, no = seat._replace(decision="accepted", taken=True), seat._replace(decision="declined")
        assert rows_of(SEATS, self.proposed, self.accepted) == {f"{ID}": yes}
        assert rows_of(SEATS, self.proposed, self.declined) == {f"{ID}": no}

    def test_the_end_of_a_placement_frees_its_seat_and_the_candidates(self) -> None:
        left = SeatRow(EVERYBODY, OTHER, "accepted", taken=False)
        assert rows_of(SEATS, self.accepted, self.begun) == {
            f"{ID}": left._replace(taken=True),
            f"{PLACED}": SeatRow(EVERYBODY, OTHER, None, taken=True),
        }
        assert rows_of(SEATS, self.accepted, self.begun, self.over) == {f"{ID}": left}
        assert rows_of(SEATS, self.begun, self.over) == {}

    def test_a_seat_is_kept_while_another_placement_of_the_same_person_goes_on(self) -> None:
        second = told(VacancyPlaceTaken, placement=LATER_PLACED, case=OTHER)
        rows = rows_of(SEATS, self.accepted, self.begun, second, self.over)
        assert rows == {
            f"{ID}": SeatRow(EVERYBODY, OTHER, "accepted", taken=True),
            f"{LATER_PLACED}": SeatRow(EVERYBODY, OTHER, None, taken=True),
        }

    def test_anothers_seat_is_not_freed(self) -> None:
        anothers = told(VacancyPlaceTaken, placement=LATER_PLACED, case=ID)
        rows = rows_of(SEATS, self.begun, anothers, self.over)
        assert rows == {f"{LATER_PLACED}": SeatRow(EVERYBODY, ID, None, taken=True)}

    def test_a_closed_one_stays_closed(self) -> None:
        closed = told(VacancyClosed)
        assert self.vacancy(closed, closed) == self.ROW._replace(closed=True)

    def test_what_nobody_posted_is_none(self) -> None:
        assert rows_of(VACANCIES, told(VacancyClosed)) == {}

    def test_a_candidacy_is_seen_by_the_municipality_whose_client_it_is(self) -> None:
        row = CandidacyRow(VAASA, OTHER, "proposed", RECORDED, found=b"CandidateProposed.match")
        assert rows_of(CANDIDACIES, self.proposed) == {f"{ID}": row}
        taken = row._replace(state="accepted", decided_on=LATER)
        assert rows_of(CANDIDACIES, self.proposed, self.accepted) == {f"{ID}": taken}
        no = row._replace(state="declined", decided_on=LATER, declined=b"CandidateDeclined.declined")
        assert rows_of(CANDIDACIES, self.proposed, self.declined) == {f"{ID}": no}
        assert rows_of(CANDIDACIES, self.accepted) == {f"{ID}": CandidacyRow(state="accepted", decided_on=LATER)}


class TestProjects:
    registered = told(
        ProjectRegistered,
        municipality=VAASA,
        title=LocalisedText(fi="Alku", sv="Start", en="Beginning"),
        funder="ESR",
        number="S1",
        starts_on=DAY,
        ends_on=LATER,
        themes=("work", "language"),
        partners=(ID, OTHER),
    )
    ROW = ProjectRow(
        EVERYBODY,
        VAASA,
        None,
        "Alku",
        "Start",
        "Beginning",
        "ESR",
        "S1",
        DAY,
        LATER,
        "work,language",
        f'["{ID}","{OTHER}"]',
    )
    published = told(
        ResultPublished,
        result=ID,
        title=LocalisedText(fi="Opas", sv="Handbok", en="Guide"),
        summary=LocalisedText(fi="Lyhyesti", sv="Kort", en="In short"),
        link="https://example.fi",
        published_on=LATER,
    )
    RESULT = ProjectRow(
        place=VAASA,
        result=ID,
        name_fi="Opas",
        name_sv="Handbok",
        name_en="Guide",
        starts_on=LATER,
        summary_fi="Lyhyesti",
        summary_sv="Kort",
        summary_en="In short",
        link="https://example.fi",
    )

    def test_a_project_says_who_pays_for_how_long_on_what_with_whom(self) -> None:
        assert rows_of(PROJECTS, self.registered) == {"": self.ROW}
        amended = told(ProjectAmended, ends_on=LAST, themes=("work",), partners=(OTHER,))
        assert rows_of(PROJECTS, self.registered, amended) == {
            "": self.ROW._replace(ends_on=LAST, themes="work", partners=f'["{OTHER}"]')
        }
        assert rows_of(PROJECTS, amended) == {}

    def test_a_result_stands_in_a_row_of_its_own_with_whose_project_it_was(self) -> None:
        assert rows_of(PROJECTS, self.registered, self.published) == {"": self.ROW, f"{ID}": self.RESULT}
        assert rows_of(PROJECTS, self.published) == {f"{ID}": self.RESULT._replace(place="")}


class TestOrganisations:
    def test_an_organisation_is_everybodys_and_its_contacts_stay_in_their_boxes(self) -> None:
        organisation = told(
            OrganisationListed,
            municipality=VAASA,
            title="Seura",
            kind=OrganisationKind.ASSOCIATION,
            country="FI",
            themes=("work", "language"),
        )
        own = OrganisationRow(EVERYBODY, VAASA, "Seura", "association", "FI", "work,language")
        contact = OrganisationRow(contact=ID, details=b"ContactNamed.details")
        named = told(ContactNamed, contact=ID)
        assert rows_of(ORGANISATIONS, organisation, named) == {"": own, f"{ID}": contact}
        assert rows_of(ORGANISATIONS, organisation, named, told(ContactRemoved, contact=ID)) == {"": own}
        assert rows_of(ORGANISATIONS, named, told(ContactRemoved, contact=OTHER)) == {f"{ID}": contact}


class TestServicePoints:
    def test_a_point_is_open_at_its_hours_until_it_is_closed(self) -> None:
        def hours(opens: str) -> PointHours:
            return PointHours(weekly=(Weekly(days=(PointDay.MONDAY,), open=Open(opens=opens, closes="16:00")),))

        opened = told(
            ServicePointOpened,
            municipality=VAASA,
            title=LocalisedText(fi="Ohjuri", sv="Lotsen", en="Pilot"),
            address="Torget 1",
            zone="Europe/Mariehamn",
            hours=hours("09:00"),
            languages=("fin", "swe"),
            opened_on=DAY,
        )
        row = ServicePointRow(
            VAASA,
            "Ohjuri",
            "Lotsen",
            "Pilot",
            "Torget 1",
            "Europe/Mariehamn",
            "Mo 09:00-16:00; PH off",
            "fin,swe",
            DAY,
        )
        assert rows_of(SERVICE_POINTS, opened) == {"": row}
        other, closed = told(OpeningHoursChanged, hours=hours("10:00")), told(ServicePointClosed, closed_on=LATER)
        assert rows_of(SERVICE_POINTS, opened, other, closed) == {
            "": row._replace(hours="Mo 10:00-16:00; PH off", closed_on=LATER)
        }
        assert rows_of(SERVICE_POINTS, other, closed) == {}
