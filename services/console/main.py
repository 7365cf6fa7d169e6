"""The `kotopolku` command: what people who run Kotopolku, and machines that do, can ask of it."""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer.exceptions import TyperException

from shared.regions.texts import Language, negotiate, text

app = typer.Typer(
    name="kotopolku",
    help="Kotopolku – Integrationsstigen: case management for the integration of immigrants, verifiable to the byte.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # what nobody foresaw goes through the log, which shows frames and no values
    add_completion=False,
)
importing = typer.Typer(help="Bring spreadsheets in.", no_args_is_help=True)
app.add_typer(importing, name="import")

Json = Annotated[bool, typer.Option("--json", help="One JSON object on the last line, for machines.")]
said = Console(stderr=True)
USAGE = 2  # the exit code for what whoever typed the command can mend


def language() -> Language:
    """The language of the person at the terminal, from LC_ALL, LC_MESSAGES or LANG; English for machines."""
    import os

    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    return negotiate(name.split(".")[0].replace("_", "-")) if name[:2] in ("fi", "sv") else "en"


def fail(words: str, code: int = 1) -> typer.Exit:
    """Say what is wrong and what to do next, on standard error."""
    said.print(words, style="red", markup=False, highlight=False)
    return typer.Exit(code)


@app.command()
def demo(
    exit_after: Annotated[bool, typer.Option("--exit", help="End after the table instead of staying up.")] = False,
    as_json: Json = False,
    broker: Annotated[str, typer.Option(help="embedded, or kafka: a real broker.")] = "embedded",
    arrivals: Annotated[
        list[Path] | None, typer.Option(help="Import these in place of the samples.", exists=True, dir_okay=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives other lives.")] = 2026,
    home: Annotated[Path | None, typer.Option(help="The demo's folder; emptied at the start.")] = None,
) -> None:
    """Run the whole platform on one machine: two spreadsheets in, fourteen simulated months, worklists out."""
    from services.console.demo import Demo, DemoFailed

    if broker not in ("embedded", "kafka"):
        raise fail(text("console.broker_unknown", language(), broker=broker), 2)
    running = Demo(
        home or Path(".kotopolku/demo"), kafka=broker == "kafka", arrivals=arrivals, seed=seed, language=language()
    )
    try:
        raise typer.Exit(running.run(exit_after=exit_after, as_json=as_json))
    except DemoFailed as failed:
        raise fail(str(failed)) from failed


@app.command()
def up(
    broker: Annotated[str, typer.Option(help="embedded, or kafka: a real broker.")] = "embedded",
    detach: Annotated[bool, typer.Option(help="Go on in the background; `kotopolku down` ends it.")] = True,
    as_json: Json = False,
) -> None:
    """Start a deployment that stays, with its data under KOTOPOLKU_HOME (.kotopolku)."""
    from services.console import staying

    raise typer.Exit(staying.up(kafka=broker == "kafka", detach=detach, as_json=as_json, language=language()))


@app.command()
def down(as_json: Json = False) -> None:
    """Stop what `kotopolku up` started; the data stays."""
    from services.console import staying

    raise typer.Exit(staying.down(as_json=as_json, language=language()))


@app.command()
def capabilities(
    as_json: Json = False,
    readme: Annotated[bool, typer.Option("--readme", help="Write the table into README.md too.")] = False,
) -> None:
    """What the pilots could do, the scenario that tells each, and how its last run ended."""
    from services.console.capabilities import show

    raise typer.Exit(show(as_json=as_json, readme=readme))


@app.command()
def serve(
    service: Annotated[str, typer.Argument(help="intake, assessment, planning, activities, reporting or portal")],
) -> None:
    """Run one service in the foreground, with the settings of the environment."""
    import runpy

    from services.console.deployment import PROCESSES

    if service not in PROCESSES:
        raise fail(text("console.service_unknown", language(), service=service), 2)
    runpy.run_module(f"services.{service}", run_name="__main__")


@app.command()
def relay(service: Annotated[str, typer.Argument(help="whose ledger")]) -> None:
    """Run a spare relay: it takes over when the service's own one dies."""
    from shared.messaging.relay import run_relay
    from shared.settings import LEDGERS, Settings

    if service not in LEDGERS:
        raise fail(text("console.service_unknown", language(), service=service), 2)
    asyncio.run(run_relay(service, Settings.load()))


@app.command()
def migrate(
    admin_dsn: Annotated[
        str | None,
        typer.Option(
            envvar="KOTOPOLKU_ADMIN_DSN",
            help="A superuser's DSN: roles, database and schemas are made first. No service is ever given it.",
        ),
    ] = None,
    passwords: Annotated[
        Path | None,
        typer.Option(help="The roles' passwords, a line ROLE=PASSWORD each.", exists=True, dir_okay=False),
    ] = None,
    database: Annotated[str, typer.Option(help="With --admin-dsn: the database's name.")] = "kotopolku",
) -> None:
    """Bring every schema to its newest migration; with --admin-dsn, make roles, database and schemas first."""
    from services.console.provisioning import NotProvisioned, provision_external
    from shared.postgres.provision import migrate as run_migrations
    from shared.settings import Settings

    if admin_dsn is None:
        run_migrations(Settings.load().dsn("migrator"))
        return
    if passwords is None:
        raise fail(text("migrate.passwords_missing", language()), 2)
    try:
        provision_external(admin_dsn, database, passwords)
    except NotProvisioned as refused:
        raise fail(text(refused.fault.code, language(), **refused.fault.params)) from None
    said.print(text("migrate.done", language(), database=database), markup=False)


@app.command()
def secrets(
    folder: Annotated[Path, typer.Argument(help="Where to; what is there already is kept.", file_okay=False)],
) -> None:
    """Make the keys and the database passwords of a deployment, each readable by its owner only."""
    from services.console.provisioning import make_secrets

    make_secrets(folder)
    said.print(text("secrets.ready", language(), folder=str(folder)), markup=False)


@importing.command("arrivals")
def import_arrivals(
    file: Annotated[
        Path, typer.Argument(help="A spreadsheet saved as CSV, in any encoding, in Finnish, Swedish or English.")
    ],
    refused: Annotated[Path | None, typer.Option(help="Where the refused rows go; beside FILE when not given.")] = None,
    actor: Annotated[str, typer.Option(help="Who imports; must have a grant (kotopolku token).")] = "import",
    in_language: Annotated[str | None, typer.Option("--language", help="fi, sv or en: of the reasons.")] = None,
    as_json: Json = False,
) -> None:
    """Register the people in a municipality's spreadsheet; what cannot be registered comes back with the reason."""
    from services.console.commands import import_file

    chosen: Language = in_language if in_language in ("fi", "sv", "en") else language()  # type: ignore[assignment]
    raise typer.Exit(import_file(file, refused, actor, chosen, as_json=as_json, said=said))


@app.command()
def token(
    actor: Annotated[str, typer.Argument(help="An opaque id, no name.")],
    role: Annotated[str, typer.Option(help="caseworker, integration_unit, auditor …")] = "caseworker",
    municipality: Annotated[list[str] | None, typer.Option(help="Code of three digits; can be given again.")] = None,
    unit: Annotated[str | None, typer.Option(help="A unit of a region profile: all its municipalities.")] = None,
    organisation: Annotated[str, typer.Option()] = "development",
    hours: Annotated[float, typer.Option(help="How long the token holds.", min=0.01, max=24)] = 8,
    as_json: Json = False,
) -> None:
    """Make a development token and write the grant it goes with."""
    from services.console.commands import make_token

    raise typer.Exit(
        make_token(
            actor, role, municipality or [], organisation, hours, language(), unit=unit, as_json=as_json, said=said
        )
    )


@app.command()
def verify(as_json: Json = False) -> None:
    """Walk every chain of every ledger and of the archive, and say which event is wrong."""
    from services.console.commands import verify_all

    raise typer.Exit(verify_all(language(), as_json=as_json, said=said))


@app.command()
def events(
    as_json: Json = False,
    write: Annotated[bool, typer.Option(help="Write the JSON Schemas of new versions.")] = False,
) -> None:
    """The published language: types, versions, owners, sealed fields, consumers."""
    from services.console.commands import show_events

    raise typer.Exit(show_events(as_json=as_json, write=write))


def main() -> None:
    """The console command. What whoever typed it, or the machine, got wrong is told in the terminal's language."""
    from shared.telemetry import logs

    logs.configure("console", level="warning")  # unconfigured, a library's log line could quote what it worked on
    _mount()
    try:
        code = app(standalone_mode=False)
    except TyperException as misused:
        if wrong := _misused(misused):
            fail(wrong)
        sys.exit(USAGE)
    except typer.Abort:
        sys.exit(1)
    except Exception as error:
        if (words := _unusable(error)) is None:
            raise  # a mistake of ours, which nobody foresaw
        fail(words)
        sys.exit(USAGE)
    sys.exit(code if isinstance(code, int) else 0)


def _misused(error: TyperException) -> str:
    """What is wrong with the command line; nothing where its help has just been shown in place of an answer."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "kotopolku"
    if isinstance(error, typer.BadParameter):
        name = str(error.param.get_error_hint()).strip("'") if error.param is not None else ""
        code = "console.argument_invalid" if error.message else "console.argument_missing"
        return text(code, language(), name=name, command=command)
    if type(error).__name__ == "NoArgsIsHelpError":  # the library shows it, and gives the class no public name
        return ""
    return text("console.usage", language(), command=command)


def _unusable(error: BaseException) -> str | None:
    """What of this machine or deployment cannot be used; None for anything else."""
    from pydantic import ValidationError

    from shared.messaging.passing import is_passing
    from shared.settings import SettingMissing, Settings

    match error:
        case SettingMissing():
            return text("console.setting_missing", language(), variable=error.variable, file=str(error.file))
        case ValidationError() if error.title == Settings.__name__:
            variables = {f"KOTOPOLKU_{one['loc'][0]}".upper() for one in error.errors() if one["loc"]}
            return text("console.setting_invalid", language(), variable=", ".join(sorted(variables)))
        case OSError(filename=str(file)):
            return text("console.file_unusable", language(), file=file)
    if is_passing(error) or type(error).__name__ == "OperationalError":  # psycopg's and SQLAlchemy's
        return text("console.server_away", language())
    return str(error.args[0]) if type(error) is LookupError and error.args else None


def _mount() -> None:
    """Mount the commands that have modules of their own; only the one asked for is imported, all of them for help."""
    wanted = sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else None
    for name in ("kafka", "parked", "bench"):
        if wanted in (None, name):
            app.add_typer(import_module(f"services.console.{name}").app, name=name)
    for name, module in (
        ("asyncapi", "asyncapi"), ("texts", "texts"), ("rebuild", "projections"), ("check", "projections"),
        ("as-of", "projections"),
    ):  # fmt: skip
        if wanted in (None, name):
            command = getattr(import_module(f"services.console.{module}"), name.replace("-", "_"))
            app.command(name)(command)


def print_json(value: object) -> None:
    """One JSON object as one line on standard output."""
    print(json.dumps(value, ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
