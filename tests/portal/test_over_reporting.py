"""The portal over the real reporting, fed by the real intake and assessment: what is registered is what is read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.assessment.app import SERVICE as ASSESSMENT
from services.intake.app import SERVICE as INTAKE
from services.portal.app import portal
from services.reporting.app import make_reporting
from shared.access.roles import Role
from shared.clock import SimulatedClock
from tests.local.database import Template
from tests.portal.reading import Page
from tests.running import Place, client_of, copy_of, place_of

pytestmark = pytest.mark.integration

VAASA, NARPES, KOKKOLA = "905", "545", "272"
ACTORS = [
    *((f"demo-caseworker-{code}", Role.CASEWORKER, [code]) for code in (VAASA, NARPES, KOKKOLA)),
    ("demo-unit", Role.INTEGRATION_UNIT, [VAASA, NARPES, KOKKOLA]),
]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
SECONDS = 30
ARRIVAL = {
    "family_name": "<b>Müller & Søn</b>",
    "given_names": "Ana",
    "birth_date": "1.4.1990",
    "mother_tongue": "spa",
    "citizenship": "ES",
    "reason": "work",
    "arrived_on": "2026-03-01",
}


@dataclass(frozen=True)
class Demo:
    """Intake, assessment, reporting and the portal in this process, on one clock that tests may move."""

    place: Place
    clock: Path
    intake: httpx.AsyncClient
    assessment: httpx.AsyncClient
    reporting: httpx.AsyncClient
    pages: httpx.AsyncClient

    async def does(self, service: httpx.AsyncClient, municipality: str, path: str, said: Any) -> dict[str, Any]:
        """A command of the municipality's caseworker, once it is allowed; waits until reporting has passed it."""
        actor, at = f"demo-caseworker-{municipality}", f"/municipalities/{municipality}"
        async with asyncio.timeout(SECONDS):
            # A reaction may be on its way: refused at first, and given again as a new command.
            done = await service.post(at + path, json=said, headers=self.place.headers(actor))
            while done.status_code in {404, 409}:
                await asyncio.sleep(0.05)
                done = await service.post(at + path, json=said, headers=self.place.headers(actor))
            assert done.is_success, done.text
            answer: dict[str, Any] = done.json()
            passed = {"after": f"{answer['stream']}:{answer['version']}"}
            seen = await self.reporting.get(at + "/worklist", params=passed, headers=self.place.headers(actor))
            assert seen.is_success, seen.text
        return answer


@pytest.fixture(scope="module")
async def demo(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    home = tmp_path_factory.mktemp("portal")
    SimulatedClock.write(home / "clock", NOW)
    async with AsyncExitStack() as opened:
        place = await place_of(opened.enter_context(copy_of(template, "portal")), home, ACTORS)
        settings = place.settings.model_copy(
            update={"token_key_file": home / "token.key", "simulated_clock": home / "clock"}
        )
        intake, _ = await opened.enter_async_context(client_of(INTAKE, settings))
        assessment, _ = await opened.enter_async_context(client_of(ASSESSMENT, settings))
        reporting = make_reporting(settings)
        await opened.enter_async_context(reporting.router.lifespan_context(reporting))
        pages = portal(settings, transport=httpx.ASGITransport(app=reporting))
        await opened.enter_async_context(pages.router.lifespan_context(pages))
        reading = await opened.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app=reporting), base_url="http://reporting")
        )
        client = await opened.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app=pages), base_url="http://portal")
        )
        yield Demo(place, home / "clock", intake, assessment, reading, client)


@pytest.fixture(scope="module")
async def case(demo: Demo) -> str:
    """A case that Närpes registered, assessed three months later (too late), and offered to Vaasa."""
    SimulatedClock.write(demo.clock, NOW)
    done = await demo.does(demo.intake, NARPES, "/arrivals", ARRIVAL)
    SimulatedClock.write(demo.clock, LATER)
    await demo.does(demo.assessment, NARPES, f"/cases/{done['case']}/assessment/start", {})
    await demo.does(
        demo.intake, NARPES, f"/cases/{done['case']}/transfers", {"receiver": VAASA, "expires_on": "2026-07-02"}
    )
    return str(done["case"])


async def read(demo: Demo, address: str) -> tuple[str, Page]:
    answer = await demo.pages.get(address)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text), Page(answer.content)


