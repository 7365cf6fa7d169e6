"""Languages of integration: what was chosen, by municipality, in figures."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from fastapi import APIRouter

from services.reporting.answers import Answer, At
from services.reporting.api.asking import UNIT, After, Reader, Regions, waited
from services.reporting.figures import NOTHING, SUPPRESSED, TOTAL, Cell, share, suppressed
from services.reporting.reading import Reading
from shared.access.policy import CurrentViewer, allow
from shared.access.roles import Scope

router: Final = APIRouter(tags=["figures"])

LANGUAGES: Final = ("fi", "sv", "none")


class IntegrationLanguages(Answer):
    """A municipality's open cases: how many chose which language (`none`: nobody has asked), and the share of each.

    A share is of those who have chosen, with its interval.
    """

    municipality: str
    cases: Cell
    chosen: dict[str, Cell]
    shares: dict[str, Cell]


class LanguageFigures(At):
    """The reader's municipalities; figures below `limit`, and what would give them away, are hidden."""

    rows: list[IntegrationLanguages]
    limit: int


@router.get(
    "/integration-languages",
    dependencies=[allow(*UNIT, scope=Scope.ANY)],
    summary="The language of integration that was chosen, by municipality",
    description="The table is made over the whole deployment, so that two readers are shown the same figures.",
)
async def integration_languages(
    viewer: CurrentViewer, reports: Reader, regions: Regions, after: After = None
) -> LanguageFigures:
    await waited(reports, viewer, after)
    limit = max((each.small_cell_limit for each in regions), default=0)
    everywhere = replace(viewer, municipalities=frozenset(one.code for one in regions.municipalities()))

    async def answer(reading: Reading) -> tuple[dict[tuple[str, ...], int], list[int]]:
        rows = await reading.rows("integration_languages")
        return {(row["municipality"], row["language"]): row["cases"] for row in rows}, reading.positions

    counts, positions = await reports.read(everywhere, answer)
    shown = await asyncio.to_thread(suppressed, counts, limit)
    return LanguageFigures(
        rows=[_row(one, counts, shown) for one in sorted(viewer.municipalities)], limit=limit, position=positions
    )


def _row(
    municipality: str, counts: dict[tuple[str, ...], int], shown: dict[tuple[str, ...], Cell]
) -> IntegrationLanguages:
    cells = {one: shown.get((municipality, one), NOTHING) for one in LANGUAGES}
    fi, sv = (counts.get((municipality, one), 0) for one in ("fi", "sv"))
    away = cells["fi"].suppressed or cells["sv"].suppressed
    return IntegrationLanguages(
        municipality=municipality,
        cases=shown.get((municipality, TOTAL), NOTHING),
        chosen=cells,
        shares={
            one: SUPPRESSED if away else share(part, fi + sv) if fi + sv else NOTHING
            for one, part in (("fi", fi), ("sv", sv))
        },
    )
