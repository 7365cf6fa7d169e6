"""`kotopolku import arrivals FILE`: the good rows go in, the bad ones come back in the form they arrived in.

Rows go to intake's API one request each, sixteen at once, with an Idempotency-Key made from the row: a second run, or
one that was stopped in the middle, registers nobody twice. Rows with the same birth date go one after the other in the
file's order, because only such rows can be each other's duplicates: so the figures don't depend on who was quicker.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx

from services.intake.person import CITIZENSHIP_NOT_GIVEN, LANGUAGE_NOT_GIVEN
from services.intake.sheet import GoodRow, RefusedRow, Sheet, check, read_sheet, row_key_bytes, write_refused
from shared.errors import Fault
from shared.privacy.blind import Blind
from shared.privacy.boxes import encode64
from shared.regions.texts import Language

AT_ONCE: Final = 16
PATIENCE: Final = 120.0  # seconds that a service may be away before the import stops; it can be run again
Tell = Callable[[int, int], None]
Token = Callable[[], str]


class ImportStopped(Exception):  # noqa: N818 - says the state people meet
    """The import could not go on. What was answered is in; running it again goes on from there."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(code, None, params)


@dataclass
class ImportReport:
    """What became of a file's rows; the first five figures count rows of the file."""

    file: str
    rows: int = 0
    registered: int = 0
    already_there: int = 0
    refused: int = 0
    suspected_duplicates: int = 0
    warnings: int = 0
    refused_file: str | None = None
    faults: list[tuple[int, list[Fault]]] = field(default_factory=list)
    cases: list[tuple[int, str, str, date]] = field(
        default_factory=list
    )  # row, case, municipality, move: what was registered

    def figures(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {name: value for name, value in asdict(self).items() if name not in ("faults", "cases")}


class ArrivalsImport:
    """Imports spreadsheets of arrivals.

    Args:
        url: intake's address.
        token: gives a bearer token that is valid now (a long import outlives one).
        blind: makes the rows' keys; a plain hash of an identity code could be guessed back.
        known: the codes of the deployment's municipalities.
        horizon: the day that "at most a year ahead" is measured from.
        language: of the reasons.
    """

    def __init__(
        self, url: str, token: Token, blind: Blind, *, known: Collection[str], horizon: date, language: Language
    ) -> None:
        self._url = url
        self._token = token
        self._blind = blind
        self._known = known
        self._horizon = horizon
        self._language = language

    async def run(self, path: Path, refused_file: Path, *, tell: Tell = lambda _done, _rows: None) -> ImportReport:
        """Import `path`; the refused rows, if any, go to `refused_file`. `tell` gets (rows done, rows in all).

        Raises:
            OSError: the file cannot be read.
            services.intake.sheet.SheetFault: it is no spreadsheet of arrivals.
            ImportStopped: intake was away too long or refused the token.
        """
        sheet = read_sheet(await asyncio.to_thread(path.read_bytes))
        report = ImportReport(path.name, rows=len(sheet.rows))
        checked = list(check(sheet, known=self._known, horizon=self._horizon))
        good = [row for row in checked if isinstance(row, GoodRow)]
        report.faults = [(row.number, list(row.faults)) for row in checked if isinstance(row, RefusedRow)]
        done = len(report.faults)
        tell(done, report.rows)
        lanes = _lanes(good)
        limit = asyncio.Semaphore(AT_ONCE)

        async def lane(client: httpx.AsyncClient, rows: list[GoodRow]) -> None:
            nonlocal done
            for row in rows:
                async with limit:
                    await self._register(client, row, report)
                done += 1
                tell(done, report.rows)

        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        try:
            async with (
                httpx.AsyncClient(base_url=self._url, limits=limits, timeout=30) as client,
                asyncio.TaskGroup() as tasks,
            ):
                for rows in lanes:
                    tasks.create_task(lane(client, rows))
        except ExceptionGroup as group:
            stopped = group.subgroup(ImportStopped)
            if stopped is None:
                raise
            raise stopped.exceptions[0] from group
        report.cases.sort()
        self._write_refused(sheet, report, refused_file)
        return report

    async def _register(self, client: httpx.AsyncClient, row: GoodRow, report: ImportReport) -> None:
        key = encode64(self._blind.value("import", row_key_bytes(row).hex()))
        answer = await self._post(client, f"/municipalities/{row.municipality}/arrivals", _body(row), key)
        report.warnings += len(row.warnings)
        if answer.status_code in (httpx.codes.OK, httpx.codes.CREATED):
            said = answer.json()
            if said["outcome"] == "already_there" or "idempotency-replayed" in answer.headers:
                report.already_there += 1
            else:
                report.registered += 1
                report.cases.append((row.number, said["case"], row.municipality, row.arrived_on))
                report.suspected_duplicates += bool(said["suspected"])
            return
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise ImportStopped("import.token_refused")
        report.faults.append((row.number, list(_faults(answer))))

    async def _post(self, client: httpx.AsyncClient, path: str, body: dict[str, Any], key: str) -> httpx.Response:
        """One request, tried again while the service is away: the key makes that safe."""
        async with asyncio.timeout(PATIENCE) as patience:
            pause = 0.05
            while True:
                try:
                    answer = await client.post(
                        path,
                        json=body,
                        headers={
                            "Authorization": f"Bearer {self._token()}",
                            "Idempotency-Key": key,
                            "Accept-Language": self._language,
                        },
                    )
                    if answer.status_code < 500 and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                        return answer
                except httpx.TransportError:
                    pass  # away or just killed
                loop_time = asyncio.get_running_loop().time()
                if (ends := patience.when()) is not None and loop_time + pause >= ends:
                    raise ImportStopped("import.intake_away", seconds=round(PATIENCE))
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)

    def _write_refused(self, sheet: Sheet, report: ImportReport, path: Path) -> None:
        report.refused = len(report.faults)
        if report.faults:
            report.faults.sort(key=lambda refused: refused[0])
            path.write_bytes(write_refused(sheet, report.faults, self._language))
            report.refused_file = str(path)


def _lanes(rows: Iterable[GoodRow]) -> list[list[GoodRow]]:
    by_birth_date: dict[date, list[GoodRow]] = defaultdict(list)
    for row in rows:
        by_birth_date[row.details.birth_date].append(row)
    return list(by_birth_date.values())


def _body(row: GoodRow) -> dict[str, Any]:
    # What a row does not say, the request doesn't either: the codes for "not given" are none that anybody can type in.
    tongue, citizenship = row.background.mother_tongue, row.background.citizenship
    said = {
        "family_name": row.details.family_name,
        "given_names": row.details.given_names,
        "birth_date": row.details.birth_date.isoformat(),
        "identity_code": row.details.identity_code,
        "phone": row.details.phone,
        "reason": str(row.background.reason),
        "mother_tongue": tongue if tongue != LANGUAGE_NOT_GIVEN else None,
        "citizenship": citizenship if citizenship != CITIZENSHIP_NOT_GIVEN else None,
        "arrived_on": row.arrived_on.isoformat(),
        "notes": row.notes,
        "channel": "sheet",
    }
    return {name: value for name, value in said.items() if value is not None}


def _faults(answer: httpx.Response) -> Iterable[Fault]:
    """What intake said of a row. A municipality that the caller may not serve answers as one that is not there."""
    if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN):
        yield Fault("code.municipality_outside", "municipality")
        return
    problem = answer.json()
    for error in problem.get("errors") or [problem]:
        yield Fault(error["code"], error.get("field"), error.get("params") or {})
