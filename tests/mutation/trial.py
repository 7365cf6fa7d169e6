"""How a mutant is tried, as a plugin of pytest: plain tests before drawn ones, and no failing example made smaller.

Whether a test notices is asked many thousand times, and nobody reads what failed.
"""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings


def pytest_collection() -> None:
    """After the profiles of `tests/conftest.py`, and before any test is imported."""
    settings.register_profile("trial", settings(), phases=(Phase.explicit, Phase.generate))
    settings.load_profile("trial")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hypothesis has marked its own by now; the first that fails ends the trial."""
    items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)
