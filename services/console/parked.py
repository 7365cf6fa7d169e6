"""`kotopolku parked list|show|retry|discard`: what failing handlers hold back: reactions, agendas, projections.

What enters: a key or an event's id. What leaves: a table for people, or with `--json` one JSON object. Exit codes: 0; 1
when a retry failed again; 2 when nothing of that id is held back. Must not know: how keys are parked.
"""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from shared.messaging.parking import ParkedEvent, ParkedKey, ParkedKeys
    from shared.settings import Settings

T = TypeVar("T")
NOT_HELD = 2
POOL = 4

app = typer.Typer(help="Keys that failing handlers hold back.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object in place of a table.")]
Key = Annotated[UUID, typer.Argument(help="The key: the case's id, else the stream's own.")]
Consumer = Annotated[
    str | None,
    typer.Option(
        "--consumer", help="Only here: a service, its agenda as name.agenda, a projection as name.v1; else all."
    ),
]


@app.command("list")
def list_(consumer: Consumer = None, as_json: Json = False) -> None:
    """All parked keys, the longest parked first."""

    async def work(held: Sequence[ParkedKeys]) -> list[ParkedKey]:
        return sorted([key for one in held for key in await one.list()], key=lambda key: key.parked_at)

    found = _run(consumer, work)
    if as_json:
        _json({"parked": [_key(one) for one in found]})
        return
    _table(
        ["parked.column_consumer", "parked.column_key", "parked.column_event", "parked.column_cause",
         "parked.column_since", "parked.column_attempts", "parked.column_waiting"],
        [
            [one.consumer, str(one.key), f"{one.stream}:{one.version}", f"{one.cause.type} {one.cause.text}".strip(),
             one.parked_at.isoformat(timespec="seconds"), str(one.attempts), str(one.waiting)]
            for one in found
        ],
    )  # fmt: skip


@app.command()
def show(key: Key, consumer: Consumer = None, as_json: Json = False) -> None:
    """One key: why it is parked, where the handler failed, and what waits behind it."""

    async def work(held: Sequence[ParkedKeys]) -> list[tuple[ParkedKey, Sequence[ParkedEvent]]]:
        return await _each(held, lambda one: one.show(key))

    found = _run(consumer, work, key)
    if as_json:
        _json({"parked": [{**_key(one), "events": [_event(event) for event in events]} for one, events in found]})
        return
    said = Console()
    for one, events in found:
        said.print(f"{one.consumer}  {one.key}", style="bold", markup=False, highlight=False)
        said.print(f"{one.cause.type} {one.cause.text}".strip(), markup=False, highlight=False)
        for frame in one.cause.frames:
            said.print(f"  {frame}", markup=False, highlight=False)
        _table(
            ["parked.column_event_id", "parked.column_event", "parked.column_type"],
            [[str(event.event), f"{event.stream}:{event.version}", event.type] for event in events],
        )


@app.command()
def retry(key: Key, consumer: Consumer = None, as_json: Json = False) -> None:
    """Handle what waits behind a key, in order, up to the end or to the next failure."""
    from services.console.main import fail, language
    from shared.regions.texts import text

    async def work(held: Sequence[ParkedKeys]) -> list[tuple[str, int, ParkedKey | None]]:
        async def again(one: ParkedKeys) -> tuple[str, int, ParkedKey | None]:
            outcome = await one.retry(key)
            return one.consumer, outcome.handled, outcome.parked

        return await _each(held, again)

    outcomes = _run(consumer, work, key)
    if as_json:
        _json(
            {
                "outcomes": [
                    {"consumer": name, "handled": handled, "parked": None if still is None else _key(still)}
                    for name, handled, still in outcomes
                ]
            }
        )
    for name, handled, still in outcomes:
        if still is not None:
            raise fail(text("parked.failed_again", language(), consumer=name, handled=handled, cause=still.cause.type))
        if not as_json:
            typer.echo(text("parked.free_again", language(), consumer=name, handled=handled))


@app.command()
def discard(
    event: Annotated[UUID, typer.Argument(help="The id of an event that waits (see show).")],
    reason: Annotated[str, typer.Option(help="Why; it is kept. No names of persons.", min=1)],
    by: Annotated[str | None, typer.Option(help="Who; the account at this terminal when not given.")] = None,
    consumer: Consumer = None,
    as_json: Json = False,
) -> None:
    """Skip one waiting event for ever; the key stays parked until it is retried."""
    from services.console.main import language
    from shared.regions.texts import text

    async def work(held: Sequence[ParkedKeys]) -> list[tuple[str, ParkedEvent]]:
        async def skip(one: ParkedKeys) -> tuple[str, ParkedEvent]:
            return one.consumer, await one.discard(event, by or getpass.getuser(), reason)

        return await _each(held, skip)

    skipped = _run(consumer, work, event)
    if as_json:
        _json({"discarded": [{"consumer": name, **_event(one)} for name, one in skipped]})
        return
    for name, one in skipped:
        typer.echo(text("parked.discarded", language(), consumer=name, stream=one.stream, version=one.version))


