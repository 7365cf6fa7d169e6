"""What the console knows of the services' insides: who reacts to what, and how to run a service's reactions here."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from shared.events import Event
from shared.service import ServiceSpec
from shared.settings import LEDGERS


def spec_of(service: str) -> ServiceSpec:
    """A service's parts, as its own process wires them."""
    spec: ServiceSpec = import_module(f"services.{service}.app").SERVICE
    return spec


SPECS: Final = {service: spec_of(service) for service in LEDGERS}


def consumers_of(event: type[Event]) -> list[str]:
    """Who consumes an event type: the services that react to it, and reporting, which archives every event."""
    return [*(name for name, spec in SPECS.items() if event in spec.reactions.consumes), "reporting"]
