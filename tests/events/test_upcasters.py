"""What was written once says today what it said then."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import shared.events.published  # noqa: F401 - registers every event
from shared.events import Head, decode
from shared.events.assessment import AssessmentRequired
from shared.privacy.keys import NO_KEYS

pytestmark = pytest.mark.unit


def test_a_first_version_of_assessment_required_says_from_which_day_it_was_counted() -> None:
    golden = json.loads((Path(__file__).parent / "golden" / "assessment.AssessmentRequired.v1.json").read_text("utf-8"))
    assert "counted_from" not in json.loads(golden["data"])
    event = decode(Head.from_bytes(golden["head"].encode()), golden["data"].encode(), NO_KEYS).event
    assert isinstance(event, AssessmentRequired)
    assert event.counted_from == date.fromisoformat(event.rule.inputs["arrived_on"])
