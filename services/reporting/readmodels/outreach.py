"""Outreach: for each case, when a service last met the client, and what was done to reach them. A row a case.

It is for those outside services: while the employment authority answers for a jobseeker, nobody looks for them.

Groups that say no more than the arrival's codes do stand plainly; that somebody is a victim of trafficking stands in
the copied box alone, so that no list and no count of this table can tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from services.reporting.readmodels.jurisdiction import CASE, UNKNOWN
from shared.events import CaseEvent, Recorded
from shared.events.assessment import AssessmentStarted
from shared.events.intake import ArrivalRegistered, PersonDetails, PersonDetailsCorrected, TransferAccepted
from shared.events.intake.guidance import ClientGuided
from shared.events.intake.outreach import (
    OutreachContact,
    OutreachGroups,
    OutreachMade,
    OutreachOutcome,
    OutreachTargeted,
    TargetGroup,
)
from shared.events.intake.standing import (
    Authority,
    CameBack,
    CaseClosed,
    CaseReopened,
    CaseSeparated,
    LeftCountry,
    MergedIntoCase,
    ResponsibilityHandedOver,
)
from shared.events.model import Unreadable
from shared.events.planning import ReferralStarted
from shared.events.planning.onward import PlacementStartNoted
from shared.events.planning.services import ServiceReferralStarted
from shared.projection import Changes, Projection, changed, copied


class OutreachRow(NamedTuple):
    """`groups` have commas between, the protected one never among them; `sealed` is the box with all of them.

    `met_on` is the last day on which a service met the client or outreach reached them, `met_by` which; `tried_on` the
    last attempt, `outcome` what came of it. `present` is False while the case is closed or
    the client abroad, `merged` True while another case leads, `jobseeker` while the employment authority answers.
    """

    municipality: str = UNKNOWN
    present: bool = True
    merged: bool = False
    arrived_on: date | None = None
    born_in: int | None = None
    groups: str = ""
    of_arrival: str | None = None
    sealed: bytes | None = None
    met_on: date | None = None
    met_by: str | None = None
    tried_on: date | None = None
    attempts: int = 0
    outcome: str | None = None
    person: bytes | None = None
    jobseeker: bool = False


OUTREACH: Final = Projection("outreach", version=2, row=OutreachRow, ddl="services.reporting")
PROTECTED: Final = frozenset({TargetGroup.TRAFFICKING})
OF_REASON: Final = {"family": TargetGroup.FAMILY.value, "study": TargetGroup.STUDENT.value}
NEW: Final = OutreachRow()
ONE: Final = (CASE,)


def _now(rows: Mapping[str, OutreachRow], **changes: Any) -> Changes[OutreachRow]:
    return {CASE: changed(rows.get(CASE, NEW), **changes)}


def _met(rows: Mapping[str, OutreachRow], day: date, by: str) -> Changes[OutreachRow]:
    """The last meeting counts, whichever service's fact comes first."""
    row = rows.get(CASE, NEW)
    met_on, met_by = max((row.met_on or day, row.met_by or by), (day, by))
    return {CASE: changed(row, met_on=met_on, met_by=met_by)}


def _born_in(person: PersonDetails | Unreadable) -> int | None:
    return None if isinstance(person, Unreadable) else person.birth_date.year


@OUTREACH.on(ArrivalRegistered, reads=ONE, opens=("person", "background"))
def arrived(rows: Mapping[str, OutreachRow], event: Recorded[ArrivalRegistered]) -> Changes[OutreachRow]:
    fact = event.event
    background = fact.background.value
    return _now(
        rows,
        municipality=fact.municipality,
        arrived_on=fact.arrived_on,
        born_in=_born_in(fact.person.value),
        of_arrival=None if isinstance(background, Unreadable) else OF_REASON.get(background.reason),
        person=copied(event, "person", fact.person),
    )


@OUTREACH.on(PersonDetailsCorrected, reads=ONE, opens=("person",))
def corrected(rows: Mapping[str, OutreachRow], event: Recorded[PersonDetailsCorrected]) -> Changes[OutreachRow]:
    person = event.event.person
    return _now(rows, born_in=_born_in(person.value), person=copied(event, "person", person))


@OUTREACH.on(TransferAccepted, reads=ONE)
def moved(rows: Mapping[str, OutreachRow], event: Recorded[TransferAccepted]) -> Changes[OutreachRow]:
    return _now(rows, municipality=event.event.receiver)


@OUTREACH.on(CaseClosed, LeftCountry, reads=ONE)
def gone(rows: Mapping[str, OutreachRow], _: Recorded[CaseEvent]) -> Changes[OutreachRow]:
    return _now(rows, present=False)


@OUTREACH.on(CaseReopened, CameBack, reads=ONE)
def back(rows: Mapping[str, OutreachRow], _: Recorded[CaseEvent]) -> Changes[OutreachRow]:
    return _now(rows, present=True)


@OUTREACH.on(ResponsibilityHandedOver, reads=ONE)
def handed_over(rows: Mapping[str, OutreachRow], event: Recorded[ResponsibilityHandedOver]) -> Changes[OutreachRow]:
    return _now(rows, jobseeker=event.event.receiver is Authority.EMPLOYMENT)


@OUTREACH.on(MergedIntoCase, CaseSeparated, reads=ONE)
def joined(rows: Mapping[str, OutreachRow], event: Recorded[CaseEvent]) -> Changes[OutreachRow]:
    return _now(rows, merged=isinstance(event.event, MergedIntoCase))


@OUTREACH.on(OutreachTargeted, reads=ONE, opens=("groups",))
def targeted(rows: Mapping[str, OutreachRow], event: Recorded[OutreachTargeted]) -> Changes[OutreachRow]:
    said = event.event.groups.value
    groups = said.groups if isinstance(said, OutreachGroups) else ()
    plain = ",".join(sorted(group.value for group in groups if group not in PROTECTED))
    return _now(rows, groups=plain, sealed=copied(event, "groups", event.event.groups))


@OUTREACH.on(OutreachMade, reads=ONE, opens=("contact",))
def attempted(rows: Mapping[str, OutreachRow], event: Recorded[OutreachMade]) -> Changes[OutreachRow]:
    fact = event.event
    said = fact.contact.value
    outcome = said.outcome if isinstance(said, OutreachContact) else None
    row = rows.get(CASE, NEW)
    found = changed(row, attempts=row.attempts + 1)
    if row.tried_on is None or fact.made_on >= row.tried_on:
        found = changed(found, tried_on=fact.made_on, outcome=outcome.value if outcome else None)
    if outcome in (None, OutreachOutcome.NOT_REACHED):
        return {CASE: found}
    return {CASE: found, **_met({CASE: found}, fact.made_on, "outreach")}


@OUTREACH.on(ClientGuided, reads=ONE)
def guided(rows: Mapping[str, OutreachRow], event: Recorded[ClientGuided]) -> Changes[OutreachRow]:
    return _met(rows, event.event.given_on, "guidance")


@OUTREACH.on(AssessmentStarted, reads=ONE)
def assessed(rows: Mapping[str, OutreachRow], event: Recorded[AssessmentStarted]) -> Changes[OutreachRow]:
    return _met(rows, event.event.started_on, "assessment")


@OUTREACH.on(ReferralStarted, ServiceReferralStarted, PlacementStartNoted, reads=ONE)
def served(rows: Mapping[str, OutreachRow], event: Recorded[Any]) -> Changes[OutreachRow]:
    return _met(rows, event.event.started_on, "service")
