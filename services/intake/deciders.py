"""Intake's own deciders: by what the streams intake/case/<case> and intake/suspicion/<suspicion> are decided.

One object each: a ledger remembers states by it.
"""

from __future__ import annotations

from typing import Final

from services.intake.domain import Command, decide, evolve
from services.intake.states import INITIAL, State
from services.intake.suspicion import INITIAL as NOT_SUSPECTED
from services.intake.suspicion import Command as SuspicionCommand
from services.intake.suspicion import State as SuspicionState
from services.intake.suspicion import decide as decide_suspicion
from services.intake.suspicion import evolve as evolve_suspicion
from shared.ledger import Decider

CASE: Final[Decider[Command, State]] = Decider(INITIAL, decide, evolve)
SUSPICION: Final[Decider[SuspicionCommand, SuspicionState]] = Decider(NOT_SUSPECTED, decide_suspicion, evolve_suspicion)
