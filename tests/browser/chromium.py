"""Chromium as the tests and the pictures use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

PROGRAM = Path("/usr/bin/chromium")
REQUIRED = "KOTOPOLKU_REQUIRE_BROWSER"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program() -> Path | None:
    """Where Chromium is, if it is."""
    if PROGRAM.exists():
        return PROGRAM
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return Path(found) if found else None


def required() -> bool:
    """Whether a machine without Chromium is a failure and no reason to skip."""
    return os.environ.get(REQUIRED) == "1"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium. Its own words, in a field for a day for instance, are English: Debian has them apart.

    Raises:
        LookupError: there is none on this machine.
    """
    found = program()
    if found is None:
        raise LookupError("no Chromium on this machine (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()
