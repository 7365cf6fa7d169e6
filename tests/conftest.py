"""What every test may ask for: servers, a database of its own, keys, a running demo."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.demo.running import RunningDemo, running_demo
from tests.local.database import admin_dsn, blind, database, keystore, master_key, template
from tests.local.servers import kafka_bootstrap, local_kafka, postgres_server

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
    "local_kafka",
    "master_key",
    "postgres_server",
    "template",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--transport", choices=["embedded", "kafka", "both"], help="what the scenarios of tests/pilots run on"
    )


DEPLOYMENTS = {"tests/demo/": "demo", "tests/security/": "demo", "tests/browser/": "demo", "tests/pilots/": "region"}
"""Folders whose tests share a deployment: one process runs them all."""
LONGEST = ("tests/demo/", "demo", "region", "tests/faults/", "tests/telemetry/", "tests/messaging/", "tests/bench/")
"""What takes long begins first, where there are several processes."""


def group_of(test: str) -> str:
    """Which tests run in one process: those of a deployment, else those of a file."""
    return next((name for folder, name in DEPLOYMENTS.items() if test.startswith(folder)), test.partition("::")[0])


@pytest.hookimpl(optionalhook=True)  # the suite runs without the plugin too: each mutant's does
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """With several processes (`-n 2`) a group at a time goes to one of them.

    Our own, as `--dist loadgroup` writes groups where this pytest does not read them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByDeployment(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return ByDeployment(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, in a process that is one of several."""
    if hasattr(config, "workerinput"):

        def place(item: pytest.Item) -> int:
            names = (item.nodeid, group_of(item.nodeid))
            return next((at for at, long in enumerate(LONGEST) if any(one.startswith(long) for one in names)), 99)

        items.sort(key=place)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """The demo with both samples on the embedded transport; it stays up for the session."""
    with running_demo(tmp_path_factory.mktemp("demo") / "home") as running:
        yield running
