"""Planning as a process: `python -m services.planning`."""

from __future__ import annotations

from typing import Final

from services.planning.agenda import agenda
from services.planning.api import router
from services.planning.barrier.api import BARRIER, REPORT
from services.planning.barrier.api import router as barriers
from services.planning.carrying import CASE
from services.planning.document.api import DOCUMENT
from services.planning.document.api import router as documents
from services.planning.onward.api import router as onward
from services.planning.orientation.api import ORIENTATION
from services.planning.orientation.api import router as orientation
from services.planning.reactions import reactions
from services.planning.referral.api import KNOWN
from services.planning.referral.api import router as referrals
from shared.events.planning import ProtectionNoted
from shared.protection import hidden_by, noting
from shared.service import ServiceSpec

PROTECTION: Final = noting(ProtectionNoted)
"""What a stream planning/protection/<case> is decided by."""

SERVICE: Final = ServiceSpec(
    name="planning",
    title="Kotopolku: planning",
    deciders={
        "case": CASE,
        "service": KNOWN,
        "orientation": ORIENTATION,
        "document": DOCUMENT,
        "report": REPORT,
        "barrier": BARRIER,
        "protection": PROTECTION,
    },
    reactions=reactions,
    agenda=agenda,
    hides=hidden_by(PROTECTION),
    routers=[router, referrals, onward, orientation, documents, barriers],
)
