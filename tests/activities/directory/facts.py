"""What has happened in the directory, and what is asked of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from services.activities.directory import domain
from services.activities.directory.domain import ChangeService, EndService, HandOverService, ListService
from shared.events.activities.directory import (
    CostKind,
    Need,
    OpeningHours,
    Organisation,
    Place,
    ServiceChanged,
    ServiceDetails,
    ServiceEnded,
    ServiceKind,
    ServiceListed,
    ServiceOwnerChanged,
    Weekday,
)
from shared.events.activities.texts import PublishedText
from tests.spec import Spec

VAASA, LAIHIA = "905", "399"
TODAY: Final = date(2026, 3, 2)
SERVICE: Final = UUID(int=0x5E)
PROJECT = Organisation(name="Osana-hanke", business_id="0209602-6")
TOWN = Organisation(name="Vaasan kaupunki", business_id="0209602-6")
MONDAYS = OpeningHours(weekday=Weekday.MO, opens="09:00", closes="15:30")
CAFE = ServiceDetails(
    name=PublishedText(fi="Kielikahvila", sv="Språkcafé"),
    description=PublishedText(fi="Suomea kahvin ääressä", sv="Finska över en kopp kaffe", en="Finnish over coffee"),
    kind=ServiceKind.THIRD_SECTOR,
    needs=(Need.LANGUAGE, Need.SOCIAL),
    languages=("fin", "swe"),
    serves=("499", "905"),
    place=Place(
        street="Kirkkopuistikko 26", postal_code="65100", city="Vaasa", latitude=63_096_000, longitude=21_616_000
    ),
    opening_hours=(MONDAYS,),
)
PAID = CAFE.model_copy(update={"cost": CostKind.FEE, "cents": 550})

list_service = ListService(VAASA, CAFE, PROJECT, date(2026, 12, 31), ("fi", "sv"), TODAY)
listed = ServiceListed(municipality=VAASA, details=CAFE, owner=PROJECT, funded_until=date(2026, 12, 31))
change = ChangeService(VAASA, PAID, ("fi", "sv"))
changed = ServiceChanged(municipality=VAASA, details=PAID)
hand_over = HandOverService(VAASA, TOWN, date(2027, 1, 1), None)
handed_over = ServiceOwnerChanged(municipality=VAASA, owner=TOWN, from_on=date(2027, 1, 1), funded_until=None)
end = EndService(VAASA, TODAY, TODAY)
ended = ServiceEnded(municipality=VAASA, ended_on=TODAY)

given = Spec(domain.INITIAL, domain.decide, domain.evolve).given


def described(**changes: object) -> ListService:
    """A service listed with other details."""
    return replace(list_service, details=CAFE.model_copy(update=changes))
