"""From what was written once to what the code says today: one step for each version that an event has left behind.

An upcaster takes and gives plain payloads; a sealed value passes through as it is (`Personal.changed` where its plain
value must change). It is registered by (service, event, version it starts from) and never taken away.
"""

from __future__ import annotations

from typing import Any

from shared.events.model import REGISTRY


@REGISTRY.upcaster("assessment", "AssessmentRequired", 1)
def counted_from_the_rule_trace(payload: dict[str, Any]) -> dict[str, Any]:
    """Version 2 says in a field of its own from which day the deadline runs; version 1 had it in its rule's inputs."""
    return {**payload, "counted_from": payload["rule"]["inputs"]["arrived_on"]}


@REGISTRY.upcaster("intake", "DuplicateSuspected", 1)
def suspected_in_the_cases_own_stream(payload: dict[str, Any]) -> dict[str, Any]:
    """Version 2 names the suspicion, whose own stream it stands in; version 1 stood in the case's, and had no name."""
    return payload


@REGISTRY.upcaster("intake", "ArrivalRegistered", 1)
def arrived_with_a_home_municipality(payload: dict[str, Any]) -> dict[str, Any]:
    """Version 2 says whether the person has a home municipality; whoever was registered before it has one."""
    return payload
