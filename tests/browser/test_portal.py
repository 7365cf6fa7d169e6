"""The demo's portal in Chromium, as its three kinds of reader see it, in the languages of the place."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response, expect

from shared.regions.texts import Language
from tests.demo.running import RunningDemo
from tests.portal.reading import strangers

pytestmark = pytest.mark.browser

NARPES, VAASA = "545", "905"
NARROW, WIDE = 320, 1280


@dataclass
class Seen:
    """A page and everything it asked for and complained of."""

    page: Page
    portal: str
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _failed(self, request: Request) -> None:
        # The browser itself gives up an icon when a reader is gone before it came: nobody has refused anything.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure} {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    async def open(self, path: str) -> None:
        """Go to a page of the portal, which is shown."""
        answer = await self.page.goto(self.portal + path)
        assert answer is not None
        assert answer.status == 200

    def is_clean(self) -> None:
        """Nothing went to another host, nothing was refused, the console is empty."""
        assert {urlsplit(url).netloc for url in self.asked} == {urlsplit(self.portal).netloc}
        assert self.refused == []
        assert self.complaints == []

    async def speaks(self, language: Language) -> None:
        """The page is in `language`, all of it."""
        assert await self.page.locator("html").get_attribute("lang") == language
        assert strangers((await self.page.content()).encode(), language) == []


@pytest.fixture
async def seen(browser: Browser, demo: RunningDemo) -> AsyncIterator[Seen]:
    context = await browser.new_context(viewport={"width": WIDE, "height": 900}, locale="fi-FI")
    watched = Seen(await context.new_page(), demo.portal_url)
    yield watched
    watched.is_clean()
    await context.close()


async def first_case(seen: Seen) -> str:
    """The address of the first case of the list that is open."""
    address = await seen.page.locator("tbody th a").first.get_attribute("href")
    assert address is not None
    return address


@pytest.mark.parametrize(
    ("code", "language", "place", "heading"),
    [
        (NARPES, "sv", "Närpes", "Arbetslista"),
        (VAASA, "fi", "Vaasa", "Työlista"),
        (VAASA, "sv", "Vasa", "Arbetslista"),
    ],
)
async def test_the_worklist_is_in_the_language_asked_for(
    seen: Seen, demo: RunningDemo, code: str, language: Language, place: str, heading: str
) -> None:
    await seen.open(f"/{language}/municipalities/{code}/worklist")
    await seen.speaks(language)
    await expect(seen.page.locator("h1")).to_have_text(heading)
    await expect(seen.page.locator(".place")).to_have_text(place)
    cases = demo.result["worklist"][code]
    assert cases > 0
    await expect(seen.page.locator("caption")).to_have_text(re.compile(rf"^{cases}\s"))
    assert await seen.page.locator("tbody tr").count() == min(25, cases)


async def test_a_reader_comes_from_the_first_page_to_a_case_and_back_by_links_alone(seen: Seen) -> None:
    await seen.open("/")
    await seen.speaks("fi")
    await seen.page.get_by_role("link", name="Närpes: På svenska").click()
    await expect(seen.page.locator("h1")).to_have_text("Arbetslista")
    await seen.page.locator("tbody th a").first.click()
    for heading in ("Grunduppgifter", "Tidsfrister", "Hänvisning till tjänst", "Händelser"):
        await expect(seen.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    await seen.speaks("sv")
    assert await seen.page.locator(".timeline li").count() >= 2
    await seen.page.get_by_role("link", name="← Arbetslista").click()
    await expect(seen.page.locator("h1")).to_have_text("Arbetslista")


async def test_the_switch_of_language_keeps_the_page(seen: Seen) -> None:
    await seen.open(f"/sv/municipalities/{NARPES}/worklist?late=1&sort=name")
    await seen.page.get_by_role("link", name="Suomeksi").click()
    await expect(seen.page.locator("h1")).to_have_text("Työlista")
    assert seen.page.url.endswith(f"/fi/municipalities/{NARPES}/worklist?late=1&sort=name")
    await expect(seen.page.get_by_label("Vain myöhässä olevat")).to_be_checked()
    await seen.speaks("fi")
    await seen.page.get_by_role("link", name="In English").click()
    await seen.speaks("en")


async def test_the_list_is_filtered_sorted_and_paged_by_the_server(seen: Seen) -> None:
    await seen.open(f"/fi/municipalities/{VAASA}/worklist")
    everybody = await seen.page.locator("caption").inner_text()
    await seen.page.get_by_label("Tilanne").select_option("plan_agreed")
    await seen.page.get_by_label("Järjestys").select_option("name")
    await seen.page.get_by_role("button", name="Näytä").click()
    assert "status=plan_agreed" in seen.page.url
    assert await seen.page.locator("caption").inner_text() != everybody
    names = [name.casefold() for name in await seen.page.locator("tbody th").all_inner_texts()]
    assert names == sorted(names)
    await seen.page.get_by_role("link", name="Poista valinnat").click()
    await expect(seen.page.locator("caption")).to_have_text(everybody)
    await seen.page.get_by_role("link", name="Seuraava sivu").click()
    await expect(seen.page.locator(".pages")).to_contain_text("Sivu 2/")


async def test_a_case_is_replayed_as_it_was_known_with_its_proof(seen: Seen) -> None:
    await seen.open(f"/sv/municipalities/{NARPES}/worklist?status=plan_agreed")
    case = await first_case(seen)
    await seen.open(case)
    now = await seen.page.locator(".timeline li").count()
    await seen.page.get_by_role("link", name="Uppgifterna så som de var då").first.click()
    await expect(seen.page.get_by_role("heading", name="Historiken har verifierats")).to_be_visible()
    await seen.speaks("sv")
    assert await seen.page.locator(".timeline li").count() < now
    day = await seen.page.get_by_label("Dag").get_attribute("max")
    assert day is not None
    await seen.page.get_by_label("Dag").fill(day)
    await seen.page.get_by_role("button", name="Visa").click()
    assert f"known_at={day}" in seen.page.url
    await expect(seen.page.locator(".timeline li")).to_have_count(now)
    assert re.search(r"\b[0-9a-f]{64}\b", await seen.page.locator("#proof-panel").inner_text())


@pytest.mark.parametrize(
    ("language", "heading"), [("sv", "Överföringar mellan kommuner"), ("fi", "Siirrot kuntien välillä")]
)
async def test_the_unit_sees_flows_without_small_figures(seen: Seen, language: Language, heading: str) -> None:
    await seen.open(f"/{language}/flows")
    await expect(seen.page.locator("h1")).to_have_text(heading)
    await seen.speaks(language)
    assert await seen.page.locator("tbody tr").count() > 0
    figures = [int(figure) for figure in await seen.page.locator("td.figure").all_inner_texts() if figure.isdigit()]
    assert [figure for figure in figures if 0 < figure < 5] == []


@pytest.mark.parametrize("code", [NARPES, VAASA])
async def test_the_transfers_of_a_municipality_are_a_table(seen: Seen, code: str) -> None:
    await seen.open(f"/sv/municipalities/{code}/transfers")
    await expect(seen.page.locator("h1")).to_have_text("Överföringar av kundrelationer")
    await seen.speaks("sv")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_a_narrow_screen(seen: Seen, scheme: str) -> None:
    await seen.page.set_viewport_size({"width": NARROW, "height": 640})
    await seen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await seen.open(f"/sv/municipalities/{NARPES}/worklist?status=plan_agreed")
    case = await first_case(seen)
    for path in (
        "/sv",
        f"/sv/municipalities/{NARPES}/worklist",
        case,
        f"{case}/replay",
        f"/sv/municipalities/{NARPES}/transfers",
        "/sv/flows",
    ):
        await seen.open(path)
        assert await seen.page.evaluate("document.documentElement.scrollWidth") <= NARROW, path


async def test_the_keyboard_reaches_the_content_first(seen: Seen) -> None:
    await seen.open(f"/fi/municipalities/{VAASA}/worklist")
    await seen.page.keyboard.press("Tab")
    skip = seen.page.get_by_role("link", name="Siirry sisältöön")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await seen.page.keyboard.press("Enter")
    await expect(seen.page.locator("main")).to_be_focused()
    await seen.page.keyboard.press("Tab")
    await expect(seen.page.get_by_label("Tilanne")).to_be_focused()
    assert await seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


async def test_pages_read_without_script(browser: Browser, demo: RunningDemo) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{demo.portal_url}/sv/municipalities/{NARPES}/worklist")
    await expect(page.locator("h1")).to_have_text("Arbetslista")
    await page.get_by_role("button", name="Visa").click()
    await expect(page.locator("tbody tr").first).to_be_visible()
    await context.close()
