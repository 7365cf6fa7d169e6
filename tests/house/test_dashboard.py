"""The dashboard and its paper show the figures that there are, and no others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shared.telemetry.metrics import Figures
from tests.house.tracked import words

pytestmark = pytest.mark.unit
NAME = re.compile(r"\bkotopolku_[a-z_]+")
DASHBOARD = json.loads(words(Path("deploy/dashboards/kotopolku.json")))
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


@pytest.fixture(scope="module")
def said() -> str:
    """Prometheus text with every figure in it."""
    figures = Figures("intake")
    figures.conflict()
    figures.answered(200, 0.01)
    figures.relay_lag(1, 1.0)
    figures.projection_lag("caseload", 1, 1.0)
    figures.parked("caseload", 1)
    figures.fallen_due(1)
    figures.unsealed(1)
    return figures.text()


def test_what_is_queried_exists_with_its_labels(said: str) -> None:
    names = {line.split("{")[0] for line in said.splitlines() if not line.startswith("#")}
    labels = set(re.findall(r'[{,]([a-z]+)="', said))
    for query in QUERIES:
        assert set(NAME.findall(query)) <= names, query
        used = re.findall(r"\bby \(([^)]*)\)", query) + re.findall(r"\{([a-z]+)[!=~]", query)
        assert {one.strip() for part in used for one in part.split(",")} <= labels, query
    legends = " ".join(target["legendFormat"] for panel in DASHBOARD["panels"] for target in panel["targets"])
    assert set(re.findall(r"\{\{(\w+)\}\}", legends)) <= labels


def test_every_figure_is_shown_and_explained(said: str) -> None:
    families = set(re.findall(r"^# TYPE (\w+)", said, re.MULTILINE))
    shown = {name.removesuffix("_bucket") for query in QUERIES for name in NAME.findall(query)}
    explained = set(re.findall(r"^\| `(kotopolku_[a-z_]+)` \|", words(Path("docs/telemetry.md")), re.MULTILINE))
    assert shown == families
    assert explained == families


def test_panels_have_ids_places_and_words_of_their_own() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)
    assert all(panel["title"] and panel["description"] for panel in panels)
