"""What activities's facts put on its agenda, and what it does when that falls due."""

from __future__ import annotations

from typing import Final

from services.activities.cooperation import agenda as cooperation
from shared.agenda import Agenda

agenda: Final = Agenda("activities")
cooperation.add_to(agenda)
