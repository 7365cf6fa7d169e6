"""Who attacks, with what: tokens good and bad, many requests at once, and answers as they can be compared."""

from __future__ import annotations

import asyncio
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.access.tokens import issue, signing_key
from tests.demo.running import RunningDemo

T = TypeVar("T")
AT_ONCE: Final = 24
LAUKAA, VAASA = "410", "905"
MINE, THEIRS = f"demo-caseworker-{LAUKAA}", f"demo-caseworker-{VAASA}"
_TRACE: Final = re.compile(r'"trace":\s*(?:"[0-9a-f]*"|null)')


class Attacker:
    """Asks as somebody. Every command has an Idempotency-Key of its own unless it brings one."""

    def __init__(self, demo: RunningDemo, http: httpx.AsyncClient) -> None:
        self.demo = demo
        self.http = http
        if demo.settings.token_key_file is None:
            raise LookupError("a demo signs tokens")
        self.key = signing_key(demo.settings.token_key_file)
        self.limit = asyncio.Semaphore(AT_ONCE)
        self._tokens: dict[str, str] = {}

    def token(self, actor: str) -> str:
        if actor not in self._tokens:
            self._tokens[actor] = issue(self.key, actor, lifetime=timedelta(hours=1), purpose="case_work")
        return self._tokens[actor]

    def headers(self, actor: str | None, language: str = "fi") -> dict[str, str]:
        said = {"idempotency-key": str(uuid4()), "accept-language": language}
        return said if actor is None else {**said, "authorization": f"Bearer {self.token(actor)}"}

    async def ask(
        self, method: str, url: str, actor: str | None = None, *, headers: Mapping[str, str] | None = None, **sent: Any
    ) -> httpx.Response:
        async with self.limit:
            return await self.http.request(method, url, headers={**self.headers(actor), **(headers or {})}, **sent)

    async def get(self, path: str, actor: str, **query: Any) -> Any:
        """What reporting answers, which must be yes."""
        answer = await self.ask("GET", f"{self.demo.settings.reporting_url}{path}", actor, params=query)
        assert answer.status_code == httpx.codes.OK, (path, answer.text)
        return answer.json()

    async def post(self, service: str, path: str, actor: str, body: Any) -> Any:
        """What a service answers to a command, which must be yes."""
        url = f"{getattr(self.demo.settings, f'{service}_url')}{path}"
        answer = await self.ask("POST", url, actor, json=body)
        assert answer.is_success, (path, answer.text)
        return answer.json()


async def all_of(work: Iterable[Awaitable[T]]) -> list[T]:
    return list(await asyncio.gather(*work))


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer tells: everything but the trace, the day and second, and how long it took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def told(answer: httpx.Response, asked_for: Mapping[str, str] | None = None) -> Told:
    """`answer` as it can be compared; ids that were `asked_for` (id to name) count as their names."""
    body = _TRACE.sub('"trace":0', answer.text)
    for known, name in (asked_for or {}).items():
        body = body.replace(known, name)
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in ("date", "content-length"))
    return Told(answer.status_code, tuple(headers), body)


def _part(value: Mapping[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def bad_authorizations(key: OKPKey, actor: str) -> dict[str, tuple[str | None, str]]:
    """By what is wrong: an Authorization header (None: none at all), and the code that answers it."""
    day = timedelta(hours=1)
    good = issue(key, actor, lifetime=day)
    head, claims, signature = good.split(".")
    stranger = OKPKey.generate_key("Ed25519", {"alg": "Ed25519", "kid": key.kid or ""})
    public = json.dumps(key.as_dict(private=False))
    secret = OctKey.import_key(public.encode().ljust(64, b" "))
    said = jwt.decode(good, key, algorithms=["Ed25519"]).claims
    other = jwt.encode({"alg": "HS256", "kid": key.kid}, said, secret, algorithms=["HS256"])
    forever = {**said, "exp": said["exp"] + 10**9}
    yesterday = issue(key, actor, lifetime=day, now=datetime.now(UTC) - timedelta(days=1))
    tomorrow = issue(key, actor, lifetime=day, now=datetime.now(UTC) + timedelta(days=1))
    invalid = "access.token_invalid"
    unsigned = _part({"alg": "none", "kid": key.kid})
    return {
        "no token": (None, "access.no_token"),
        "another scheme": ("Basic YWlubzphaW5v", "access.no_token"),
        "no word after the scheme": ("Bearer", "access.no_token"),
        "garbage": ("Bearer garbage", invalid),
        "three garbled parts": ("Bearer a.b.c", invalid),
        "as long as a book": ("Bearer " + "a" * 8000, invalid),
        "signed by a stranger": ("Bearer " + issue(stranger, actor, lifetime=day), invalid),
        "no algorithm": (f"Bearer {unsigned}.{claims}.", invalid),
        "no algorithm, with a signature": (f"Bearer {unsigned}.{claims}.{signature}", invalid),
        "signed with the public key as a secret": (f"Bearer {other}", invalid),
        "other claims under a true signature": (f"Bearer {head}.{_part(forever)}.{signature}", invalid),
        "without its signature": (f"Bearer {head}.{claims}.", invalid),
        "an unknown key's id": (f"Bearer {_part({'alg': 'Ed25519', 'kid': 'x'})}.{claims}.{signature}", invalid),
        "its key brought along": (
            f"Bearer {_part({'alg': 'Ed25519', 'jwk': stranger.as_dict(private=False)})}.{claims}.{signature}", invalid,
        ),
        "for another deployment": ("Bearer " + issue(key, actor, lifetime=day, audience="elsewhere"), invalid),
        "not valid yet": (f"Bearer {tomorrow}", invalid),
        "expired": (f"Bearer {yesterday}", "access.token_expired"),
    }  # fmt: skip


async def until(true: Callable[[], Awaitable[bool]], what: str, seconds: float = 20.0) -> None:
    """Wait for a condition; it fails with what was waited for."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.05)
    assert await true(), what
