"""Facts about the service directory: services of every kind side by side, their owners, unused potential, needs seen.

Everything here is published or a count; nothing is about a person.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from shared.events.activities.texts import PublishedText
from shared.events.intake import Municipality
from shared.events.model import Clear, Event, Value


class ServiceKind(StrEnum):
    """Who gives a service: a public body, an association or congregation, an enterprise."""

    OFFICIAL = "official"
    THIRD_SECTOR = "third_sector"
    PRIVATE = "private"


class Need(StrEnum):
    """What somebody needs that a service may answer; the same codes for supply and for needs seen."""

    HOUSING = "housing"
    SCHOOLING = "schooling"
    LANGUAGE = "language"
    WORK = "work"
    EDUCATION = "education"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    FAMILY = "family"
    CHILD_CARE = "child_care"
    YOUTH = "youth"
    LEGAL = "legal"
    PERMITS = "permits"
    MONEY = "money"
    DIGITAL = "digital"
    HOBBIES = "hobbies"
    SOCIAL = "social"
    INTERPRETING = "interpreting"
    TRANSPORT = "transport"


class CostKind(StrEnum):
    """Whether the service costs anything."""

    FREE = "free"
    FEE = "fee"


class Weekday(StrEnum):
    """A day of the week, as iCalendar writes it (RFC 5545)."""

    MO = "MO"
    TU = "TU"
    WE = "WE"
    TH = "TH"
    FR = "FR"
    SA = "SA"
    SU = "SU"


class Organisation(Value):
    """The organisation that answers for something; `business_id` is its y-tunnus ("1234567-8"), where it has one."""

    name: str
    business_id: str | None = None


class Place(Value):
    """Where a service is given. Coordinates are WGS84, in millionths of a degree."""

    street: str
    postal_code: str
    city: str
    latitude: int | None = None
    longitude: int | None = None


class OpeningHours(Value):
    """Open every such weekday between two times of day ("09:00"), Helsinki time."""

    weekday: Weekday
    opens: str
    closes: str


class ServiceDetails(Value):
    """A service as the directory shows it. `serves` are municipality codes, `cents` the fee where there is one."""

    name: PublishedText
    description: PublishedText
    kind: ServiceKind
    needs: tuple[Need, ...]
    languages: tuple[str, ...]
    serves: tuple[str, ...]
    place: Place | None = None
    cost: CostKind = CostKind.FREE
    cents: int | None = None
    opening_hours: tuple[OpeningHours, ...] = ()


class ServiceListed(Event, version=1):
    """A service is in the directory. `funded_until` is the last day its owner has money for it; None: permanent."""

    municipality: Annotated[Municipality, Clear("routing and scope: who keeps the entry")]
    details: Annotated[ServiceDetails, Clear("published")]
    owner: Annotated[Organisation, Clear("published")]
    funded_until: Annotated[date | None, Clear("published")] = None


class ServiceChanged(Event, version=1):
    """The service is described anew."""

    municipality: Annotated[Municipality, Clear("routing and scope: who keeps the entry")]
    details: Annotated[ServiceDetails, Clear("published")]


class ServiceOwnerChanged(Event, version=1, effective="from_on"):
    """Another organisation answers for the service, or the same one with money until another day."""

    municipality: Annotated[Municipality, Clear("routing and scope: who keeps the entry")]
    owner: Annotated[Organisation, Clear("published")]
    from_on: Annotated[date, Clear("published")]
    funded_until: Annotated[date | None, Clear("published")] = None


class ServiceEnded(Event, version=1, effective="ended_on"):
    """The service is given no longer."""

    municipality: Annotated[Municipality, Clear("routing and scope: who keeps the entry")]
    ended_on: Annotated[date, Clear("published")]


class PotentialOffered(Event, version=1, effective="from_on"):
    """A provider could do more than it does: room, time or skill that nobody uses yet."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    provider: Annotated[Organisation, Clear("published")]
    description: Annotated[PublishedText, Clear("published")]
    needs: Annotated[tuple[Need, ...], Clear("published")]
    languages: Annotated[tuple[str, ...], Clear("published")]
    from_on: Annotated[date, Clear("published")]
    until: Annotated[date | None, Clear("published")] = None


class PotentialTakenUp(Event, version=1):
    """A service of the directory uses what was offered."""

    service_id: Annotated[UUID, Clear("routing: the service that came of it")]


class PotentialWithdrawn(Event, version=1):
    """The offer stands no longer."""

    withdrawn_on: Annotated[date, Clear("published")]


class NeedSource(StrEnum):
    """Where a need was seen."""

    ASSESSMENT = "assessment"
    FORECAST = "forecast"
    WISH = "wish"
    REFERRAL = "referral"
    GUIDANCE = "guidance"


class NeedSeen(Event, version=1, effective="seen_on"):
    """So many people were seen to need something; nobody is named, and nobody can be found by it."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    need: Annotated[Need, Clear("a count")]
    source: Annotated[NeedSource, Clear("a count")]
    people: Annotated[int, Clear("a count")]
    seen_on: Annotated[date, Clear("a count")]


class Asset(StrEnum):
    """What a project builds that must outlive it, besides services."""

    GROUP = "group"
    NETWORK = "network"


class OwnerNamed(Event, version=1, effective="from_on"):
    """An organisation answers for a group or a network until a day; None: permanently."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    asset: Annotated[Asset, Clear("published")]
    title: Annotated[PublishedText, Clear("published")]
    owner: Annotated[Organisation, Clear("published")]
    from_on: Annotated[date, Clear("published")]
    until: Annotated[date | None, Clear("published")] = None


class AssetWoundUp(Event, version=1, effective="ended_on"):
    """The group or network is no more."""

    municipality: Annotated[Municipality, Clear("routing and scope")]
    ended_on: Annotated[date, Clear("published")]
