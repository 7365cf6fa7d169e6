"""Forecasts over HTTP: numbers of a reception centre's clients who need a service, by quarter."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Response
from pydantic import Field

from services.assessment.calling import the_profile
from services.assessment.deciders import FORECAST
from services.assessment.forecasts.domain import Forecast, forecast_of
from shared.access.policy import allow
from shared.access.roles import Role
from shared.edge.body import Line, Municipality, StrictModel, body
from shared.edge.idempotency import Command
from shared.edge.problems import problems
from shared.service import Service, Written, written

router: Final = APIRouter(prefix="/municipalities/{municipality}/forecasts", tags=["forecasts"])

FORECASTERS: Final = (Role.CASEWORKER, Role.ADVISER, Role.ASSESSMENT_OFFICIAL, Role.PARTNER)


class ForecastBody(StrictModel):
    """How many clients of a centre need a service now, and how many will in the quarter."""

    centre: Annotated[str, Line(100)] = Field(examples=["Lappajärven vastaanottokeskus"])
    service: Annotated[str, Field(pattern="^[a-z]+(_[a-z]+)*$", max_length=40)] = Field(examples=["language_training"])
    quarter: Annotated[str, Field(pattern="^20[0-9]{2}Q[1-4]$")] = Field(examples=["2026Q3"])
    present: int = Field(ge=0, le=100_000, examples=[14])
    coming: int = Field(ge=0, le=100_000, examples=[22])


@router.post(
    "",
    status_code=201,
    dependencies=[allow(*FORECASTERS)],
    responses=problems(409, 422),
    summary="Forecast a need",
    description=(
        "A later forecast for the same centre, service and quarter replaces this one. Codes: forecast.quarter_is_over, "
        "forecast.quarter_too_far."
    ),
)
async def forecast_need(
    *,
    municipality: Municipality,
    said: Annotated[ForecastBody, body(ForecastBody)],
    command: Command,
    service: Service,
    response: Response,
) -> Written:
    the_profile(service, municipality)
    forecast = forecast_of(municipality, said.centre, said.service, said.quarter)
    asked = Forecast(municipality, said.centre, said.service, said.quarter, said.present, said.coming, command.today)
    stream = f"assessment/forecast/{forecast}"
    done = await service.carry_out(FORECAST, stream, forecast, asked, command, municipality=municipality)
    return written(done, forecast, response)
