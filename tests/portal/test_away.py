"""The portal in front of a reporting that is down, silent or talks nonsense, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import httpx
import pytest

from services.portal import app as portal_app
from services.portal.app import portal
from shared.access.tokens import make_keys
from shared.clock import SimulatedClock
from shared.ports import free_port
from shared.settings import Settings
from shared.telemetry import logs
from tests.portal.reading import Page

pytestmark = pytest.mark.unit

CASE = "0190a000-0000-7000-8000-000000000001"
ASKED = (
    "/sv/municipalities/545/worklist",
    f"/sv/municipalities/545/cases/{CASE}",
    f"/sv/municipalities/545/cases/{CASE}/replay",
    "/sv/municipalities/545/transfers",
    "/sv/flows",
)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SECRET = "Virtanen Matti 010190-999X"


@asynccontextmanager
async def opened(reporting_url: str, home: Path, *, signed_in: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    key = home / "token.key"
    if signed_in and not key.exists():
        make_keys(key, home / "token.pub")
    SimulatedClock.write(home / "clock", datetime.now(UTC))
    app = portal(
        Settings(
            home=home,
            reporting_url=reporting_url,
            token_key_file=key if signed_in else None,
            simulated_clock=home / "clock",
        )
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://portal") as client,
    ):
        yield client


@asynccontextmanager
async def answering(talk: Talk) -> AsyncIterator[str]:
    """A server that speaks TCP and what `talk` writes."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def saying(status: int, body: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(head.encode() + b"connection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    return talk


def is_away(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Uppgifterna kan inte hämtas just nu" in answer.text
    assert "Traceback" not in answer.text
    page = Page(answer.content)
    assert page.all("html")[0].attributes["lang"] == "sv"
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("address", ASKED)
async def test_a_reporting_that_is_down_is_said_on_the_page(address: str, tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        is_away(await client.get(address))


@pytest.mark.parametrize("address", ASKED)
@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (503, b"{}"), (302, b""), (200, b"{"), (200, b'{"rows": 1}')]
)
async def test_a_reporting_that_talks_nonsense_counts_as_away(
    address: str, status: int, body: bytes, tmp_path: Path
) -> None:
    async with answering(saying(status, body)) as url, opened(url, tmp_path) as client:
        is_away(await client.get(address))


async def test_a_reporting_that_is_silent_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_app, "_TIMES", httpx.Timeout(0.2))
    stopped = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await stopped.wait()
        writer.close()

    async with answering(silent) as url, opened(url, tmp_path) as client:
        is_away(await asyncio.wait_for(client.get(ASKED[0]), 10))
        stopped.set()


async def test_what_cannot_be_read_is_logged_without_what_it_says(tmp_path: Path) -> None:
    said = StringIO()
    logs.configure("portal", stream=said, strict=True)
    body = json.dumps({"rows": [{"case": SECRET, "person": {"family_name": SECRET}, "status": "arrived"}], "total": 1})
    async with answering(saying(200, body.encode())) as url, opened(url, tmp_path) as client:
        is_away(await client.get(ASKED[0]))
    assert "reporting's answer cannot be read" in said.getvalue()
    assert "rows.0.case" in said.getvalue()
    assert "Virtanen" not in said.getvalue()


@pytest.mark.parametrize(
    ("status", "expected", "title"),
    [
        (404, 404, "Sidan hittades inte"),
        (403, 403, "Du har inte rätt att se den här sidan"),
        (401, 403, "Du har inte rätt att se den här sidan"),
        (422, 422, "Sidan kan inte visas med de här valen"),
    ],
)
async def test_what_reporting_refuses_is_a_page_too(status: int, expected: int, title: str, tmp_path: Path) -> None:
    async with answering(saying(status, b"{}")) as url, opened(url, tmp_path) as client:
        for address in ASKED:
            answer = await client.get(address)
            assert answer.status_code == expected
            assert Page(answer.content).text("h1") == title


