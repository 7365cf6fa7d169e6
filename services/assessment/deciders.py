"""What each kind of assessment's streams is decided by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.assessment import domain
from services.assessment.adoption import domain as adoption
from services.assessment.forecasts import domain as forecasts
from services.assessment.languagetests import domain as languagetests
from services.assessment.skills import domain as skills
from services.assessment.standing import State
from services.assessment.suitability import domain as suitability
from shared.events.assessment import ProtectionNoted
from shared.ledger import Decider
from shared.protection import noting

CASE: Final[Decider[domain.Command, State]] = Decider(domain.INITIAL, domain.decide, domain.evolve)
MODELS: Final[Decider[adoption.Command, adoption.Shelf]] = Decider(adoption.INITIAL, adoption.decide, adoption.evolve)
LANGUAGE_TEST: Final[Decider[languagetests.Command, languagetests.State]] = Decider(
    languagetests.INITIAL, languagetests.decide, languagetests.evolve
)
SKILLS: Final[Decider[skills.Command, skills.State]] = Decider(skills.INITIAL, skills.decide, skills.evolve)
SUITABILITY: Final[Decider[suitability.Command, suitability.Visits]] = Decider(
    suitability.INITIAL, suitability.decide, suitability.evolve
)
FORECAST: Final[Decider[forecasts.Forecast, forecasts.State]] = Decider(
    forecasts.INITIAL, forecasts.decide, forecasts.evolve
)
PROTECTION: Final = noting(ProtectionNoted)

DECIDERS: Final[Mapping[str, Decider[Any, Any]]] = {  # each kind has its own command and state
    "case": CASE,
    "models": MODELS,
    "languagetest": LANGUAGE_TEST,
    "skills": SKILLS,
    "suitability": SUITABILITY,
    "forecast": FORECAST,
    "protection": PROTECTION,
}
"""By the kind of stream: `assessment/<kind>/<id>`."""
