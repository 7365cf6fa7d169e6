"""What the short commands do: import, token, verify, events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.console.auditing import findings
from services.console.importing import ArrivalsImport, ImportReport, ImportStopped
from services.intake.sheet import SheetFault
from shared.access.grants import Grants
from shared.access.roles import Role
from shared.access.tokens import ACTOR, issue, signing_key
from shared.errors import Fault
from shared.ledger import Finding
from shared.privacy.blind import Blind
from shared.regions.profiles import load_profiles
from shared.regions.texts import Language, text
from shared.settings import LEDGERS, Settings

TOKEN_MINUTES: Final = 5
LONGEST_HOURS: Final = 24  # of a development token
LONGEST_ORGANISATION: Final = 200  # characters, as the grants' table has it
LONGEST_SAID: Final = 20  # characters of a wrong value that are repeated
WIDE: Final = 120  # columns
REST_SECONDS: Final = 10.0  # what is on its way to the archive when `verify` begins has so long to arrive


def progress_bar(said: Console) -> Progress:
    """The progress bar of every long command, on standard error; it goes away where nobody looks."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=said,
        transient=not said.is_terminal,
    )


def output(*, stderr: bool = False) -> Console:
    """Where tables go; as wide as they need where no terminal says how wide it is."""
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=WIDE)


def tokens_of(settings: Settings, actor: str) -> tuple[Any, Any]:
    """(what gives a token of `actor` that is valid now, the signing key)."""
    if settings.token_key_file is None:
        raise settings.missing("token_key_file")  # only where tokens are made has it
    key = signing_key(settings.token_key_file)

    def token() -> str:
        return issue(key, actor, lifetime=timedelta(minutes=TOKEN_MINUTES), purpose="case_work")

    return token, key


def arrivals_import(settings: Settings, actor: str, language: Language) -> ArrivalsImport:
    """The import as `actor`, with this deployment's keys and municipalities."""
    if settings.blind_key_file is None:
        raise settings.missing("blind_key_file")  # the rows' keys are made with it
    token, _ = tokens_of(settings, actor)
    return ArrivalsImport(
        settings.intake_url,
        token,
        Blind.from_file(settings.blind_key_file),
        known={one.code for one in load_profiles(settings.regions).municipalities()},
        horizon=settings.clock().horizon(),
        language=language,
    )


def import_file(
    file: Path, refused: Path | None, actor: str, language: Language, *, as_json: bool, said: Console
) -> int:
    """Import one spreadsheet; 0 when every row is in or was there, 3 when rows were refused."""
    where = refused or file.with_name(f"{file.stem}.refused{file.suffix}")
    try:
        with progress_bar(said) as bar:
            task = bar.add_task(file.name, total=None)
            work = arrivals_import(Settings.load(), actor, language)
            report = asyncio.run(
                work.run(file, where, tell=lambda done, rows: bar.update(task, completed=done, total=rows))
            )
    except SheetFault as fault:
        for one in fault.faults:
            said.print(text(one.code, language, **one.params), style="red", markup=False)
        return 2
    except ImportStopped as stopped:
        said.print(text(stopped.fault.code, language, **stopped.fault.params), style="red", markup=False)
        return 1
    except OSError as error:
        match error:
            case FileNotFoundError():
                words = text("import.file_missing", language, file=file.name)
            case IsADirectoryError():
                words = text("import.file_is_folder", language, file=file.name)
            case _:
                words = text("import.file_unreadable", language, file=file.name, why=error.strerror or "")
        said.print(words, style="red", markup=False)
        return 2
    if as_json:
        print(json.dumps(report.figures(), ensure_ascii=False))
    else:
        output().print(report_table([report], language))
    return 3 if report.refused else 0


def report_table(reports: list[ImportReport], language: Language) -> Table:
    """What became of each file's rows."""
    table = Table(title=text("import.title", language))
    names = ("rows", "registered", "already_there", "refused", "suspected_duplicates", "warnings")
    table.add_column(text("import.file", language))
    for name in names:
        table.add_column(text(f"import.{name}", language), justify="right")
    for report in reports:
        table.add_row(report.file, *(str(getattr(report, name)) for name in names))
        if report.refused_file:
            table.caption = text("import.refused_written", language, file=report.refused_file)
    return table


def make_token(
    actor: str,
    role: str,
    municipalities: list[str],
    organisation: str,
    hours: float,
    language: Language,
    *,
    unit: str | None = None,
    as_json: bool,
    said: Console,
) -> int:
    """A development token and its grant; in the municipalities that are named, and in those of `unit` today."""
    settings = Settings.load()
    if unit is not None:
        try:
            served = load_profiles(settings.regions).unit(unit, settings.clock().today())
        except LookupError:
            said.print(text("token.unit_unknown", language, code=unit[:LONGEST_SAID]), style="red", markup=False)
            return 2
        municipalities = sorted({*municipalities, *served.municipalities})
    if wrong := _unfit(settings, actor, role, municipalities, organisation, hours):
        said.print(text(wrong.code, language, **wrong.params), style="red", markup=False, highlight=False)
        return 2
    _, key = tokens_of(settings, actor)
    asyncio.run(grant(settings, [(actor, Role(role), organisation, municipalities)]))
    token = issue(key, actor, lifetime=timedelta(hours=hours), purpose="case_work")
    print(
        json.dumps({"actor": actor, "role": role, "municipalities": municipalities, "token": token})
        if as_json
        else token
    )
    return 0