@pytest.mark.parametrize("address", ASKED)
async def test_without_a_way_to_sign_in_a_page_says_so(address: str, tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path, signed_in=False) as client:
        answer = await client.get(address)
        assert answer.status_code == 401
        assert Page(answer.content).text("h1") == "Inloggning krävs"
        assert "portal.signin_needed" in answer.text


async def test_the_first_page_needs_no_reporting(tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        for address, language, title in (
            ("/", "sv", "Välj kommun"),
            ("/fi", "fi", "Valitse kunta"),
            ("/en", "en", "Choose a municipality"),
        ):
            answer = await client.get(address, headers={"accept-language": "sv-FI, en;q=0.5"})
            assert answer.status_code == 200
            assert answer.headers["content-language"] == language
            assert Page(answer.content).text("h1") == title


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/de", 404, "Sivua ei löydy"),
        ("/de/municipalities/545/worklist", 404, "Sivua ei löydy"),
        ("/sv/municipalities/999/worklist", 404, "Sidan hittades inte"),
        ("/sv/municipalities/091/worklist", 404, "Sidan hittades inte"),  # Helsinki is in no region of ours
        ("/sv/municipalities/%3Cscript%3E/worklist", 404, "Sidan hittades inte"),
        ("/sv/municipalities/545/cases/7", 404, "Sidan hittades inte"),
        ("/sv/nothing", 404, "Sidan hittades inte"),
        ("/sv/%00", 404, "Sidan hittades inte"),
        ("/sv/municipalities/545/worklist?page=0", 422, "Sidan kan inte visas med de här valen"),
        ("/sv/municipalities/545/worklist?status=x", 422, "Sidan kan inte visas med de här valen"),
        ("/sv/municipalities/545/worklist?sort=%FF", 422, "Sidan kan inte visas med de här valen"),
        *(
            (
                f"/sv/municipalities/545/cases/{CASE}/replay?known_at={said}",
                422,
                "Sidan kan inte visas med de här valen",
            )
            for said in ("31.12.", "2026-02-30", "2026-01-31T12:00", "0001-01-01T00:00:00%2B02:00", "9999-12-31T23:59Z")
        ),
        ("/static/x/y.css", 404, "Sivua ei löydy"),
    ],
)
async def test_a_bad_address_is_a_page_in_the_language_of_the_address(
    address: str, status: int, title: str, tmp_path: Path
) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        answer = await client.get(address)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert Page(answer.content).text("h1") == title
        assert "<script" not in answer.text


async def test_another_method_is_refused_as_a_page(tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        answer = await client.post("/sv/flows")
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_machines_get_json(tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        assert (await client.get("/livez")).json()["status"] == "alive"
        assert (await client.get("/readyz")).json()["status"] == "ready"  # it has nothing to catch up with
        refused = await client.get("/metrics")
        assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")


async def test_files_are_kept_for_ever_under_the_address_of_their_content(tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        page = Page((await client.get("/fi")).content)
        for link in page.all("link"):
            answer = await client.get(link.attributes["href"])
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            older = await client.get("/static/000000000000/" + link.attributes["href"].rpartition("/")[2])
            assert older.content == answer.content
            assert "immutable" not in older.headers["cache-control"]


async def test_a_page_is_kept_by_nobody_and_framed_by_nobody(tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        headers = (await client.get("/fi")).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_the_switch_of_language_keeps_the_page_and_its_filters(tmp_path: Path) -> None:
    async with opened(f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        answer = await client.get("/sv/municipalities/545/worklist?status=assessing&late=1")
        links = [tag.attributes for tag in Page(answer.content).all("a") if "hreflang" in tag.attributes]
        assert [(link["lang"], link["href"]) for link in links] == [
            (language, f"/{language}/municipalities/545/worklist?status=assessing&late=1")
            for language in ("sv", "fi", "en")
        ]
