"""Skills of a case's person, as they were mapped."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from services.reporting.answers import Answer
from services.reporting.api.asking import WORKERS, After, Reader, waited
from services.reporting.reading import Reading
from services.reporting.readmodels.jurisdiction import CASE
from shared.access.policy import CurrentViewer, allow, not_found
from shared.access.roles import Role
from shared.edge.body import Municipality
from shared.events.assessment.skills import Education, EndGround, Profile, Skill, Work
from shared.events.model import FreeText, Unreadable

router: Final = APIRouter(tags=["skills mapping"])


class Skills(Answer):
    """A mapping as it stands; `begun_in` is the municipality where it began, wherever the case is now.

    Skills, occupations and licences are codes of the vocabulary; `described` are skills in words.
    """

    case: UUID
    state: str = Field(description="none, under_way, completed or ended")
    begun_in: str | None
    jointly: bool | None
    consent: UUID | None
    started_on: date | None
    mapped_on: date | None
    ended_on: date | None
    ground: str | None
    education: list[Education]
    work: list[Work]
    licences: list[str]
    skills: list[Skill]
    languages: dict[str, str]
    described: list[str]
    position: int


@router.get(
    "/municipalities/{municipality}/cases/{case}/skills",
    dependencies=[allow(*WORKERS, Role.EMPLOYMENT_AUTHORITY)],
    summary="Skills as they were mapped",
)
async def skills(
    municipality: Municipality, case: UUID, viewer: CurrentViewer, reports: Reader, after: After = None
) -> Skills:
    within = viewer.within(municipality)
    await waited(reports, within, after)

    async def answer(reading: Reading) -> Skills:
        if await reading.row("case", municipality, case) is None:
            raise not_found()
        rows = {row["sub"]: row for row in await reading.rows("skills", municipality, case)}
        await reading.reads([case], "skills")
        own = rows.pop(CASE, None)
        profiles = await reading.opened([own["sealed"] if own else None], Profile)
        grounds = await reading.opened([own["ground"] if own else None], EndGround)
        words = await reading.opened((row["sealed"] for row in rows.values()), FreeText)
        found = next(iter(profiles.values()), None)
        profile = found if isinstance(found, Profile) else Profile()
        ground = next(iter(grounds.values()), None)
        return Skills(
            case=case,
            state=own["state"] if own else "none",
            begun_in=own["begun_in"] if own else None,
            jointly=own["jointly"] if own else None,
            consent=own["consent"] if own else None,
            started_on=own["started_on"] if own else None,
            mapped_on=own["mapped_on"] if own else None,
            ended_on=own["ended_on"] if own else None,
            ground=ground.ground.value if isinstance(ground, EndGround) else None,
            education=list(profile.education),
            work=list(profile.work),
            licences=list(profile.licences),
            skills=list(profile.skills),
            languages=profile.languages,
            described=[text.text for text in words.values() if not isinstance(text, Unreadable)],
            position=reading.position(case),
        )

    return await reports.read(within, answer)
