"""A Chromium for the session; skipped with a reason where there is none, unless it is required."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import REQUIRED, chromium, program, required


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if program() is None:
        if required():
            pytest.fail(f"{REQUIRED}=1, and there is no Chromium (apt-get install chromium)")
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    async with chromium() as opened:
        yield opened
