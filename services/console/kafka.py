"""`kotopolku kafka start|stop|status`: the user's local Kafka broker.

What enters: options. What leaves: a line for people, or with `--json` one JSON object
(`running`, `bootstrap`, `pid`, `logs`; or `error` with `code` and `text`). Exit codes: 0; 1 when something could not be
done; 3 when `status` finds no broker. Must not know: how a broker is run (`shared.messaging.local_kafka`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared.regions.texts import Language, negotiate, text

if TYPE_CHECKING:
    from shared.messaging.local_kafka import KafkaUnavailable, LocalKafka

NOT_RUNNING = 3  # as the status of a service is told by the Linux Standard Base

app = typer.Typer(
    help="A local Apache Kafka broker: fetched once with Maven, run by Java 17 or later.", no_args_is_help=True
)

Folder = Annotated[
    Path | None, typer.Option("--folder", help="The broker's folder; one in the user's cache when not given.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object in place of text.")]


@app.command()
def start(folder: Folder = None, as_json: Json = False) -> None:
    """Start the broker, fetching Kafka when needed; one that runs is left running."""
    from shared.messaging.local_kafka import KafkaUnavailable

    broker = _broker(folder)
    try:
        if not broker.fetched():
            _fetch(broker)
        broker.start()
    except KafkaUnavailable as problem:
        raise _fails(problem, as_json=as_json) from problem
    _tell(broker, as_json=as_json)


@app.command()
def stop(folder: Folder = None, as_json: Json = False) -> None:
    """Stop the broker; what it holds stays."""
    from shared.messaging.local_kafka import KafkaUnavailable

    broker = _broker(folder)
    try:
        broker.stop()
    except KafkaUnavailable as problem:
        raise _fails(problem, as_json=as_json) from problem
    if as_json:
        typer.echo(json.dumps(_state(broker)))
    else:
        typer.echo(text("kafka.stopped", _language()))


@app.command()
def status(folder: Folder = None, as_json: Json = False) -> None:
    """Say whether the broker runs and where; exit code 3 when it doesn't."""
    broker = _broker(folder)
    _tell(broker, as_json=as_json)
    if not broker.running():
        raise typer.Exit(NOT_RUNNING)


def _broker(folder: Path | None) -> LocalKafka:
    from shared.messaging.local_kafka import LocalKafka, default_folder

    return LocalKafka(folder if folder is not None else default_folder())


def _fetch(broker: LocalKafka) -> None:
    """On standard error, so that standard output holds the answer alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(text("kafka.fetching", _language()), total=None)
        broker.fetch(lambda done, total: progress.update(task, completed=done, total=total))


def _state(broker: LocalKafka) -> dict[str, object]:
    running = broker.running()
    return {
        "running": running,
        "bootstrap": broker.bootstrap if running else None,
        "pid": broker.pid() if running else None,
        "logs": str(broker.logs),
    }


def _tell(broker: LocalKafka, *, as_json: bool) -> None:
    state = _state(broker)
    if as_json:
        typer.echo(json.dumps(state))
    elif state["running"]:
        typer.echo(text("kafka.running", _language(), bootstrap=broker.bootstrap, pid=broker.pid() or 0))
    else:
        typer.echo(text("kafka.not_running", _language()))


def _fails(problem: KafkaUnavailable, *, as_json: bool) -> typer.Exit:
    words = text(problem.fault.code, _language(), **problem.fault.params)
    if as_json:
        typer.echo(json.dumps({"error": {"code": problem.fault.code, "text": words}}, ensure_ascii=False))
    else:
        typer.echo(words, err=True)
    return typer.Exit(1)


def _language() -> Language:
    """The terminal's language where Kotopolku speaks it, else English."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return negotiate(f"{locale.partition('_')[0]}, en;q=0.5", ("en", "fi", "sv"))
