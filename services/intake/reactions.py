"""What other services' facts ask of intake: nothing yet. Intake is where a case begins, and the others follow it."""

from __future__ import annotations

from shared.messaging.reactions import Reactions

reactions = Reactions("intake")
