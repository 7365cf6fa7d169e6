"""The region that all scenarios share, on each transport asked for, and what became of each capability.

`pytest tests/pilots` runs every scenario on the embedded transport; `--transport kafka` (or `-m kafka`) on Kafka, and
`--transport both` on both. Kafka's tests have the marker `kafka`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.console.capabilities import Told, note
from tests.pilots.region import Region, running_region

HERE = Path(__file__).parent
TRANSPORTS = {"embedded": ["embedded"], "kafka": ["kafka"], "both": ["embedded", "kafka"]}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "region" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("transport")
    if chosen is None:
        chosen = "both" if "kafka" in metafunc.config.getoption("markexpr").split() else "embedded"
    metafunc.parametrize(
        "region",
        [pytest.param(one, marks=[pytest.mark.kafka] if one == "kafka" else [], id=one) for one in TRANSPORTS[chosen]],
        indirect=True,
        scope="package",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="package")
async def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Region]:
    """The running region; one for all scenarios and a transport."""
    broker = request.param
    if broker == "kafka":
        request.getfixturevalue("local_kafka")
    async with running_region(tmp_path_factory.mktemp("region") / broker, broker) as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write down what became of a capability's test."""
    report = yield
    if item.get_closest_marker("capability") and (report.when == "call" or report.outcome != "passed"):
        transport = item.callspec.id if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ""
        told = Told(report.outcome, datetime.now(UTC).replace(microsecond=0))
        note(item.nodeid.partition("[")[0], transport, told)
    return report
