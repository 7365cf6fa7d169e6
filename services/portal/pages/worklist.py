"""The worklist: who waits for what, until when, and who is late."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from services.portal.pages.shown import Made, unless_away
from services.portal.reader import AtMunicipality
from services.portal.reporting import Sort
from shared.access.policy import public

router = APIRouter()

SIZE: Final = 25  # cases on a page
STATUSES: Final = (
    "arrived",
    "assessment_required",
    "assessing",
    "assessed",
    "waived",
    "plan_required",
    "plan_drafted",
    "plan_agreed",
    "away",
    "closed",
)
SORTS: Final[tuple[Sort, ...]] = ("due", "name", "arrived", "status")
Status: TypeAlias = Literal[
    "",  # what a form sends for "all"
    "arrived",
    "assessment_required",
    "assessing",
    "assessed",
    "waived",
    "plan_required",
    "plan_drafted",
    "plan_agreed",
    "away",
    "closed",
]


@router.get("/{language}/municipalities/{code}/worklist", dependencies=[public()], include_in_schema=False)
async def worklist(
    portal: Made,
    reader: AtMunicipality,
    code: str,
    status: Annotated[Status, Query()] = "",
    late: Annotated[Literal["", "1"], Query()] = "",
    sort: Annotated[Sort, Query()] = "due",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    chosen = {name: value for name, value in (("status", status), ("late", late)) if value}
    asked: dict[str, str | int] = {**chosen, "sort": sort, "page": page, "size": SIZE}
    if late:
        asked["late"] = "true"
    token = portal.sign_in.caseworker(code)
    listed = await unless_away(portal.reporting.worklist(token, reader.language, code, asked))

    def at(number: int) -> str:
        return "?" + urlencode({**chosen, "sort": sort, "page": number})

    return portal.templates.page(
        "worklist.html",
        reader,
        status=200 if listed else 503,
        listed=listed,
        statuses=STATUSES,
        sorts=SORTS,
        chosen_status=status,
        chosen_late=bool(late),
        chosen_sort=sort,
        at=at,
        today=portal.today,
    )
