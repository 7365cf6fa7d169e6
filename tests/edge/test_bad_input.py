"""Whatever comes in, a typed and translated answer goes out, and never a 500."""

from __future__ import annotations

import json

import httpx
import pytest

from shared.regions.texts import text
from tests.edge.conftest import VAASA, Place

pytestmark = pytest.mark.integration

GOOD = {"name": "Aino", "day": "2026-02-28", "count": 3}
PATH = f"/municipalities/{VAASA}/things"
JSON = {"content-type": "application/json"}


def having(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def without(name: str) -> bytes:
    return json.dumps({key: value for key, value in GOOD.items() if key != name}).encode()


BAD = [
    pytest.param(b"", 400, "request.not_json", None, id="nothing"),
    pytest.param(b"{", 400, "request.not_json", None, id="half an object"),
    pytest.param(b"name=Aino", 400, "request.not_json", None, id="a form"),
    pytest.param(b"\xef\xbb\xbf" + having(), 400, "request.not_json", None, id="a byte order mark"),
    pytest.param(json.dumps(GOOD).encode("utf-16"), 400, "request.not_utf8", None, id="UTF-16"),
    pytest.param(having(name="MÄKI").replace(b"\\u00c4", b"\xc4"), 400, "request.not_utf8", None, id="Latin-1"),
    pytest.param(b"[" * 100_000, 400, "request.not_json", None, id="deep lists"),
    pytest.param(b'{"a":' * 50_000, 400, "request.not_json", None, id="deep objects"),
    pytest.param(b"[]", 422, "request.wrong_type", None, id="a list"),
    pytest.param(b"null", 422, "request.wrong_type", None, id="null"),
    pytest.param(b'"Aino"', 422, "request.wrong_type", None, id="a text"),
    pytest.param(without("name"), 422, "request.field_missing", "name", id="a field missing"),
    pytest.param(having(sex="x"), 422, "request.field_unknown", "sex", id="an unknown field"),
    pytest.param(having(count=False), 422, "request.wrong_type", "count", id="false for a number"),
    pytest.param(having(count="3"), 422, "request.wrong_type", "count", id="a text for a number"),
    pytest.param(having(count=3.0), 422, "request.wrong_type", "count", id="a float for a whole number"),
    pytest.param(having(count=None), 422, "request.wrong_type", "count", id="null for a number"),
    pytest.param(having(count=1001), 422, "request.invalid_value", "count", id="too great a number"),
    pytest.param(having(count=10**4000), 422, "request.invalid_value", "count", id="a huge number"),
    pytest.param(having().replace(b" 3", b" " + b"9" * 5000), 400, "request.not_json", None, id="an endless number"),
    pytest.param(having(wild=2**63), 422, "request.invalid_value", "wild", id="wider than a bigint"),
    pytest.param(having().replace(b" 3", b" NaN"), 422, "request.wrong_type", "count", id="NaN for a number"),
    pytest.param(having(weight=float("nan")), 422, "request.invalid_value", "weight", id="NaN for a float"),
    pytest.param(having(weight=float("-inf")), 422, "request.invalid_value", "weight", id="-Infinity"),
    pytest.param(having(name=5), 422, "request.wrong_type", "name", id="a number for a text"),
    pytest.param(having(name=["A"]), 422, "request.wrong_type", "name", id="a list for a text"),
    pytest.param(having(name="x" * 900_000), 422, "request.text_too_long", "name", id="a text of 900 kB"),
    pytest.param(having(name="   "), 422, "request.text_empty", "name", id="blanks"),
    pytest.param(having(name=""), 422, "request.text_empty", "name", id="an empty text"),
    pytest.param(having(name="A\x00B"), 422, "request.control_character", "name", id="NUL"),
    pytest.param(having(name="A\nB"), 422, "request.control_character", "name", id="a line break in a line"),
    pytest.param(having(name="A\u202eB"), 422, "request.control_character", "name", id="a change of direction"),
    pytest.param(having(note="A\x1bB"), 422, "request.control_character", "note", id="escape in prose"),
    pytest.param(having(free="A\x00B"), 422, "request.control_character", "free", id="NUL in an unbounded text"),
    pytest.param(having(name="\ud800"), 400, "request.not_json", None, id="a lone surrogate, escaped"),
    pytest.param(
        having(name="#").replace(b"#", b"\xed\xa0\x80"), 400, "request.not_utf8", None, id="a lone surrogate, raw"
    ),
    pytest.param(having(name="unfit"), 422, "code.language_unknown", "name", id="a validator's own code"),
    pytest.param(having(day="2026-02-30"), 422, "request.date_impossible", "day", id="30 February"),
    pytest.param(having(day="28.2.2026"), 422, "request.date_impossible", "day", id="a Finnish date"),
    pytest.param(having(day="2026-02-28T10:00:00"), 422, "request.date_impossible", "day", id="an instant for a date"),
    pytest.param(having(day=20260228), 422, "request.wrong_type", "day", id="a number for a date"),
    pytest.param(having()[:-1] + b', "name": "B"}', 422, "request.field_repeated", "name", id="a name twice"),
    pytest.param(
        having(children=[{"name": "A"}, {"name": 1}]), 422, "request.wrong_type", "children.1.name", id="deep inside"
    ),
    pytest.param(
        having(children=[]).replace(b"[]", b'[{"name":"A","name":"B"}]'),
        422,
        "request.field_repeated",
        "children.0.name",
        id="a name twice, deep inside",
    ),
]


@pytest.mark.parametrize(("raw", "status", "code", "field"), BAD)
@pytest.mark.parametrize("path", [PATH, "/open"])
async def test_a_bad_body_is_answered_with_the_code_and_the_field(
    client: httpx.AsyncClient, place: Place, path: str, raw: bytes, status: int, code: str, field: str | None
) -> None:
    headers = {**place.token("vaasa"), **JSON, "idempotency-key": "k1", "accept-language": "sv"}
    answer = await client.post(path, content=raw, headers=headers)
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (status, code, field)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["errors"][0] == {"code": code, "field": field, "text": text(code, "sv", max=100, min=1)}
    assert answer.headers["content-language"] == "sv"


async def test_every_fault_of_a_body_is_told_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.post("/open", content=having(name=1, day="x", count=-1), headers=JSON)
    assert {one["field"] for one in answer.json()["errors"]} == {"name", "day", "count"}


async def test_the_value_that_was_wrong_is_not_repeated(client: httpx.AsyncClient) -> None:
    answer = await client.post("/open", content=having(name=7, day="010190-999X", count="Virtanen"), headers=JSON)
    assert "010190" not in answer.text
    assert "Virtanen" not in answer.text


@pytest.mark.parametrize("kind", [None, "text/plain", "application/xml", "application/json; charset=latin-1", "x"])
async def test_another_content_type_is_refused(client: httpx.AsyncClient, kind: str | None) -> None:
    answer = await client.post("/open", content=having(), headers={"content-type": kind} if kind else {})
    assert (answer.status_code, answer.json()["code"]) == (415, "request.unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "field"),
    [
        ("GET", "/nowhere", 404, "request.not_found", None),
        ("GET", "/open/", 404, "request.not_found", None),
        ("GET", "/open", 405, "request.method_not_allowed", None),
        ("GET", "/nowhere/%00", 404, "request.not_found", None),
        ("GET", "/search?limit=many", 422, "request.wrong_type", "limit"),
        ("GET", "/search?limit=0", 422, "request.invalid_value", "limit"),
        ("GET", "/search?limit=" + "9" * 5000, 422, None, "limit"),
        ("GET", "/search?words=a%00b", 422, "request.control_character", "words"),
        ("GET", "/search?words=%ff", 422, "request.not_utf8", None),
        ("GET", "/search?words=" + "a" * 60, 422, "request.text_too_long", "words"),
        ("GET", f"/municipalities/{VAASA}/cases/not-an-id", 422, "request.invalid_value", "case"),
        ("GET", "/municipalities/90%205/cases/x", 404, "access.not_found", None),
        ("GET", "/municipalities/%D9%A9%D9%A0%D9%A5/cases/x", 404, "access.not_found", None),
    ],
)
async def test_a_bad_address_is_answered_with_a_code(
    client: httpx.AsyncClient, place: Place, method: str, path: str, status: int, code: str | None, field: str | None
) -> None:
    answer = await client.request(method, path, headers=place.token("vaasa"))
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (status, code or told["code"], field)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ([], "request.idempotency_key_missing"),
        ([""], "request.idempotency_key_invalid"),
        (["x" * 201], "request.idempotency_key_invalid"),
        (["two words"], "request.idempotency_key_invalid"),
        (["å"], "request.idempotency_key_invalid"),
        (["a", "b"], "request.idempotency_key_invalid"),
    ],
)
async def test_a_command_needs_one_usable_key(
    client: httpx.AsyncClient, place: Place, keys: list[str], code: str
) -> None:
    said = {**place.token("vaasa"), **JSON}
    headers = [(name.encode(), value.encode()) for name, value in said.items()]
    headers += [(b"idempotency-key", key.encode()) for key in keys]
    answer = await client.post(PATH, content=having(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
