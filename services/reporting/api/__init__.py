"""Reporting's HTTP API: the only answers of Kotopolku that show personal data, each inside the viewer's municipalities.

Enters: questions, each in the name of a viewer. Leaves: answers, one module for each topic, all from one transaction
under row-level security; where an answer shows a person, the usage log is written first. It must not know how rows came
to be what they are.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from fastapi import APIRouter

router: Final = APIRouter()
for _name in sorted(module.name for module in iter_modules(__path__)):
    _topic = getattr(import_module(f"{__name__}.{_name}"), "router", None)
    if _topic is not None:  # what topics share has none
        router.include_router(_topic)