async def test_who_is_registered_is_on_the_worklist_escaped(demo: Demo, case: str) -> None:
    html, page = await read(demo, f"/sv/municipalities/{NARPES}/worklist")
    assert f"/sv/municipalities/{NARPES}/cases/{case}" in html
    assert "&lt;b&gt;Müller &amp; Søn&lt;/b&gt;, Ana" in html
    assert "<b>" not in html
    assert "Bedömning pågår" in html
    assert "överföring erbjuden: Vasa" in html
    assert page.text("caption") == "1 kund"


async def test_the_filter_is_kept_and_what_does_not_match_is_away(demo: Demo, case: str) -> None:
    html, _ = await read(demo, f"/sv/municipalities/{NARPES}/worklist?status=waived&sort=name")
    assert case not in html
    assert "Ingen kund motsvarar valen" in html
    html, _ = await read(demo, f"/sv/municipalities/{NARPES}/worklist?status=assessing&sort=arrived")
    assert case in html


async def test_nobody_is_late_once_the_assessment_has_begun(demo: Demo, case: str) -> None:
    html, _ = await read(demo, f"/fi/municipalities/{NARPES}/worklist?late=1")
    assert case not in html


async def test_a_case_says_what_is_due_under_which_rule_and_what_happened(demo: Demo, case: str) -> None:
    html, page = await read(demo, f"/fi/municipalities/{NARPES}/cases/{case}")
    assert page.text("h1") == "<b>Müller & Søn</b>, Ana"
    assert "espanja" in html
    assert "Arvioinnin aloittaminen" in html
    assert "1.5.2026" in html
    assert "Tehty myöhässä 2.6.2026" in html
    for happened in ("Saapuminen rekisteröity", "Arviointi on tehtävä", "Arviointi aloitettu", "Siirtoa tarjottu"):
        assert happened in html
    assert html.index("Saapuminen rekisteröity") < html.index("Arviointi aloitettu")


async def test_the_replay_shows_what_was_known_and_its_proof(demo: Demo, case: str) -> None:
    html, _ = await read(demo, f"/sv/municipalities/{NARPES}/cases/{case}/replay?known_at=2026-03-31")
    assert "Historiken har verifierats" in html
    assert "Väntar på bedömning" in html
    assert "Bedömning inledd" not in html
    assert re.search(r"[0-9a-f]{64}", html)
    html, _ = await read(demo, f"/sv/municipalities/{NARPES}/cases/{case}/replay?known_at=2026-02-01")
    assert "Kundrelationen var ännu inte känd" in html
    html, _ = await read(demo, f"/sv/municipalities/{NARPES}/cases/{case}/replay")
    assert "Bedömning inledd" in html


async def test_an_offer_is_seen_at_both_ends(demo: Demo, case: str) -> None:
    html, page = await read(demo, f"/sv/municipalities/{NARPES}/transfers")
    assert "Från kommunen" in html
    assert "Vasa" in [("".join(tag.text)).strip() for tag in page.all("th")]
    html, _ = await read(demo, f"/fi/municipalities/{VAASA}/transfers")
    assert "Siirtoa tarjottu" in html
    assert "Müller" not in html


async def test_the_flows_hide_what_is_small(demo: Demo, case: str) -> None:
    html, _ = await read(demo, "/sv/flows")
    assert "Närpes" in html
    assert "visas inte" in html
    assert "Müller" not in html


async def test_an_empty_municipality_is_told_what_to_do(demo: Demo) -> None:
    html, _ = await read(demo, f"/sv/municipalities/{KOKKOLA}/worklist")
    assert "Arbetslistan är tom" in html


@pytest.mark.parametrize("address", ["cases/{case}", "cases/{case}/replay"])
async def test_another_municipality_gets_what_it_gets_for_a_case_that_is_not_there(
    demo: Demo, case: str, address: str
) -> None:
    foreign = await demo.pages.get(f"/fi/municipalities/{VAASA}/" + address.format(case=case))
    nothing = await demo.pages.get(
        f"/fi/municipalities/{VAASA}/" + address.format(case="0190a000-0000-7000-8000-00000000dead")
    )
    assert (foreign.status_code, nothing.status_code) == (404, 404)
    trace = re.compile(r'<span class="mono">[0-9a-f]{32}</span>')
    assert trace.sub("", foreign.text) == trace.sub("", nothing.text)
    assert "Müller" not in foreign.text


async def test_a_municipality_without_a_grant_is_not_shown(demo: Demo) -> None:
    answer = await demo.pages.get("/fi/municipalities/410/worklist")
    assert answer.status_code == 403
    assert Page(answer.content).text("h1") == "Sinulla ei ole oikeutta tähän sivuun"
