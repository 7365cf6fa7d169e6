"""Every page in every state, from typed values: what the tests of escaping, language and form go through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.portal.assets import read_assets
from services.portal.pages.choose import regions
from services.portal.pages.worklist import SORTS, STATUSES
from services.portal.problems import ProblemPages
from services.portal.reader import Reader
from services.portal.rendering import Templates
from services.portal.reporting import (
    Case,
    Deadline,
    Flow,
    Flows,
    Happening,
    Person,
    Proof,
    Referral,
    Replay,
    Timeline,
    Transfer,
    Transfers,
    Worklist,
    WorklistRow,
)
from shared.errors import Fault
from shared.regions.municipalities import municipality
from shared.regions.profiles import load_profiles
from shared.regions.texts import Language, text

NARPES, VAASA, LAUKAA = "545", "905", "410"
TODAY = date(2026, 11, 22)
CASE = UUID("0190a000-0000-7000-8000-000000000001")
NASTY = "<script>alert(1)</script>\"'&"
PROFILES = load_profiles()

PERSON = Person(family_name=NASTY, given_names="Thi Minh", birth_date=date(1990, 2, 3))
ROWS = (
    WorklistRow(
        case=CASE,
        person=PERSON,
        status="assessment_required",
        arrived_on=date(2026, 9, 1),
        next_due_on=date(2026, 11, 1),
        next_due_kind="assessment",
        late=True,
    ),
    WorklistRow(case=CASE, person=PERSON, status="plan_required", next_due_on=TODAY, next_due_kind="plan"),
    WorklistRow(
        case=CASE, status="plan_agreed", next_due_on=date(2026, 11, 23), next_due_kind="review", offered_to="905"
    ),
    WorklistRow(case=CASE, status="arrived"),
)
DEADLINES = (
    Deadline(
        kind="assessment",
        due_on=date(2026, 3, 2),
        met_on=date(2026, 3, 5),
        broken=True,
        rule="assessment_must_start",
        law="project setting",
        rule_version=date(2025, 1, 1),
        inputs={"arrived_on": "2026-01-02"},
    ),
    Deadline(
        kind="plan",
        due_on=date(2026, 4, 2),
        met_on=date(2026, 4, 1),
        rule="plan_preparation_starts",
        law="681/2023",
        inputs={"assessed_on": "2026-03-05"},
    ),
    Deadline(
        kind="review",
        due_on=date(2026, 10, 1),
        late=True,
        rule="plan_review_max_interval",
        law="681/2023",
        section="17 §",
        inputs={"agreed_on": "2026-04-01", "ends_on": "2027-04-01"},
    ),
    Deadline(kind="plan_end", waived_on=date(2026, 10, 2)),
)
REFERRALS = tuple(
    Referral(referral=CASE, state=state, provider="905", number=3 if state == "queued" else None, referred_on=TODAY)
    for state in ("made", "accepted", "queued", "started", "declined", "ended")
)
SAID = Case(
    case=CASE,
    status="plan_agreed",
    person=PERSON,
    arrived_on=date(2026, 1, 2),
    reason="work",
    mother_tongue="vie",
    citizenship="VN",
    offered_to="905",
    duplicates=1,
    deadlines=DEADLINES,
    referrals=REFERRALS,
)


def happened(language: Language) -> tuple[Happening, ...]:
    """A timeline with every kind of fact that is told."""
    return tuple(
        Happening(
            event_id=CASE,
            recorded_at=datetime(2026, 1, 2, 23, 30, tzinfo=UTC),
            effective_on=date(2026, 1, 2),
            text=text(f"event.{event}", language),
            role=role,
            organisation=NASTY,
            rule=rule,
            details=details,
        )
        for event, role, rule, details in HAPPENED
    )


HAPPENED: tuple[tuple[str, str, str | None, dict[str, object]], ...] = (
    ("intake.ArrivalRegistered", "caseworker", None, {"arrived_on": "2026-01-02", "channel": "paper"}),
    ("assessment.AssessmentRequired", "service", "assessment_must_start", {"due_on": "2026-03-02"}),
    ("assessment.AssessmentStarted", "assessment_official", None, {"started_on": "2026-03-05"}),
    ("assessment.AssessmentCompleted", "assessment_official", None, {"plan_needed": True}),
    ("planning.PlanAgreed", "adviser", "total_plan_max", {"ends_on": "2027-04-01", "review_by": "2026-10-01"}),
    ("planning.PlanDrafted", "adviser", None, {"months": 12, "drafted_on": "2026-04-01"}),
    ("planning.ReferredToService", "adviser", None, {"provider": "905", "group": str(CASE)}),
    ("planning.ReferralQueued", "service", None, {"number": 3}),
    ("intake.DuplicateSuspected", "service", None, {"other_municipality": "905"}),
    ("intake.TransferOffered", "caseworker", None, {"sender": "545", "expires_on": "2026-06-01"}),
    ("intake.TransferAccepted", "caseworker", None, {"receiver": "905", "moves_on": "2026-05-06"}),
)
TRANSFERS = Transfers(
    rows=(
        Transfer(offer=CASE, side="sender", sender="545", receiver="905", state="declined", reason="no_capacity"),
        Transfer(offer=CASE, side="sender", sender="545", receiver="905", state="accepted", moves_on=TODAY),
        Transfer(
            offer=CASE, side="receiver", sender="905", receiver="545", state="offered", expires_on=date(2026, 12, 1)
        ),
        Transfer(
            offer=CASE, side="receiver", sender="905", receiver="545", state="expired", expires_on=date(2026, 11, 1)
        ),
    )
)
FLOWS = Flows(
    rows=(
        Flow(sender="905", receiver="545", offered=1234, accepted=8, declined=None),
        Flow(sender="545", receiver="598"),
    )
)


def templates(*, demo: bool = True) -> Templates:
    return Templates(read_assets(), demo=demo)


def reader(language: Language, code: str | None = NARPES, rest: str = "/municipalities/545/worklist") -> Reader:
    return Reader(language, municipality(code) if code else None, rest if code else "")


def worklist(language: Language, listed: Worklist | None, **chosen: Any) -> bytes:
    values: dict[str, Any] = {
        "listed": listed,
        "statuses": STATUSES,
        "sorts": SORTS,
        "chosen_status": "",
        "chosen_late": False,
        "chosen_sort": "due",
        "at": "?page={}".format,
        "today": TODAY,
    }
    return bytes(templates().page("worklist.html", reader(language), **{**values, **chosen}).body)


def replay(language: Language, case: Case | None, *, verified: bool) -> bytes:
    known_at = datetime(2026, 6, 1, 20, 59, 59, tzinfo=UTC)
    replayed = Replay(
        known_at=known_at,
        case=case,
        timeline=happened(language),
        proof=Proof(verified=verified, events=11, head="ab" * 32),
    )
    return bytes(
        templates()
        .page("replay.html", reader(language), case=CASE, replayed=replayed, known_at=known_at, today=TODAY, last=TODAY)
        .body
    )


def page(name: str, language: Language, **values: Any) -> bytes:
    return bytes(templates().page(name, reader(language), today=TODAY, **values).body)


def problem(language: Language, status: int, code: str) -> bytes:
    return bytes(ProblemPages(templates()).page(f"/{language}/x", None, status, Fault(code)).body)


def chooser(language: Language, *, demo: bool = True) -> bytes:
    found = tuple(regions(SimpleNamespace(profiles=PROFILES), language))  # type: ignore[arg-type]  # looks at profiles only
    return bytes(templates(demo=demo).page("choose.html", reader(language, None), regions=found).body)


PAGES: dict[str, Callable[[Language], bytes]] = {
    "choose": chooser,
    "choose-signed-out": lambda language: chooser(language, demo=False),
    "worklist": lambda language: worklist(
        language, Worklist(rows=ROWS, total=60, page=2, size=25, open=60, late=1, by_status={"arrived": 4})
    ),
    "worklist-empty": lambda language: worklist(language, Worklist(rows=(), total=0)),
    "worklist-none-match": lambda language: worklist(language, Worklist(rows=(), total=0), chosen_status="waived"),
    "worklist-away": lambda language: worklist(language, None),
    "case": lambda language: page(
        "case.html", language, case=CASE, found=SAID, timeline=Timeline(rows=happened(language))
    ),
    "case-bare": lambda language: page(
        "case.html", language, case=CASE, found=Case(case=CASE, status="arrived"), timeline=Timeline(rows=())
    ),
    "case-away": lambda language: page("case.html", language, case=CASE, found=None, timeline=None),
    "case-half": lambda language: page("case.html", language, case=CASE, found=SAID, timeline=None),
    "replay": lambda language: replay(language, SAID, verified=True),
    "replay-unknown": lambda language: replay(language, None, verified=True),
    "replay-broken": lambda language: replay(language, SAID, verified=False),
    "transfers": lambda language: page("transfers.html", language, listed=TRANSFERS),
    "transfers-empty": lambda language: page("transfers.html", language, listed=Transfers(rows=())),
    "flows": lambda language: page("flows.html", language, listed=FLOWS),
    "flows-empty": lambda language: page("flows.html", language, listed=Flows(rows=())),
    "not-found": lambda language: problem(language, 404, "access.not_found"),
    "denied": lambda language: problem(language, 403, "access.denied"),
    "signed-out": lambda language: problem(language, 401, "portal.signin_needed"),
    "failed": lambda language: problem(language, 500, "server.error"),
}
