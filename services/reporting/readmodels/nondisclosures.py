"""Non-disclosures noted: what each service that takes commands about a case keeps to; one row for each service.

`protections` is what intake has decided. A protection is in force everywhere when all of these say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import orjson

from shared.access.rls import EVERYBODY
from shared.events import Recorded, activities, assessment, planning
from shared.events.protection import Noted
from shared.projection import Changes, Projection


class NondisclosureRow(NamedTuple):
    """`entitled` is a JSON array of the officials whom the service shows the case to; null where it shows everybody."""

    municipality: str = EVERYBODY
    entitled: str | None = None


NOTINGS: Final = (activities.ProtectionNoted, assessment.ProtectionNoted, planning.ProtectionNoted)
NONDISCLOSURES: Final = Projection("nondisclosures", version=1, row=NondisclosureRow, ddl="services.reporting")


@NONDISCLOSURES.on(*NOTINGS, reads=())
def noted(_: Mapping[str, NondisclosureRow], event: Recorded[Noted]) -> Changes[NondisclosureRow]:
    fact = event.event
    entitled = None if fact.entitled is None else orjson.dumps(sorted(fact.entitled)).decode()
    return {fact.service: NondisclosureRow(entitled=entitled)}