@asynccontextmanager
async def parked_keys(settings: Settings) -> AsyncIterator[list[ParkedKeys]]:
    """Every consumer that can hold keys back, wired as in its own process: reactions, agendas, read models."""
    from services.console.wiring import SPECS
    from services.reporting.readmodels import projections_of
    from shared.agenda.runner import AgendaRunner
    from shared.ledger import Ledger
    from shared.messaging.reactions import ReactionRunner
    from shared.postgres.pool import open_pool
    from shared.privacy.keys import FileMasterKey, KeyStore
    from shared.projection.parking import ProjectionParking
    from shared.regions.profiles import load_profiles

    if settings.master_key_file is None:
        raise settings.missing("master_key_file")  # a retry opens and seals what events hold
    async with AsyncExitStack() as pools:
        keys_pool = await pools.enter_async_context(open_pool(settings.dsn("keys"), POOL))
        keys = KeyStore(keys_pool, FileMasterKey(settings.master_key_file))
        profiles, clock = load_profiles(settings.regions), settings.clock()
        held: list[ParkedKeys] = []
        for name, spec in SPECS.items():
            pool = await pools.enter_async_context(open_pool(settings.dsn(name), POOL))
            ledger = Ledger(name, pool, keys, agenda=spec.agenda_of)
            held.append(ReactionRunner(spec.reactions, ledger, spec.deciders, profiles, clock))
            if spec.agenda is not None:
                held.append(AgendaRunner(spec.agenda, ledger, spec.deciders, clock))
        reporting = await pools.enter_async_context(open_pool(settings.dsn("reporting"), POOL))
        held += [ProjectionParking(reporting, projection, keys) for projection in projections_of(settings)]
        yield held


def _run(
    consumer: str | None,
    work: Callable[[Sequence[ParkedKeys]], Coroutine[None, None, list[T]]],
    what: UUID | None = None,
) -> list[T]:
    """Do `work` on the consumers of that name; where `what` was asked for and nobody holds it, say so."""
    from services.console.main import fail, language
    from shared.regions.texts import text
    from shared.settings import Settings
    from shared.telemetry import logs

    settings = Settings.load()
    logs.configure("console", level="error")  # what fails is told by its cause; the log holds no values either

    async def whole() -> tuple[list[T], bool]:
        async with parked_keys(settings) as held:
            chosen = [one for one in held if consumer in {None, one.consumer}]
            return await work(chosen), bool(chosen)

    found, known = asyncio.run(whole())
    if not known:
        raise fail(text("parked.unknown_consumer", language(), consumer=consumer or ""), NOT_HELD)
    if what is not None and not found:
        raise fail(text("parked.nowhere", language(), what=str(what)), NOT_HELD)
    return found


async def _each(held: Sequence[ParkedKeys], ask: Callable[[ParkedKeys], Coroutine[None, None, T]]) -> list[T]:
    """What each consumer that holds it answers."""
    from shared.messaging.parking import NotParked

    answers = []
    for one in held:
        try:
            answers.append(await ask(one))
        except NotParked:
            continue  # another consumer's
    return answers


def _key(one: ParkedKey) -> dict[str, object]:
    return {
        "consumer": one.consumer,
        "key": str(one.key),
        "event": str(one.event),
        "stream": one.stream,
        "version": one.version,
        "type": one.type,
        "cause": {"type": one.cause.type, "text": one.cause.text, "frames": list(one.cause.frames)},
        "parked_at": one.parked_at.isoformat(),
        "attempts": one.attempts,
        "waiting": one.waiting,
    }


def _event(one: ParkedEvent) -> dict[str, object]:
    return {"event": str(one.event), "stream": one.stream, "version": one.version, "type": one.type}


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from services.console.main import language
    from shared.regions.texts import text

    if not rows:
        typer.echo(text("parked.none", language()))
        return
    table = Table(*(text(column, language()) for column in columns))
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _json(value: dict[str, object]) -> None:
    from services.console.main import print_json

    print_json(value)
