"""What every test may ask for: servers, a database of its own, keys, a running demo."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.demo.running import RunningDemo, running_demo
from tests.local.database import admin_dsn, blind, database, keystore, master_key, template
from tests.local.servers import kafka_bootstrap, postgres_server

# No deadline: a busy machine is not a bug. In CI the same examples each time: a run says something about the change.
# KOTOPOLKU_EXAMPLES=1000 looks deeper.
EXAMPLES = int(os.environ.get("KOTOPOLKU_EXAMPLES", "40"))
settings.register_profile("here", deadline=None, max_examples=EXAMPLES)
settings.register_profile("ci", deadline=None, max_examples=EXAMPLES, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

__all__ = [
    "admin_dsn",
    "blind",
    "database",
    "kafka_bootstrap",
    "keystore",
    "master_key",
    "postgres_server",
    "template",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--transport", choices=["embedded", "kafka", "both"], help="what the scenarios of tests/pilots run on"
    )


SHARED = {"demo": "demo", "kafka_demo": "demo", "region": "region"}
"""Deployments that a whole session shares, by fixture: who uses one is run by the process that has it."""
LONGEST = ("demo", "region", "tests/faults/", "tests/telemetry/", "tests/messaging/")
"""What takes long begins first, where there are several processes."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which tests one process runs (`-n 2 --dist loadgroup`): those of a deployment, else those of a file."""
    if not (config.getoption("loadgroup", False) or config.getoption("dist", "no") == "loadgroup"):  # worker, or who leads
        return
    groups = {}
    for item in items:
        shared = {SHARED[name] for name in getattr(item, "fixturenames", ()) if name in SHARED}
        groups[item] = "-".join(sorted(shared)) or item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(groups[item]))
    items.sort(
        key=lambda item: next((n for n, one in enumerate(LONGEST) if groups[item].startswith(one)), len(LONGEST))
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """The demo with both samples on the embedded transport; it stays up for the session."""
    with running_demo(tmp_path_factory.mktemp("demo") / "home") as running:
        yield running


@pytest.fixture(scope="session")
def kafka_demo(tmp_path_factory: pytest.TempPathFactory, kafka_bootstrap: str) -> Iterator[RunningDemo]:
    """The same on a real broker of its own (`kafka_bootstrap` says whether there can be one)."""
    with running_demo(tmp_path_factory.mktemp("demo-kafka") / "home", "--broker", "kafka") as running:
        yield running
