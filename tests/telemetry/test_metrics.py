"""Figures: what happened is counted, how it stands is kept, and Prometheus can read it."""

from __future__ import annotations

import re

import pytest

from shared.telemetry.metrics import Figures

pytestmark = pytest.mark.unit
LINE = re.compile(r'[a-z_]+(\{[a-z]+="([^"\\\n]|\\.)*"(,[a-z]+="([^"\\\n]|\\.)*")*\})? (\+Inf|[-0-9.e+]+)')


def test_figures_stand_as_they_were_last_said() -> None:
    figures = Figures("intake")
    figures.conflict()
    figures.conflict()
    figures.relay_lag(7, 1.5)
    figures.relay_lag(0, 0.0)
    figures.projection_lag("caseload", 12, 0.25)
    figures.parked("caseload", 1)
    figures.unsealed(4)
    for text in (figures.text(), figures.text()):
        lines = text.splitlines()
        assert 'kotopolku_append_conflicts_total{service="intake"} 2' in lines
        assert 'kotopolku_relay_lag_events{service="intake"} 0' in lines
        assert 'kotopolku_projection_lag_events{projection="caseload",service="intake"} 12' in lines
        assert 'kotopolku_projection_lag_seconds{projection="caseload",service="intake"} 0.25' in lines
        assert 'kotopolku_parked_keys{handler="caseload",kind="projection",service="intake"} 1' in lines
        assert 'kotopolku_unsealed_events{service="intake"} 4' in lines


def test_the_text_is_what_prometheus_reads() -> None:
    figures = Figures('in"ta\\ke\n')
    figures.answered(200, 0.003)
    figures.answered(500, 20.0)
    text = figures.text()
    assert text.endswith("\n")
    assert all(line.startswith(("# HELP ", "# TYPE ")) or LINE.fullmatch(line) for line in text.splitlines())
    assert "# TYPE kotopolku_request_seconds histogram" in text
    buckets = [int(line.rsplit(" ", 1)[1]) for line in text.splitlines() if "_bucket{" in line]
    assert (buckets[0], buckets[-2], buckets[-1]) == (1, 1, 2)
    assert buckets == sorted(buckets)


def test_nothing_said_is_nothing_shown() -> None:
    assert Figures("intake").text() == ""
