"""Households over HTTP: somebody is linked to the person of a case, and the link ends."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.intake.deciders import CASE
from services.intake.duplicates import persons, stream_of
from services.intake.household.domain import (
    INITIAL,
    MIRRORED,
    Link,
    NamedOutsider,
    State,
    Unlink,
    decide,
    evolve,
    guardianship,
)
from services.intake.household.domain import Command as HouseholdCommand
from services.intake.states import Case, NoCase, unmerged
from shared.access.policy import allow, not_found
from shared.access.roles import Role
from shared.edge.body import Line, StrictModel, body
from shared.edge.idempotency import CommandContext
from shared.edge.problems import problems
from shared.errors import Refused
from shared.events.intake import PersonDetails
from shared.events.intake.household import Kinship, Outsider, Relation
from shared.ledger import Beside, Decider
from shared.requests import CaseRequest
from shared.service import Receipt, Running

HOUSEHOLD: Final[Decider[HouseholdCommand, State]] = Decider(INITIAL, decide, evolve, opens=True)
"""What a stream intake/household/<case> is decided by."""

ASKERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.ASSESSMENT_OFFICIAL)

router: Final = APIRouter(prefix="/municipalities/{municipality}/cases/{case}/household", tags=["household"])


class ContactBody(StrictModel):
    """Somebody who has no case here."""

    name: Annotated[str, Line(200)] = Field(examples=["Edustaja Esimerkki"])
    phone: Annotated[str, Line(30)] | None = Field(None, examples=["+358401234567"])


class LinkBody(StrictModel):
    """Who belongs to the person of the case: the person of another case, or somebody without one."""

    relation: Relation = Field(
        description="What the other one is to the person of this case: guardian, repres(entative), child, spouse …",
        examples=["guardian"],
    )
    case: UUID | None = Field(
        None, description="The other one's case", examples=["0190c0de-0000-7000-8000-000000000002"]
    )
    contact: ContactBody | None = Field(None, description="The other one, where there is no case")
    valid_from: date | None = Field(None, description="The first day; today where left out")
    valid_to: date | None = Field(None, description="The last day, where it is known; a ward's coming of age at most")


class EndBody(StrictModel):
    """From which day they belong together no more."""

    ended_on: date | None = Field(None, description="The day; today where left out")


class LinkReceipt(Receipt):
    """A receipt that names the link."""

    link: UUID


def stream_of_household(case: UUID) -> str:
    return f"intake/household/{case}"


@router.post(
    "",
    status_code=201,
    summary="Link a person to a household",
    dependencies=[allow(*ASKERS)],
    responses=problems(409, 422),
    description=(
        "Between two cases it is said in both; the other case may be of another municipality that the caller works "
        "for. A guardianship ends at the ward's coming of age. Codes: household.itself, household.already_linked, "
        "household.one_of_case_and_contact, household.ends_before_it_begins, household.not_a_minor, case.merged, "
        "case.erased."
    ),
)
async def link(linked: Annotated[LinkBody, body(LinkBody)], request: CaseRequest) -> LinkReceipt:
    own = await _case(request.service, request.case, frozenset({request.municipality}))
    other = (
        None
        if linked.case is None
        else await _case(request.service, linked.case, request.context.viewer.municipalities)
    )
    kinship = await _kinship(request.service, request.case, linked, request.context)
    link_id = request.new_id("link")
    contact = linked.contact
    outsider = (
        NamedOutsider(request.new_id("outsider"), Outsider(name=contact.name, phone=contact.phone)) if contact else None
    )
    command = Link(request.municipality, link_id, request.case, own.person_id, linked.case, kinship, outsider)
    beside = [_mirrored(link_id, request.case, linked.case, other, kinship)] if linked.case and other else []
    told = await request.carry_out(HOUSEHOLD, command, "household", beside=beside)
    return LinkReceipt(stream=told.stream, version=told.version, case=request.case, link=link_id)


def _mirrored(
    link_id: UUID, case: UUID, member: UUID, other: Case, kinship: Kinship
) -> Beside[HouseholdCommand, State]:
    said = kinship.model_copy(update={"relation": MIRRORED[kinship.relation]})
    command = Link(other.municipality, link_id, member, other.person_id, case, said)
    return Beside(HOUSEHOLD, stream_of_household(member), member, command)


async def _kinship(service: Running, case: UUID, linked: LinkBody, command: CommandContext) -> Kinship:
    """The relation with its days. A guardianship needs the ward's birth date; an erased ward has none any more."""
    kinship = Kinship(relation=linked.relation, valid_from=linked.valid_from or command.today, valid_to=linked.valid_to)
    match linked.relation:
        case Relation.GUARDIAN:
            ward = case
        case Relation.WARD if linked.case is not None:
            ward = linked.case
        case _:
            return kinship
    held = (await persons(service.ledger, [ward])).get(ward)
    if held is None or not isinstance(held.details, PersonDetails):
        raise Refused("case.erased")
    return guardianship(kinship, held.details.birth_date)


async def _case(service: Running, case: UUID, municipalities: frozenset[str]) -> Case:
    """The case, if it is one of these municipalities'; else there is none.

    Raises:
        Problem: 404 `access.not_found`.
        Refused: `case.merged`.
    """
    state, _ = await service.load(CASE, stream_of(case))
    if isinstance(state, NoCase) or state.case.municipality not in municipalities:
        raise not_found()
    return unmerged(state.case.municipality, state).case


@router.post(
    "/{link}/end",
    summary="End a link of a household",
    dependencies=[allow(*ASKERS)],
    responses=problems(409, 422),
    description="Said in both cases. Codes: household.day_in_the_future, household.ends_before_it_begins.",
)
async def end_link(link: UUID, ended: Annotated[EndBody, body(EndBody)], request: CaseRequest) -> Receipt:
    await _case(request.service, request.case, frozenset({request.municipality}))
    household, _ = await request.service.ledger.load(HOUSEHOLD, stream_of_household(request.case))
    held = household.links.get(link)
    unlink = Unlink(link, ended.ended_on or request.today, request.today)
    member = held.member if held is not None else None
    beside = [Beside(HOUSEHOLD, stream_of_household(member), member, unlink)] if member is not None else []
    return await request.carry_out(HOUSEHOLD, unlink, "household", beside=beside)
