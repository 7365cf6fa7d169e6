"""A client as planning knows one: whose case it is, and what stands beside the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.planning.onward.domain import Onward
from services.planning.referral.consents import Consents
from services.planning.referral.groups import Referral
from services.planning.referral.groups import is_open as is_open_in_group
from services.planning.referral.services import ServiceReferral
from services.planning.referral.services import is_open as is_open_in_service


@dataclass(frozen=True, slots=True)
class Client:
    """Who the case is about, which municipality answers for it, and what they have been referred to.

    `first_agreed_on` is the day of their first plan: the law counts the total length of plans from it. While the
    case is closed, or goes on as another, nothing is due (`suspended`).
    """

    municipality: str
    person_id: UUID
    referrals: Mapping[UUID, Referral] = field(default_factory=dict)
    to_services: Mapping[UUID, ServiceReferral] = field(default_factory=dict)
    consents: Consents = field(default_factory=dict)
    onward: Onward = field(default_factory=Onward)
    first_agreed_on: date | None = None
    suspended: bool = False

    @property
    def referred(self) -> bool:
        """Whether some referral of theirs is open."""
        return any(map(is_open_in_group, self.referrals.values())) or any(
            map(is_open_in_service, self.to_services.values())
        )
