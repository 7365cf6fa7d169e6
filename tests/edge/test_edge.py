"""Answers: who is let in, what every answer carries, what is said when something fails."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import re
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from openapi_spec_validator import validate
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.access.policy import Undeclared, allow, ensure_declared, public
from shared.access.roles import Role, Scope
from shared.edge.app import make_app
from shared.settings import Settings
from shared.telemetry import logs
from tests.edge.conftest import LAUKAA, VAASA, Place
from tests.edge.sample import SECRET, sample

pytestmark = pytest.mark.integration
GOOD = b'{"name":"Aino","day":"2026-02-28","count":3}'


def without_trace(answer: httpx.Response) -> dict[str, object]:
    told: dict[str, object] = answer.json()
    assert len(str(told.pop("trace"))) == 32
    return told


async def test_a_command_gets_its_id_fingerprint_and_viewer(client: httpx.AsyncClient, place: Place) -> None:
    headers = {**place.token("vaasa"), "content-type": "application/json", "idempotency-key": "row-1"}
    path = f"/municipalities/{VAASA}/things"
    told = (await client.post(path, content=GOOD, headers=headers)).json()
    namespace = uuid5(NAMESPACE_URL, "urn:kotopolku:command")
    assert told["command"] == str(uuid5(namespace, f"vaasa\nPOST {path}\nrow-1"))
    assert told["fingerprint"] == hmac.digest(b"b" * 32, b"fingerprint\n" + GOOD, "sha256").hex()
    assert (told["role"], told["municipalities"]) == ("caseworker", [VAASA])


async def test_a_trace_goes_on_from_the_caller_into_the_command(client: httpx.AsyncClient, place: Place) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {
        **place.token("vaasa"),
        "content-type": "application/json",
        "idempotency-key": "k",
        "traceparent": f"00-{trace}-00f067aa0ba902b7-01",
    }
    told = (await client.post(f"/municipalities/{VAASA}/things", content=GOOD, headers=headers)).json()
    assert told["traceparent"].split("-")[1] == trace
    assert told["traceparent"].split("-")[2] != "00f067aa0ba902b7"


async def test_a_refusal_is_a_conflict_with_its_own_code(client: httpx.AsyncClient, place: Place) -> None:
    headers = {**place.token("vaasa"), "content-type": "application/json", "idempotency-key": "k"}
    answer = await client.post(
        f"/municipalities/{VAASA}/things", content=GOOD.replace(b"Aino", b"refused"), headers=headers
    )
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["field"]) == ("server.version_conflict", "name")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "access.no_token"),
        ({"authorization": "Basic dmFhc2E6eA=="}, "access.no_token"),
        ({"authorization": "Bearer"}, "access.no_token"),
        ({"authorization": "Bearer nonsense"}, "access.token_invalid"),
        ({"authorization": b"Bearer \xff.\xfe.\xfd"}, "access.token_invalid"),
    ],
)
async def test_who_does_not_say_who_they_are_gets_401_before_their_body_is_looked_at(
    client: httpx.AsyncClient, headers: dict[str, str], code: str
) -> None:
    answer = await client.post(f"/municipalities/{VAASA}/things", content=b"{not json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"].startswith('Bearer realm="kotopolku"')


async def test_a_foreign_municipality_answers_as_one_that_does_not_exist(
    client: httpx.AsyncClient, place: Place
) -> None:
    """Vaasa's caseworker asks in Laukaa, in no municipality, in nonsense, and for no case of their own."""
    headers = place.token("vaasa")
    answers = [
        await client.get(f"/municipalities/{code}/cases/{uuid4()}", headers=headers)
        for code in (LAUKAA, "999", "abc", VAASA)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert all(without_trace(answer) == without_trace(answers[0]) for answer in answers)
    assert all(dict(answer.headers) == dict(answers[0].headers) for answer in answers)


async def test_a_role_that_may_not_is_told_so_wherever_it_asks(client: httpx.AsyncClient, place: Place) -> None:
    answers = [
        await client.get(f"/municipalities/{code}/cases/{uuid4()}", headers=place.token(actor))
        for code in (VAASA, LAUKAA, "999")
        for actor in ("adviser", "stranger")
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "access.denied")}


async def test_a_search_sees_the_municipalities_of_the_allowed_role_only(
    client: httpx.AsyncClient, place: Place
) -> None:
    assert (await client.get("/search", headers=place.token("laukaa"))).json() == [LAUKAA]
    assert (await client.get("/search", headers=place.token("adviser"))).status_code == 403


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/nowhere", "/fails", "/search", "/openapi.json"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path, headers={"accept-language": "en"})).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-language"] == "en"


