"""`kotopolku bench append|live|rebuild|all`: what it costs to be a ledger, measured beside the plainest alternatives.

What enters: options. What leaves: a table for people, or with `--json` one line on standard output: a list of runs.
Exit codes: 0; 1 when a measurement could not be made at all. Where Kafka or the `eventsourcing` library is missing,
their figures are null and standard error says why. Must not know: how anything is measured (`benching`).
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from shared.regions.texts import Language, negotiate, text

if TYPE_CHECKING:
    from services.console.benching.ground import Ground
    from services.console.benching.measured import Run

KINDS: Final = ("append", "live", "rebuild")
FLOORS: Final = {"append": 0.3, "live": 0.1, "rebuild": 0.3}  # of raw

app = typer.Typer(help="Measure, each thing beside its baseline in the same run.", no_args_is_help=True)
said = Console(stderr=True)

Events = Annotated[int | None, typer.Option("--events", min=1, help="How many; each measurement has a default.")]
Json = Annotated[bool, typer.Option("--json", help="One line: a list of runs.")]
Every = Annotated[bool, typer.Option("--all", help="Into every read model there is.")]
Tell = Callable[[str, float], None]


@app.command()
def append(events: Events = None, as_json: Json = False) -> None:
    """Whole commands into a ledger, beside raw inserts and the eventsourcing library. --events bounds each turn."""
    _bench(["append"], events, as_json=as_json)


@app.command()
def live(events: Events = None, every: Every = False, as_json: Json = False) -> None:
    """From Kafka to committed read models that pages are read from, beside a plain consumer."""
    _bench(["live_all" if every else "live"], events, as_json=as_json)


@app.command()
def rebuild(events: Events = None, as_json: Json = False) -> None:
    """Read models from the archive, those of pages and all, beside plain reading; 1,000,000 is a size to compare."""
    _bench(["rebuild"], events, as_json=as_json)


@app.command(name="all")
def all_(events: Events = None, as_json: Json = False) -> None:
    """All three, in less than five minutes."""
    _bench(KINDS, events, as_json=as_json)


def _bench(kinds: Sequence[str], events: int | None, *, as_json: bool) -> None:
    from shared.postgres.server import PostgresUnavailable

    logging.disable(logging.ERROR)  # what clients of a broker that has just started say; what fails is raised
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn())
    rows: list[dict[str, object]] = []
    try:
        with Progress(*columns, console=said, transient=True) as progress:
            for kind in kinds:
                task = progress.add_task(kind, total=1.0, step="")

                def tell(step: str, share: float, task: Any = task) -> None:
                    progress.update(task, completed=share, step=step)

                rows += measured(kind, events, tell)
                progress.update(task, completed=1.0, step="")
    except PostgresUnavailable as problem:
        said.print(text(problem.fault.code, _language(), **problem.fault.params), style="red", markup=False)
        raise typer.Exit(1) from problem
    finally:
        logging.disable(logging.NOTSET)
    for words in dict.fromkeys(words for row in rows for words in _unsaid(row)):
        said.print(words, style="yellow", markup=False)
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        _show(rows)


def measured(kind: str, events: int | None, tell: Tell) -> list[dict[str, object]]:
    """The runs of a measurement (append, live or rebuild), with the machine and its load beside each.

    Raises:
        PostgresUnavailable: there is no server to measure on.
    """
    import uvloop  # what the services run on

    from services.console.benching.ground import ground
    from services.console.benching.measured import hardware, load

    with ground() as place:
        before = load()
        runs: list[Run] = uvloop.run(_measurement(kind, place, events, tell))
        about = {"hardware": hardware(), "durability": place.durability, "load_before": before, "load_after": load()}
    return [{**run.to_json(), **about} for run in runs]


def _measurement(kind: str, place: Ground, events: int | None, tell: Tell) -> Coroutine[Any, Any, list[Run]]:
    match kind:
        case "append":
            from services.console.benching import append as appending

            return appending.append(place, tell, events=events)
        case "live":
            from services.console.benching import live as living

            return living.live(place, tell, events=events or living.EVENTS)
        case "live_all":
            from services.console.benching import live as living

            return living.live(place, tell, events=events or living.EVENTS, models=None)
        case "rebuild":
            from services.console.benching import rebuild as rebuilding

            return rebuilding.rebuild(place, tell, events=events or rebuilding.EVENTS)
    raise LookupError(kind)


def _unsaid(row: dict[str, object]) -> list[str]:
    faults: Any = row["unsaid"]
    return [text(fault["code"], _language(), **fault["params"]) for fault in faults]


def _show(rows: Sequence[dict[str, object]]) -> None:
    language = _language()
    table = Table(caption="\n".join(dict.fromkeys(f"{row['hardware']}; {row['durability']}" for row in rows)))
    names = (
        "name", "concurrency", "events", "events_per_second", "raw_per_second", "ratio_to_raw",
        "ratio_to_eventsourcing", "p50_ms", "p99_ms", "peak_rss_mib", "load_before",
    )  # fmt: skip
    for name in names:
        table.add_column(text(f"bench.column.{name}", language), justify="left" if name == "name" else "right")
    for row in rows:
        ratio = row["ratio_to_raw"]
        below = isinstance(ratio, float) and ratio < FLOORS.get(str(row["name"]), 0.0)
        table.add_row(*(_cell(row[name]) for name in names), style="red" if below else None)
    Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}".replace(",", " ") if isinstance(value, int | float) and value >= 1_000 else str(value)


def _language() -> Language:
    """The terminal's language where Kotopolku speaks it, else English."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return negotiate(f"{locale.partition('_')[0]}, en;q=0.5", ("en", "fi", "sv"))
