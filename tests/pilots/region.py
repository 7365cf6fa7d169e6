"""A region that runs: five services and the portal as processes, actors with tokens and grants, and a clock that moves.

vaasa = region.as_(Role.CASEWORKER, "905")
case = await region.arrival(vaasa, "905")
said = await vaasa.post("planning", f"/municipalities/905/cases/{case}/plan", {...})
page = await vaasa.get("reporting", f"/municipalities/905/cases/{case}", after=said)
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

import asyncpg
import httpx

from services.console.deployment import CLOCK, PROCESSES, Broker, LocalDeployment
from services.console.parked import parked_keys
from services.console.settling import Watch
from services.console.supervisor import Supervisor
from shared.access.grants import Grants
from shared.access.roles import Role
from shared.access.tokens import issue, signing_key
from shared.clock import HELSINKI, SimulatedClock
from shared.messaging.parking import ParkedKey, ParkedKeys
from shared.regions.profiles import load_profiles
from shared.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
BEGINS: Final = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""A Monday morning on which the present Integration Act is in force."""
SETTLE_SECONDS: Final = 90.0
SHOWN: Final = 1500  # characters of an answer that a failing test shows


def shown(value: object) -> str:
    """What was said or answered, short enough to read."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} … ({len(text)} characters)"


class Unexpected(AssertionError):  # noqa: N818 - names what came
    """An answer that the scenario did not expect: who asked what, and what came."""

    def __init__(self, actor: Actor, request: httpx.Request, answer: httpx.Response, expected: str) -> None:
        asked = request.content.decode() or "nothing"
        super().__init__(
            f"{actor.name}: {request.method} {request.url}\n  said: {shown(asked)}\n"
            f"  expected {expected}, got {answer.status_code}: {shown(answer.text)}"
            + actor.region.logged(answer.json().get("trace") if answer.is_server_error else None)
        )


@dataclass(eq=False, repr=False)
class Actor:
    """Somebody with a role in some municipalities: asks as a program would, and fails readably."""

    region: Region
    name: str
    role: Role
    municipalities: tuple[str, ...]
    organisation: str
    token: str
    language: str = "en"
    granted: bool = False

    def __repr__(self) -> str:
        return f"{self.name} in {', '.join(self.municipalities) or 'no municipality'}"

    async def post(
        self, service: str, path: str, body: object | None = None, *, key: str | None = None, **query: object
    ) -> dict[str, Any]:
        """A command that is carried out; its answer. `key` is its Idempotency-Key, a new one if not given."""
        return await self.done("POST", service, path, body, key=key, **query)

    async def get(
        self, service: str, path: str, *, after: Mapping[str, Any] | None = None, **query: object
    ) -> dict[str, Any]:
        """A read that is answered. `after` is a receipt: the read waits until reporting has seen that."""
        if after is not None:
            query["after"] = f"{after['stream']}:{after['version']}"
        return await self.done("GET", service, path, **query)

    async def refused(
        self, service: str, path: str, body: object | None = None, *, method: str = "POST", **query: object
    ) -> dict[str, Any]:
        """What is refused, with a status from 400 to 499; the problem, {status, code, field, errors …}."""
        answer = await self.ask(method, service, path, body, **query)
        if not 400 <= answer.status_code < 500:
            raise Unexpected(self, answer.request, answer, "a refusal")
        if not answer.headers["content-type"].startswith("application/problem+json"):
            raise Unexpected(self, answer.request, answer, "application/problem+json")
        problem: dict[str, Any] = answer.json()
        return problem

    async def done(
        self,
        method: str,
        service: str,
        path: str,
        body: object | None = None,
        *,
        key: str | None = None,
        **query: object,
    ) -> dict[str, Any]:
        """What is answered with success, as JSON; {} where the answer has no body."""
        answer = await self.ask(method, service, path, body, key=key, **query)
        if not answer.is_success:
            raise Unexpected(self, answer.request, answer, "success")
        said: dict[str, Any] = answer.json() if answer.content else {}
        return said

    async def ask(
        self,
        method: str,
        service: str,
        path: str,
        body: object | None = None,
        *,
        key: str | None = None,
        **query: object,
    ) -> httpx.Response:
        """Any request, whatever is answered. In the query None leaves a name out, a list repeats it."""
        await self.region.grant(self)
        headers = {"authorization": f"Bearer {self.token}", "accept-language": self.language}
        if method != "GET":
            headers["idempotency-key"] = key or str(uuid4())
        asked = {name: value for name, value in query.items() if value is not None}
        url = self.region.url(service, path) + (f"?{urlencode(asked, doseq=True)}" if asked else "")
        return await self.region.http.request(
            method, url, content=None if body is None else json.dumps(body, default=str), headers=headers | _typed(body)
        )

    def speaking(self, language: str) -> Actor:
        """The same, asking for answers in another language."""
        return Actor(
            self.region,
            self.name,
            self.role,
            self.municipalities,
            self.organisation,
            self.token,
            language,
            self.granted,
        )


@dataclass(repr=False)
class Region:
    """A deployment that runs. Its clock stands still until a test moves it."""

    deployment: LocalDeployment
    settings: Settings
    supervisor: Supervisor
    watch: Watch
    http: httpx.AsyncClient
    grants: Grants
    held: list[ParkedKeys]
    municipalities: tuple[str, ...]
    broker: Broker
    _actors: dict[tuple[object, ...], Actor] = field(default_factory=dict)
    _excused: set[tuple[str, UUID]] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"a region on {self.broker}, {self.today}"

    # --- who asks -----------------------------------------------------------------------------------------------------

    def as_(self, role: Role, *municipalities: str, organisation: str = "Testi", name: str | None = None) -> Actor:
        """Somebody with `role` there; the same arguments are the same person. Without a municipality: in none."""
        key = (role, municipalities, organisation, name)
        if key not in self._actors:
            called = name or f"{role.value}-{'-'.join(municipalities) if len(municipalities) < 4 else 'region'}"
            assert self.settings.token_key_file is not None
            token = issue(
                signing_key(self.settings.token_key_file),
                f"{called}-{len(self._actors)}",
                lifetime=timedelta(hours=12),
                purpose="case_work",
            )
            self._actors[key] = Actor(self, f"{called}-{len(self._actors)}", role, municipalities, organisation, token)
        return self._actors[key]

    async def grant(self, actor: Actor) -> None:
        """See to it that the actor has the grant that was asked for."""
        if not actor.granted:
            await self.grants.grant(
                actor.name, actor.role, actor.organisation, list(actor.municipalities), granted_by="test"
            )
            actor.granted = True

    def url(self, service: str, path: str) -> str:
        """Where a service answers. `path` begins with a slash."""
        return f"{getattr(self.settings, f'{service}_url')}{path}"

    # --- the clock ----------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.settings.clock().now()

    @property
    def today(self) -> date:
        return self.now.astimezone(HELSINKI).date()

    async def forward(self, days: int = 0, *, hours: int = 0) -> date:
        """Let time pass, and all that it brings; the new day. It never goes back."""
        assert days >= 0 <= hours
        await self.settled()
        assert self.deployment.simulated_clock is not None
        SimulatedClock.write(self.deployment.simulated_clock, self.now + timedelta(days=days, hours=hours))
        await self.settled()
        return self.today

    async def settled(self) -> None:
        """Wait until every reaction, everything that has fallen due and every fold is done, and nothing is parked."""
        await self.watch.settled(SETTLE_SECONDS)
        found = [one for held in self.held for one in await held.list()]
        parked = [one for one in found if (one.consumer, one.key) not in self._excused]
        # Said once: one scenario's mistake is not every later one's.
        self._excused |= {(one.consumer, one.key) for one in parked}
        if parked:
            raise AssertionError("held back:\n" + "\n".join(map(_why, parked)))

    # --- who comes ----------------------------------------------------------------------------------------------------

    async def arrival(self, actor: Actor, municipality: str, **said: object) -> str:
        """Register somebody new who moves in today; the case's id. `said` replaces what the form says."""
        answer = await actor.post("intake", f"/municipalities/{municipality}/arrivals", person(self.today) | said)
        assert answer["outcome"] == "registered", shown(answer)
        case: str = answer["case"]
        return case

    def logged(self, trace: str | None) -> str:
        """What the services' logs say about a trace: the end of each traceback."""
        lines = [
            json.loads(line)
            for log in (self.deployment.logs.glob("*.log") if trace else ())
            for line in log.read_text(errors="replace").splitlines()
            if trace in line and line.startswith("{")
        ]
        return "".join(
            f"\n  {line.get('service')}: {line.get('event')} {line['exception'][0]}"
            + "".join(f"\n{one}" for one in line["exception"][-4:])
            for line in lines
            if "exception" in line
        )

    # --- the machine --------------------------------------------------------------------------------------------------

    async def kill(self, service: str) -> None:
        """kill -9, and wait until it has been started again and is ready."""
        os.kill(self.supervisor.pid(service), signal.SIGKILL)
        await self.supervisor.until_ready(service)

    async def kotopolku(self, *arguments: str) -> tuple[int, str, str]:
        """Run `kotopolku` on this deployment: (exit code, standard output, standard error)."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.console.main",
            *arguments,
            env=_environment() | {"KOTOPOLKU_HOME": str(self.deployment.home)},
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(SETTLE_SECONDS):
            output, errors = await process.communicate()
        return process.returncode or 0, output.decode(), errors.decode()


def person(today: date) -> dict[str, Any]:
    """An arrival of somebody whom nobody has seen, as the form takes it."""
    letters = "".join(random.choices("abdefghijklmnoprstuvy", k=14))
    born = date(1960, 1, 1) + timedelta(days=random.randrange(16_000))
    return {
        "family_name": letters[:8].title(),
        "given_names": letters[8:].title(),
        "birth_date": born.isoformat(),
        "mother_tongue": "spa",
        "citizenship": "CO",
        "reason": "work",
        "arrived_on": today.isoformat(),
    }


@asynccontextmanager
async def running_region(home: Path, broker: Broker) -> AsyncIterator[Region]:
    """A region on `broker`, ready; ended gracefully, with its folder."""
    home.mkdir(mode=0o711, parents=True)  # noqa: ASYNC240 - before anything runs
    clock = home / CLOCK
    SimulatedClock.write(clock, BEGINS)
    clock.chmod(0o644)
    deployment = LocalDeployment(home, broker, simulated_clock=clock)
    async with AsyncExitStack() as parts:
        parts.callback(deployment.postgres.remove)
        parts.callback(deployment.stop)
        environment = await asyncio.to_thread(deployment.start)
        settings = Settings.model_validate(
            {name.removeprefix("KOTOPOLKU_").lower(): value for name, value in environment.items()}
        )
        supervisor = Supervisor(PROCESSES, environment, deployment.logs)
        parts.push_async_callback(supervisor.stop)
        await supervisor.start()
        admin = await parts.enter_async_context(
            asyncpg.create_pool(settings.dsn("access_admin"), min_size=1, max_size=1)
        )
        yield Region(
            deployment,
            settings,
            supervisor,
            await parts.enter_async_context(Watch(settings)),
            await parts.enter_async_context(httpx.AsyncClient(timeout=60.0)),
            Grants(admin),
            await parts.enter_async_context(parked_keys(settings)),
            tuple(sorted(one.code for one in load_profiles(settings.regions).municipalities())),
            broker,
        )


def _why(one: ParkedKey) -> str:
    where = "".join(f"\n    {frame}" for frame in one.cause.frames[-4:])
    return f"  {one.consumer} at {one.type} ({one.stream}:{one.version}): {one.cause.type} {one.cause.text}{where}"


def _typed(body: object | None) -> dict[str, str]:
    return {} if body is None else {"content-type": "application/json"}


def _environment() -> dict[str, str]:
    """This process's environment without the settings of another deployment."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KOTOPOLKU_")} | {"LANG": "C"}
