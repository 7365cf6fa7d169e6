"""`python -m tests.browser.screenshots --portal URL --out docs/pictures`: the README's pictures, from a running demo."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from playwright.async_api import Page

from tests.browser.chromium import chromium

WIDTH = 1280
HEIGHT = 860
LARGEST = 200_000  # bytes of one picture


async def picture(page: Page, address: str, path: Path) -> None:
    """The first screen of a page, as PNG.

    Raises:
        ValueError: the page was not shown, or the picture is too large to be committed.
    """
    answer = await page.goto(address)
    if answer is None or answer.status != 200:
        raise ValueError(f"{address} is not shown: {answer.status if answer else 'no answer'}")
    await page.screenshot(path=path)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes; {LARGEST} at most")


async def take(portal: str, out: Path) -> list[Path]:
    """All pictures of the demo at `portal`, in the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce"
        )
        page = await context.new_page()
        pages = {
            "narpes-sv": "/sv/municipalities/545/worklist",
            "vaasa-fi": "/fi/municipalities/905/worklist",
            "vaasa-sv": "/sv/municipalities/905/worklist",
            "flows": "/fi/flows",
        }
        for name, address in pages.items():
            await picture(page, portal + address, out / f"{name}.png")
        # A case with a plan has a history worth looking at; any other will do where there is none.
        await page.goto(portal + "/sv/municipalities/545/worklist?status=plan_agreed")
        if not await page.locator("tbody th a").count():
            await page.goto(portal + "/sv/municipalities/545/worklist")
        case = await page.locator("tbody th a").first.get_attribute("href")
        await picture(page, f"{portal}{case}/replay", out / "replay.png")
        await context.close()
    return sorted(out.glob("*.png"))


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--portal", default="http://127.0.0.1:8100", help="where the demo's portal answers")
    said.add_argument("--out", type=Path, default=Path("docs/pictures"))
    chosen = said.parse_args()
    for path in asyncio.run(take(chosen.portal.rstrip("/"), chosen.out)):
        print(f"{path} {path.stat().st_size} bytes")  # noqa: T201 - a command says what it made


if __name__ == "__main__":
    main()
