"""`kotopolku demo`: the whole platform on one machine, over fourteen simulated months that end today."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from datetime import time as day_time
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any, Final, Self
from uuid import UUID, uuid5

import httpx
from dateutil.relativedelta import relativedelta
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from services.console.auditing import findings
from services.console.commands import (
    arrivals_import,
    grant,
    output,
    progress_bar,
    report_table,
    tokens_of,
)
from services.console.deployment import CLOCK, PROCESSES, LocalDeployment
from services.console.importing import AT_ONCE, ImportReport, ImportStopped
from services.console.lives import WEEK, DemoGroup, Life, Step, agenda, groups_for
from services.console.pilots import ACTORS, Pilots
from services.console.projections import compare_with_rebuilt
from services.console.settling import NotSettled, Watch
from services.console.supervisor import NotReady, Supervisor
from services.intake.sheet import SheetFault
from shared.access.roles import Role
from shared.access.tokens import issue
from shared.clock import HELSINKI, SimulatedClock, SystemClock
from shared.errors import Fault
from shared.messaging.local_kafka import KafkaUnavailable
from shared.messaging.opening import transport_for
from shared.messaging.transport import Unavailable
from shared.postgres.server import PostgresUnavailable
from shared.regions.municipalities import municipality as named
from shared.regions.profiles import Profiles, load_profiles
from shared.regions.texts import Language, text
from shared.settings import Settings

MONTHS: Final = 14
MORNING: Final = day_time(8, 0)
NAMESPACE: Final = UUID("3d5b1c6e-3f0a-5f9e-9a43-8f1f6f0f2a11")
MARK: Final = ".kotopolku-demo"
PATIENCE: Final = 60.0


class DemoFailed(Exception):  # noqa: N818 - says the state people meet
    """The demo could not go on; the text says why and what to do."""


class Demo:
    """One run of the demo.

    Args:
        home: its folder; emptied at the start if a demo made it.
        kafka: run on a real broker instead of the embedded transport.
        arrivals: spreadsheets in place of the two samples.
        seed: of the simulated lives.
        language: of what is said to the person at the terminal.
    """

    def __init__(
        self, home: Path, *, kafka: bool, arrivals: Sequence[Path] | None, seed: int, language: Language
    ) -> None:
        self._home = home.absolute()
        self._kafka = kafka
        self._sheets = [path.absolute() for path in arrivals or ()] or _samples()
        self._seed = seed
        self._language = language
        self._said = Console(stderr=True)
        self._clock = self._home / CLOCK
        self._ends = SystemClock().today()
        self._begins = self._ends - relativedelta(months=MONTHS)

    def run(self, *, exit_after: bool, as_json: bool) -> int:
        """Run it; 0 when every check holds.

        Raises:
            DemoFailed: with the words for the person at the terminal.
        """
        try:
            return asyncio.run(self._run(exit_after=exit_after, as_json=as_json))
        except Exception as error:
            words = [said for leaf in _leaves(error) if (said := self._words(leaf))]
            if not words:
                raise
            raise DemoFailed("\n".join(dict.fromkeys(words))) from error

    def _words(self, error: BaseException) -> str | None:
        """What to tell the person at the terminal; None for what nobody foresaw."""
        match error:
            case PostgresUnavailable() | KafkaUnavailable() | ImportStopped():
                faults: tuple[Fault, ...] = (error.fault,)
            case SheetFault():
                faults = error.faults
            case Unavailable():
                return text("demo.broker_away", self._language)
            case DemoFailed() | NotReady() | NotSettled():
                return str(error)
            case _:
                return None
        return "\n".join(text(fault.code, self._language, **fault.params) for fault in faults)

    async def _run(self, *, exit_after: bool, as_json: bool) -> int:
        begun = time.monotonic()
        self._empty_home()
        self._set_clock(self._begins)
        bootstrap = os.environ.get("KOTOPOLKU_KAFKA_BOOTSTRAP") if self._kafka else None
        deployment = LocalDeployment(
            self._home, "kafka" if self._kafka else "embedded", bootstrap, simulated_clock=self._clock
        )
        async with AsyncExitStack() as parts:
            with progress_bar(self._said) as bar:
                servers = bar.add_task(text("demo.servers", self._language), total=len(PROCESSES) + 1)
                parts.callback(deployment.stop)
                environment = await asyncio.to_thread(deployment.start)
                bar.advance(servers)
                settings = Settings.model_validate(
                    {name.removeprefix("KOTOPOLKU_").lower(): value for name, value in environment.items()}
                )
                profiles = load_profiles(settings.regions)
                if bootstrap is not None:
                    await self._refuse_history(settings, bootstrap)
                await grant(settings, _grants(profiles))
                supervisor = Supervisor(PROCESSES, environment, deployment.logs)
                parts.push_async_callback(supervisor.stop)
                await supervisor.start()
                bar.update(servers, completed=len(PROCESSES) + 1)
                story = await parts.enter_async_context(Story(settings, profiles, self._set_clock, self._seed))
                reports = await self._tell_story(story, bar)
                checks = await story.checks(bar.add_task(text("demo.checks", self._language), total=None), bar)
            result = {
                "imported": [report.figures() for report in reports],
                "events": await story.watch.events(),
                "worklist": await story.worklists(),
                "checks": checks,
                "seconds": round(time.monotonic() - begun, 1),
                "home": str(self._home),
                "portal": settings.portal_url,
            }
            self._show(result, reports, profiles, output(stderr=as_json), stays=not exit_after)
            if as_json:
                print(json.dumps(result, ensure_ascii=False), flush=True)
            if not exit_after:
                self._said.print(text("demo.stays", self._language), markup=False)
                await _until_told()
        return 0 if all(checks.values()) else 1

    async def _refuse_history(self, settings: Settings, bootstrap: str) -> None:
        """A demo begins with nothing; the topic of somebody else's broker is not ours to empty."""
        transport = transport_for(settings)
        await transport.start()
        try:
            if any((await transport.high_water()).values()):
                raise DemoFailed(text("demo.broker_has_events", self._language, bootstrap=bootstrap))
        finally:
            await transport.stop()

    async def _tell_story(self, story: Story, bar: Progress) -> list[ImportReport]:
        await story.open_groups(self._begins)
        reports, lives = [], []
        for path in self._sheets:
            task = bar.add_task(path.name, total=None)
            report = await story.imports(path, self._home / "refused", _on(bar, task), self._language)
            reports.append(report)
            lives += [Life(UUID(case), code, arrived) for _, case, code, arrived in report.cases]
        await story.watch.settled()
        weeks = agenda(
            lives,
            begins=self._begins,
            ends=self._ends,
            neighbours=story.neighbours,
            swedish=story.swedish,
            seed=self._seed,
        )
        task = bar.add_task(text("demo.months", self._language), total=(self._ends - self._begins).days // 7 + 1)
        week = self._begins
        while week <= self._ends:
            await story.week(week, weeks.get(week, []))
            bar.advance(task)
            week += WEEK
        self._set_clock(self._ends)
        await story.watch.settled()
        return reports

    def _show(
        self,
        result: dict[str, Any],
        reports: list[ImportReport],
        profiles: Profiles,
        console: Console,
        *,
        stays: bool,
    ) -> None:
        language = self._language
        console.print(report_table(reports, language))
        table = Table(title=text("demo.worklists", language))
        table.add_column(text("demo.municipality", language))
        table.add_column(text("demo.open_cases", language), justify="right")
        table.add_column(text("demo.where", language), overflow="fold", no_wrap=False)
        for code, cases in result["worklist"].items():
            if cases:
                first = profiles.languages_of(code)[0]
                where = f"{result['portal']}/{first}/municipalities/{code}/worklist"
                table.add_row(f"{named(code).name(first)} ({code})", str(cases), where)
        console.print(table)
        for name, held in result["checks"].items():
            word = text("demo.holds" if held else "demo.broken", language)
            console.print(f"{text(f'demo.check.{name}', language)}: {word}", markup=False)
        look = "demo.look" if stays else "demo.look_again"
        console.print(text(look, language, portal=result["portal"], home=result["home"]), markup=False, soft_wrap=True)
        console.print(
            text("demo.took", language, seconds=round(result["seconds"]), events=sum(result["events"].values()))
        )

    def _set_clock(self, day: date) -> None:
        morning = datetime.combine(day, MORNING, HELSINKI)
        SimulatedClock.write(self._clock, min(morning, SystemClock().now()))

    def _empty_home(self) -> None:
        if self._home.exists():
            if any(self._home.iterdir()) and not (self._home / MARK).exists():
                raise DemoFailed(text("demo.not_a_demo", self._language, folder=str(self._home)))
            leftover = LocalDeployment(self._home, "kafka")
            Supervisor((), {}, leftover.logs).end_leftovers()
            leftover.stop()
            leftover.postgres.remove()
            shutil.rmtree(self._home)
        self._home.mkdir(parents=True, mode=0o711)
        (self._home / MARK).touch()
        (self._home / "refused").mkdir(mode=0o700)


class Story:
    """Carries the lives of the demo forward through the services' own APIs, as caseworkers would."""

    def __init__(self, settings: Settings, profiles: Profiles, set_clock: Callable[[date], None], seed: int) -> None:
        self._settings = settings
        self._set_clock = set_clock
        self._token, self._key = tokens_of(settings, "demo-import")
        self._random = Random(seed + 1)  # noqa: S311 - a story, not a secret
        self._profiles = profiles
        codes = sorted(municipality.code for municipality in profiles.municipalities())
        self._codes = codes
        self.swedish = {code: profiles.languages_of(code)[0] == "sv" for code in codes}
        by_region = {code: profiles.for_municipality(code).code for code in codes}
        self.neighbours = {
            code: [other for other in codes if other != code and by_region[other] == by_region[code]] for code in codes
        }
        self.groups = groups_for(codes, {code: len(profiles.languages_of(code)) > 1 for code in codes}, date.min)
        self._offers: dict[UUID, str] = {}
        self._homes: dict[UUID, str] = {}
        self._referrals: dict[UUID, tuple[DemoGroup, str]] = {}
        self._waiting: list[Step] = []
        self._tokens: dict[str, tuple[float, str]] = {}
        self._pilots = Pilots(self._ask, self._settled, _all)
        self._parts = AsyncExitStack()

    async def __aenter__(self) -> Self:
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        self._http = await self._parts.enter_async_context(httpx.AsyncClient(limits=limits, timeout=30))
        self.watch = await self._parts.enter_async_context(Watch(self._settings))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._parts.aclose()

    # --- what is done -------------------------------------------------------------------------------------------------

    async def open_groups(self, begins: date) -> None:
        """Open every group of the story, before anybody arrives."""

        async def open_one(number: int, group: DemoGroup) -> None:
            group.starts_on = begins + WEEK * (number % 4)
            languages = self._profiles.for_municipality(group.municipality).languages
            body = {
                "title": {language: name for language, name in group.title.items() if language in (*languages, "en")},
                "language": group.language,
                "places": group.places,
                "starts_on": group.starts_on.isoformat(),
            }
            said = await self._post("activities", group.municipality, "groups", body, f"group {number}")
            group.id = UUID(said["group"])

        await _all(open_one(number, group) for number, group in enumerate(self.groups))

    async def imports(
        self, path: Path, refused: Path, tell: Callable[[int, int], None], language: Language
    ) -> ImportReport:
        """Import one spreadsheet through intake's API."""
        work = arrivals_import(self._settings, "demo-import", language)
        return await work.run(path, refused / f"{path.stem}.refused{path.suffix}", tell=tell)

    async def week(self, day: date, steps: Sequence[Step]) -> None:
        """Everything of one week; on return every reaction and read model has it.

        What has fallen due by then comes first, so that a story is the same however fast it is told.
        """
        self._set_clock(day)
        await self.watch.settled()
        now, later = self._one_referral_a_group([*self._waiting, *steps])
        self._waiting = later
        await _all(self._do(step, day) for step in now)
        if await self._pilots.week(day) or now:
            await self.watch.settled()
        if day.day <= 7:  # groups meet once a month
            await self._sessions(day)

    def _one_referral_a_group(self, steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
        taken: set[int] = set()
        now: list[Step] = []
        later: list[Step] = []
        for step in steps:
            if step.kind != "refer":
                now.append(step)
                continue
            if step.life.case not in self._referrals:
                self._referrals[step.life.case] = (self._group_for(step.life.municipality), "")
            group, _ = self._referrals[step.life.case]
            (later if id(group) in taken else now).append(step)
            taken.add(id(group))
        return now, later

    def _group_for(self, municipality: str) -> DemoGroup:
        near = [group for group in self.groups if group.municipality == municipality]
        if self._random.random() < 0.2:
            near = [group for group in self.groups if group.municipality in self.neighbours[municipality]] or near
        return self._random.choice(near)

    async def _do(self, step: Step, day: date) -> None:
        life, case = step.life, step.life.case
        key = f"{step.kind} {case}"
        match step.kind:
            case "start" | "complete" | "waive":
                await self._post(
                    "assessment", life.municipality, f"cases/{case}/assessment/{step.kind}", step.body, key
                )
            case "draft":
                await self._post("planning", life.municipality, f"cases/{case}/plan", step.body, key)
            case "agree":
                await self._post("planning", life.municipality, f"cases/{case}/plan/agree", step.body, key)
            case "refer":
                group, _ = self._referrals[case]
                body = {"group": str(group.id), "provider": group.municipality}
                said = await self._post("planning", life.municipality, f"cases/{case}/referrals", body, key)
                self._referrals[case] = (group, said["referral"])
                self._homes[case] = life.municipality
                group.take(case)
            case "offer":
                body = {**step.body, "expires_on": (day + timedelta(days=60)).isoformat()}
                said = await self._post("intake", life.municipality, f"cases/{case}/transfers", body, key)
                self._offers[case] = said["offer"]
            case "accept" | "decline":
                answer = {} if step.kind == "accept" else {"reason": "no_capacity"}
                path = f"transfers/{case}/{self._offers[case]}/{step.kind}"
                await self._post("intake", step.receiver or "", path, answer, key)
            case other:
                raise ValueError(other)

    async def _sessions(self, day: date) -> None:
        """Every group with participants meets; in a full one, who has been there longest has come to the end."""

        async def meet(group: DemoGroup) -> None:
            held = await self._post(
                "activities", group.municipality, f"groups/{group.id}/sessions", {}, f"session {group.id} {day}"
            )
            roll = [
                {"case": str(case), "present": (number + day.month) % 7 != 0}
                for number, case in enumerate(group.enrolled)
            ]
            path = f"groups/{group.id}/sessions/{held['session']}/attendance"
            await self._post("activities", group.municipality, path, {"attendance": roll}, f"roll {group.id} {day}")

        async def end_first(group: DemoGroup) -> None:
            case = group.enrolled[0]
            _, referral = self._referrals[case]
            path = f"cases/{case}/referrals/{referral}/complete"
            await self._post("planning", self._homes[case], path, {"outcome": "completed"}, f"end {referral}")
            group.release(case)

        meeting = [group for group in self.groups if group.enrolled and group.starts_on <= day]
        await _all(meet(group) for group in meeting)
        if meeting:
            await self.watch.settled()
        full = [group for group in meeting if len(group.enrolled) >= group.places]
        await _all(end_first(group) for group in full)
        if full:
            await self.watch.settled()

    # --- what is asked ------------------------------------------------------------------------------------------------

    async def worklists(self) -> dict[str, int]:
        """Open cases by municipality, as each municipality's own caseworker is told."""

        async def total(code: str) -> tuple[str, int]:
            answer = await self._http.get(
                f"{self._settings.reporting_url}/municipalities/{code}/worklist",
                params={"size": 1},
                headers={"Authorization": f"Bearer {self._token_of(f'demo-caseworker-{code}')}"},
            )
            answer.raise_for_status()
            return code, answer.json()["total"]

        return dict(await _all(total(code) for code in self._codes))

    async def checks(self, task: TaskID, bar: Progress) -> dict[str, bool]:
        """The checks of the whole: chains verified, no gap between ledger and archive, live rows equal rebuilt ones."""
        found = await findings(self._settings, tell=lambda _schema, read: bar.update(task, completed=read))
        gaps = {"missing", "tail"}
        different = await compare_with_rebuilt(self._settings)
        return {
            "chains": not [one for one in found if one.kind not in gaps],
            "gaps": not [one for one in found if one.kind in gaps],
            "live_equals_rebuilt": not different,
        }

    # --- how it is asked ----------------------------------------------------------------------------------------------

    def _token_of(self, actor: str) -> str:
        until, token = self._tokens.get(actor, (0.0, ""))
        if until < time.monotonic():
            token = issue(self._key, actor, lifetime=timedelta(minutes=5), purpose="case_work")
            self._tokens[actor] = (time.monotonic() + 240, token)
        return token

    async def _settled(self) -> None:
        await self.watch.settled()

    async def _post(self, service: str, code: str, path: str, body: Any, key: str) -> dict[str, Any]:
        """One command as the municipality's caseworker."""
        return await self._ask(f"demo-caseworker-{code}", service, code, path, body, key)

    async def _ask(self, actor: str, service: str, code: str, path: str, body: Any, key: str) -> dict[str, Any]:
        """One command as `actor`, in a municipality or in none; tried again while the service is away."""
        where = f"/municipalities/{code}/{path}" if code else f"/{path}"
        url = f"{getattr(self._settings, f'{service}_url')}{where}"
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = await self._http.post(
                    url,
                    json=body,
                    headers={
                        "Authorization": f"Bearer {self._token_of(actor)}",
                        "Idempotency-Key": str(uuid5(NAMESPACE, key)),
                        "Accept-Language": "en",
                    },
                )
                if answer.is_success:
                    said: dict[str, Any] = answer.json()
                    return said
                if answer.status_code < 500:
                    raise DemoFailed(f"{service} refused {path}: {answer.status_code} {answer.text[:300]}")
            except httpx.TransportError:
                pass  # away, or just killed; the key makes it safe to ask again
            if time.monotonic() > deadline:
                raise DemoFailed(f"{service} has been away for {PATIENCE:.0f} s; see its log")
            await asyncio.sleep(0.1)


def _samples() -> list[Path]:
    folder = Path(str(files("services.console").joinpath("samples")))
    return [folder / "arrivals-fi.csv", folder / "arrivals-sv.csv"]


def _grants(profiles: Profiles) -> list[tuple[str, Role, str, list[str]]]:
    codes = sorted(municipality.code for municipality in profiles.municipalities())
    own = [
        (f"demo-caseworker-{code}", role, named(code).name_fi, [code])
        for code in codes
        for role in (Role.CASEWORKER, Role.ASSESSMENT_OFFICIAL, Role.ACTIVITY_LEADER)
    ]
    return [
        *own,
        ("demo-import", Role.CASEWORKER, "Kotopolku", codes),
        ("demo-unit", Role.INTEGRATION_UNIT, "Kotopolku", codes),
        ("demo-operator", Role.OPERATOR, "Kotopolku", []),
        *((actor, role, of, list(where) or codes) for actor, (role, of, where) in ACTORS.items()),
    ]


async def _all(work: Iterable[Awaitable[Any]]) -> list[Any]:
    """Sixteen at once, answers in order; the first failure ends the rest."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(awaited: Awaitable[Any]) -> Any:
        async with limit:
            return await awaited

    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(one(awaited)) for awaited in work]
    return [task.result() for task in running]


def _on(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    return lambda done, rows: bar.update(task, completed=done, total=rows)


async def _until_told() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _leaves(one)
    else:
        yield error
