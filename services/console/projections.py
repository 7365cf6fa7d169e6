"""`kotopolku rebuild`, `check` and `as-of`: read models made anew, compared with the archive, and shown as they were.

What enters: names of read models, a case. What leaves: tables for people, or with `--json` one JSON object. Exit codes:
0; 1 where rows differ, a chain is broken or a rebuild failed; 2 for an unknown name. Ctrl-C stops a rebuild, and the
next one goes on from there. Must not know: what a read model says.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from shared.projection.asof import AsOf
    from shared.projection.check import Checked
    from shared.projection.rebuild import Progress, Rebuilt
    from shared.settings import Settings

WRONG, UNKNOWN = 1, 2
PROJECTIONS = "services.reporting.readmodels:projections_of"

Json = Annotated[bool, typer.Option("--json", help="One JSON object in place of a table.")]
Names = Annotated[list[str] | None, typer.Argument(help="Read models; all when none is named.")]


def rebuild(
    names: Names = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes fold.")] = 2,
    as_json: Json = False,
) -> None:
    """Fold the archive anew into new tables and let them answer; readers are never kept waiting."""
    from services.console.commands import progress_bar
    from services.console.main import fail, language, print_json, said
    from shared.projection import rebuild as engine
    from shared.regions.texts import text
    from shared.settings import SettingMissing, Settings

    settings, said_in = Settings.load(), language()
    with progress_bar(said) as bar:
        task = bar.add_task(text("rebuild.folding", said_in), total=None)
        try:
            done = asyncio.run(_rebuild(settings, names, processes, partial(_told, bar, task)))
        except SettingMissing:
            raise
        except LookupError as unknown:
            raise fail(text("rebuild.unknown", said_in, name=str(unknown.args[0])), UNKNOWN) from None
        except engine.RebuildRunning:
            raise fail(text("rebuild.running", said_in), WRONG) from None
        except engine.Stopped:
            raise fail(text("rebuild.stopped", said_in), WRONG) from None
        except engine.RebuildFailed as failed:
            raise fail(text("rebuild.failed", said_in, reason=str(failed)), WRONG) from None
    if as_json:
        print_json(
            {
                "projections": list(done.projections),
                "events": done.events,
                "processes": done.processes,
                "seconds": round(done.seconds, 3),
                "events_per_second": round(done.events / done.seconds),
                "peak_rss_mib": round(done.peak_rss_mib, 1),
                "parked": done.parked,
            }
        )
        return
    names_said, seconds = ", ".join(done.projections), f"{done.seconds:.1f}"
    Console().print(text("rebuild.done", said_in, names=names_said, events=done.events, seconds=seconds))


def _told(bar: Bar, task: TaskID, folded: int, of: int) -> None:
    bar.update(task, completed=folded, total=of)


async def _rebuild(settings: Settings, names: Sequence[str] | None, processes: int, progress: Progress) -> Rebuilt:
    from shared.projection.rebuild import rebuild as run

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await run(settings, PROJECTIONS, names, processes=processes, progress=progress, stop=stop)


def check(names: Names = None, as_json: Json = False) -> None:
    """Compare the live rows with the archive folded anew, by checksum, and name the keys that differ."""
    from services.console.commands import progress_bar
    from services.console.main import fail, language, print_json, said
    from shared.projection.replay import ChainBroken
    from shared.regions.texts import text
    from shared.settings import SettingMissing, Settings

    settings, said_in = Settings.load(), language()
    with progress_bar(said) as bar:
        task = bar.add_task(text("check.folding", said_in), total=None)
        try:
            found = asyncio.run(checked(settings, names, partial(_told, bar, task)))
        except SettingMissing:
            raise
        except LookupError as unknown:
            raise fail(text("rebuild.unknown", said_in, name=str(unknown.args[0])), UNKNOWN) from None
        except ChainBroken as broken:
            raise fail(text("check.chain", said_in, stream=broken.stream, version=broken.version), WRONG) from None
    equal = all(one.equal for one in found)
    if as_json:
        print_json({"equal": equal, "projections": [_checked(one) for one in found]})
    else:
        table = Table(*(text(f"check.{column}", said_in) for column in ("projection", "rows", "checksum", "result")))
        for one in found:
            result = text("check.equal" if one.equal else "check.differs", said_in, count=len(one.differing))
            table.add_row(one.projection, str(one.rows), one.checksum[:16], result)
            for key in one.differing:
                table.add_row("", "", str(key), "")
        Console().print(table)
    if not equal:
        raise typer.Exit(WRONG)


def _checked(one: Checked) -> dict[str, Any]:
    return {
        "projection": one.projection,
        "equal": one.equal,
        "rows": one.rows,
        "rebuilt_rows": one.rebuilt_rows,
        "checksum": one.checksum,
        "rebuilt_checksum": one.rebuilt_checksum,
        "differing": [str(key) for key in one.differing],
        "parked": one.parked,
    }


async def checked(
    settings: Settings, names: Sequence[str] | None = None, progress: Progress | None = None
) -> list[Checked]:
    """Compare live with rebuilt rows of the named read models (all for None).

    Raises:
        LookupError: a name is unknown, or a read model was never rebuilt in its version.
        ChainBroken: the archive was changed.
    """
    from shared.projection.check import check as run
    from shared.projection.rebuild import chosen, load_projections, writing

    async with writing(settings) as (connection, keys):
        projections = chosen(load_projections(PROJECTIONS, settings), names)
        return await run(connection, projections, keys, progress=progress or (lambda _done, _all: None))


async def compare_with_rebuilt(settings: Settings) -> list[str]:
    """The read models whose live rows are not what the archive folds to; none is what must always hold."""
    return [one.projection for one in await checked(settings) if not one.equal]


def as_of(
    case: Annotated[UUID, typer.Argument(help="The case, or another key of events.")],
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", help="An instant (2026-03-31T12:00:00Z) or a position; else now."),
    ] = None,
    about: Annotated[str | None, typer.Option("--about", help="A day (2026-03-31) that it was true on.")] = None,
    as_json: Json = False,
) -> None:
    """Show what was known of a case at an instant, about a day. Sealed values stay sealed."""
    from services.console.main import fail, language, print_json
    from shared.regions.texts import text
    from shared.settings import Settings

    said_in = language()
    try:
        at = _known_at(known_at)
        day = None if about is None else date.fromisoformat(about)
    except ValueError:
        raise fail(text("as_of.no_instant", said_in), UNKNOWN) from None
    found = asyncio.run(_as_of(Settings.load(), case, at, day))
    if found.broken is not None:
        broken = found.broken
        raise fail(text("check.chain", said_in, stream=broken.stream, version=broken.version), WRONG)
    if not found.events:
        raise fail(text("as_of.nothing", said_in), WRONG)
    rows = {name: {sub: _shown(row) for sub, row in held.items()} for name, held in found.rows.items() if held}
    if as_json:
        streams = {"streams": found.streams, "position": found.position, "events": len(found.events)}
        print_json({"case": str(case), **streams, "rows": rows})
        return
    table = Table(text("check.projection", said_in), text("as_of.row", said_in), text("as_of.values", said_in))
    for name, held in rows.items():
        for sub, values in held.items():
            table.add_row(name, sub, ", ".join(f"{column}: {value}" for column, value in values.items()))
    Console().print(table)


def _known_at(said: str | None) -> datetime | int | None:
    if said is None:
        return None
    if said.isascii() and said.isdigit():
        return int(said)
    instant = datetime.fromisoformat(said)
    if instant.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return instant


async def _as_of(settings: Settings, case: UUID, known_at: datetime | int | None, about: date | None) -> AsOf:
    from shared.projection.asof import as_of as run
    from shared.projection.folding import Routes
    from shared.projection.rebuild import load_projections, writing

    async with writing(settings) as (connection, keys):
        routes = Routes(load_projections(PROJECTIONS, settings))
        return await run(connection, routes, keys, case, known_at=known_at, about=about)


def _shown(row: Any) -> dict[str, Any]:
    """A row's values; bytes are boxes and blind values, which stay what they are."""
    return {name: value for name, value in row._asdict().items() if value is not None and not isinstance(value, bytes)}
