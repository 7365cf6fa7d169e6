"""Pictures of a running demo: `python -m tests.browser.screenshots --portal URL --out docs/pictures`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from playwright.async_api import Page

from tests.browser.chromium import chromium

WIDTH = 1280
HEIGHT = 860
LARGEST = 200_000  # bytes of one picture
PAGES = {
    "narpes-sv": "/sv/municipalities/545/worklist",
    "vaasa-fi": "/fi/municipalities/905/worklist",
    "vaasa-sv": "/sv/municipalities/905/worklist",
    "flows": "/fi/flows",
}


class NoPictureError(ValueError):
    """A page is not shown, or its picture is too large to be committed."""


async def picture(page: Page, address: str) -> bytes:
    """The first screen of a page, as PNG.

    Raises:
        NoPictureError: see there.
    """
    answer = await page.goto(address)
    if answer is None or answer.status != 200:
        raise NoPictureError(f"{address} is not shown: {answer.status if answer else 'no answer'}")
    taken = await page.screenshot()
    if len(taken) > LARGEST:
        raise NoPictureError(f"{address}: {len(taken)} bytes; {LARGEST} at most")
    return taken


async def take(portal: str) -> dict[str, bytes]:
    """All pictures of the demo at `portal`, by name."""
    async with chromium() as browser:
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="sv-FI", color_scheme="light", reduced_motion="reduce"
        )
        page = await context.new_page()
        taken = {name: await picture(page, portal + address) for name, address in PAGES.items()}
        # A case with a plan has a history worth looking at; any other will do where there is none.
        await page.goto(portal + "/sv/municipalities/545/worklist?status=plan_agreed")
        if not await page.locator("tbody th a").count():
            await page.goto(portal + "/sv/municipalities/545/worklist")
        case = await page.locator("tbody th a").first.get_attribute("href")
        await page.goto(f"{portal}{case}")
        moments = page.locator(".timeline a")  # the case as it was known, half of its way behind it
        moment = await moments.nth(await moments.count() // 2).get_attribute("href")
        taken["replay"] = await picture(page, f"{portal}{moment}")
        await context.close()
    return taken


def main() -> None:
    """Take the pictures and say how large they are."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--portal", default="http://127.0.0.1:8100", help="where the demo's portal answers")
    said.add_argument("--out", type=Path, default=Path("docs/pictures"))
    chosen = said.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, taken in asyncio.run(take(chosen.portal.rstrip("/"))).items():
        path = chosen.out / f"{name}.png"
        path.write_bytes(taken)
        print(f"{path} {len(taken)} bytes")


if __name__ == "__main__":
    main()