def _unfit(
    settings: Settings, actor: str, role: str, municipalities: list[str], organisation: str, hours: float
) -> Fault | None:
    """What no grant or token can be made of."""
    known = {one.code for one in load_profiles(settings.regions).municipalities()}
    if not ACTOR.fullmatch(actor):
        return Fault("token.actor_form")
    if role not in {each.value for each in Role}:
        return Fault("token.role_unknown", None, {"roles": ", ".join(each.value for each in Role)})
    if outside := [code for code in municipalities if code not in known]:
        return Fault("token.municipality_outside", None, {"code": outside[0][:LONGEST_SAID]})
    if not (organisation.strip() and organisation.isprintable() and len(organisation) <= LONGEST_ORGANISATION):
        return Fault("token.organisation_form", None, {"max": LONGEST_ORGANISATION})
    if not 0 < hours <= LONGEST_HOURS:  # so written, NaN is refused too
        return Fault("token.hours_range", None, {"max": LONGEST_HOURS})
    return None


async def grant(settings: Settings, wanted: list[tuple[str, Role, str, list[str]]]) -> None:
    """Write grants: (actor, role, organisation, municipalities)."""
    async with asyncpg.create_pool(settings.dsn("access_admin"), min_size=1, max_size=2) as pool:
        grants = Grants(pool)
        for actor, role, organisation, municipalities in wanted:
            await grants.grant(actor, role, organisation, municipalities, granted_by="console")


def verify_all(language: Language, *, as_json: bool, said: Console) -> int:
    """`kotopolku verify`: 0 when every chain holds, 1 when an event is wrong."""
    read: dict[str, int] = {}
    with progress_bar(said) as bar:
        tasks = {schema: bar.add_task(schema, total=None) for schema in (*LEDGERS, "reporting")}

        def tell(schema: str, events: int) -> None:
            read[schema] = events
            bar.update(tasks[schema], completed=events)

        found = asyncio.run(_verified(Settings.load(), tell))
    if as_json:
        wrong = [
            {"ledger": one.ledger, "stream": one.stream, "version": one.version, "kind": one.kind,
             "position": one.position, "detail": one.detail}
            for one in found
        ]  # fmt: skip
        print(json.dumps({"events": read, "verified": not found, "findings": wrong}))
        return 1 if found else 0
    if not found:
        output().print(text("verify.holds", language, count=sum(read.values())), style="green")
        return 0
    table = Table(title=text("verify.broken", language, count=len(found)))
    for column in ("ledger", "stream", "version", "what", "detail"):
        table.add_column(text(f"verify.{column}", language), overflow="fold")
    for one in found:
        table.add_row(one.ledger, one.stream, str(one.version), text(f"verify.kind.{one.kind}", language), one.detail)
    output().print(table)
    return 1


async def _verified(settings: Settings, tell: Any) -> list[Finding]:
    from services.console.settling import NotSettled, Watch

    async with Watch(settings) as watch:
        with contextlib.suppress(NotSettled):  # busy for ever, or broken: what is missing is then said
            await watch.settled(REST_SECONDS)
    return await findings(settings, tell=tell)


def published_events() -> list[dict[str, Any]]:
    """Every published event: type, versions, owner, sealed and clear fields, who reacts to it."""
    import shared.events.published  # noqa: F401 - registers every event
    from services.console.wiring import consumers_of
    from shared.events import REGISTRY
    from shared.events.model import is_personal, why_clear

    return [
        {
            "type": event.type,
            "event": event.name,
            "owner": event.service,
            "versions": list(range(1, event.version + 1)),
            "says": (event.__doc__ or "").strip(),
            "personal": [name for name, info in event.model_fields.items() if is_personal(info)],
            "clear": {name: why for name, info in event.model_fields.items() if (why := why_clear(info))},
            "consumers": consumers_of(event),
        }
        for event in REGISTRY
    ]


def show_events(*, as_json: bool, write: bool) -> int:
    """`kotopolku events`."""
    shown = published_events()
    if write:
        from importlib.resources import files

        from shared.events.schema import write_missing

        for name in write_missing(Path(str(files("shared.events").joinpath("schemas")))):
            print(name)
        return 0
    if as_json:
        print(json.dumps(shown, ensure_ascii=False))
        return 0
    table = Table(title="kotopolku.events.v1")
    for column in ("owner", "event", "versions", "personal", "consumers"):
        table.add_column(column, overflow="fold")
    for event in shown:
        table.add_row(
            event["owner"], event["event"], ", ".join(map(str, event["versions"])), ", ".join(event["personal"]),
            ", ".join(event["consumers"]),
        )  # fmt: skip
    output().print(table)
    return 0
