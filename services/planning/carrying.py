"""What planning's endpoints carry commands out with: the case's decider, the rules in force, and whose case it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from services.planning.domain import INITIAL, Command, decide, evolve
from services.planning.standing import State, of
from shared.access.policy import not_found
from shared.access.roles import Role
from shared.errors import Problem, Refused
from shared.ledger import Decider
from shared.regions.profiles import MunicipalityOutsideError
from shared.regions.rules import Rule, RuleNotInForceError
from shared.service import Running

if TYPE_CHECKING:
    from datetime import date

    from services.planning.client import Client

CASE: Final[Decider[Command, State]] = Decider(INITIAL, decide, evolve, opens=True)  # consents are sealed
"""What a stream planning/case/<case> is decided by."""

PLANNERS: Final = (Role.CASEWORKER, Role.EMPLOYMENT_AUTHORITY)
REFERRERS: Final = (*PLANNERS, Role.ADVISER)
RUNNERS: Final = (*REFERRERS, Role.ACTIVITY_LEADER)
ANSWERERS: Final = (*RUNNERS, Role.WELLBEING_COUNTY, Role.PARTNER)


async def client_of(service: Running, municipality: str, case: UUID) -> Client:
    """Who a case of this municipality is about, for what stands in a stream of its own beside it.

    Raises:
        Problem: 404: it is no case of theirs.
    """
    state, _ = await service.load(CASE, f"planning/case/{case}")
    try:
        return of(municipality, state).client
    except Refused:
        raise not_found() from None


def rule_on(service: Running, municipality: str, name: str, day: date, field: str | None) -> Rule:
    """The version of a rule in force in the municipality on the day.

    Raises:
        Problem: 422 where no version was; 404 where the municipality is none of the deployment.
    """
    try:
        return service.profiles.for_municipality(municipality).rule_for(name, day)
    except RuleNotInForceError:
        raise Problem.of(422, "plan.no_rule_on_the_day", field) from None
    except MunicipalityOutsideError:
        raise not_found() from None