async def test_a_failure_says_a_trace_and_nothing_of_what_it_choked_on(client: httpx.AsyncClient) -> None:
    lines = io.StringIO()
    logs.configure("sample", stream=lines)
    answer = await client.get("/fails")
    assert (answer.status_code, answer.json()["code"]) == (500, "server.error")
    assert SECRET not in answer.text
    logged = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["trace_id"] for line in logged] == [answer.json()["trace"]]
    assert SECRET not in lines.getvalue()
    assert "builtins.RuntimeError" in logged[0]["exception"]
    assert any(frame.strip().startswith("tests/edge/sample.py:") for frame in logged[0]["exception"])


async def test_a_lost_database_is_unavailable_and_says_when_to_ask_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/away")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
        503,
        "server.unavailable",
        "2",
    )


async def test_a_request_that_does_not_end_is_given_up(place: Place) -> None:
    app = sample(place.settings, seconds=0.05)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://sample") as client,
    ):
        answer = await asyncio.wait_for(client.get("/slow"), 5)
    assert (answer.status_code, answer.json()["code"]) == (503, "request.timeout")


async def test_a_service_is_ready_when_every_part_has_caught_up(place: Place) -> None:
    caught_up = {"archive": False}

    async def archive() -> bool:
        return caught_up["archive"]

    app = make_app("sample", title="Sample", routers=[], settings=place.settings, ready={"archive": archive})
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://sample") as client,
    ):
        before = await client.get("/readyz")
        caught_up["archive"] = True
        after = await client.get("/readyz")
        alive = await client.get("/livez")
    assert (before.status_code, before.json()["code"]) == (503, "server.not_ready")
    assert (after.status_code, after.json()) == (200, {"service": "sample", "status": "ready"})
    assert alive.json()["status"] == "alive"


async def test_figures_are_for_the_operator(client: httpx.AsyncClient, place: Place) -> None:
    assert (await client.get("/metrics")).status_code == 401
    assert (await client.get("/metrics", headers=place.token("vaasa"))).status_code == 403
    answer = await client.get("/metrics", headers=place.token("operator"))
    assert re.search(r'^kotopolku_answers_total\{service="sample",status="403"\} [1-9]\d*$', answer.text, re.MULTILINE)


async def test_the_description_is_valid_and_says_access_body_and_problems(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    validate(described)
    assert described["openapi"].startswith("3.1")
    command = described["paths"]["/municipalities/{municipality}/things"]["post"]
    assert command["x-access"] == {"roles": ["caseworker", "integration_unit"], "scope": "municipality"}
    assert command["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Thing"}
    assert described["components"]["schemas"]["Thing"]["additionalProperties"] is False
    assert described["components"]["schemas"]["Thing"]["properties"]["name"]["maxLength"] == 100
    assert {"Idempotency-Key", "municipality"} <= {one["name"] for one in command["parameters"]}
    assert {"400", "401", "403", "404", "409", "413", "415", "422", "500", "503"} <= set(command["responses"])
    assert "HTTPValidationError" not in json.dumps(described)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("path", "declared"),
    [
        ("/things", []),
        ("/things", [public(), allow(Role.AUDITOR, scope=Scope.ANY)]),
        ("/things", [allow(Role.AUDITOR)]),
        ("/municipalities/{municipality}/things", [allow(Role.AUDITOR, scope=Scope.ANY)]),
        ("/municipalities/{municipality}/things", [public()]),
    ],
)
def test_a_service_with_an_endpoint_that_does_not_declare_its_access_does_not_start(
    path: str, declared: list[object]
) -> None:
    router = APIRouter(prefix="/deep")

    @router.get(path, dependencies=declared)  # type: ignore[arg-type]
    async def endpoint() -> str:
        return "no"

    outer = APIRouter()
    outer.include_router(router)
    with pytest.raises(Undeclared, match="/deep"):
        make_app("sample", title="Sample", routers=[outer], settings=Settings())


@pytest.mark.unit
def test_a_plain_route_cannot_slip_in() -> None:
    app = FastAPI(openapi_url=None)
    app.router.routes.append(Route("/plain", lambda _: PlainTextResponse("no")))
    with pytest.raises(Undeclared, match="/plain"):
        ensure_declared(app)
