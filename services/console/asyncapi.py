"""`kotopolku asyncapi`: the AsyncAPI 3.0 document of the events, made from the code; `--check` says whether it is old.

What enters: options. What leaves: `docs/asyncapi.json`, or exit code 1 when it differs. Must not know: Kafka.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "asyncapi.json"


def consumers() -> Mapping[str, Sequence[str]]:
    """What each service consumes; reporting archives every event."""
    from services.console.wiring import SPECS

    reacting = {
        name: [f"{event.service}.{event.name}" for event in spec.reactions.consumes] for name, spec in SPECS.items()
    }
    return {**{name: events for name, events in reacting.items() if events}, "reporting": []}


def rendered() -> str:
    """The document's text, as it is checked in."""
    from shared.messaging.asyncapi import document

    return json.dumps(document(consumers()), indent=2, ensure_ascii=False) + "\n"


def asyncapi(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the checked-in document is current.")
    ] = False,
    output: Annotated[Path, typer.Option(help="Where to; - for standard output.", show_default=False)] = DOCUMENT,
) -> None:
    """Write the AsyncAPI document of the events: payloads, headers, who publishes and who consumes."""
    from services.console.main import fail, language
    from shared.regions.texts import text

    written = rendered()
    if check:
        if not output.is_file() or output.read_text(encoding="utf-8") != written:
            raise fail(text("asyncapi.outdated", language(), file=output.name))
    elif str(output) == "-":
        print(written, end="")
    else:
        output.write_text(written, encoding="utf-8")
