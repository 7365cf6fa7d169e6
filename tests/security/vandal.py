"""Bad input of every kind, made from what an endpoint says that it takes."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

from jsonschema import Draft202012Validator, FormatChecker

from shared.regions.texts import codes
from tests.security.endpoints import Endpoint

Path: TypeAlias = tuple[str | int, ...]
JSON: Final = {"content-type": "application/json"}
LONG: Final = "x" * 1_000_000
ECHO: Final = "x" * 201
MOST_BYTES: Final = 20_000
_CHECK: Final = FormatChecker(("date", "uuid"))
_RAW: Final = "@@raw@@"

VALUES: Final[Mapping[str, Any]] = {
    "null": None,
    "true": True,
    "a number": 5,
    "zero": 0,
    "less than zero": -1,
    "a fraction": 1.5,
    "beyond a bigint": 2**63,
    "a huge number": 10**400,
    "a list": [],
    "lists in lists": [[[["x"]]]],
    "an object": {},
    "an object with a name": {"x": "y"},
    "an empty text": "",
    "blanks": "   ",
    "a text of 1 MB": LONG,
    "NUL": "a\x00b",
    "escape": "a\x1b[2Jb",
    "delete": "a\x7fb",
    "a change of direction": "a\u202eb",
    "a lone surrogate": "a\ud800b",
    "beyond the first plane": "\U0001f600",
    "line breaks": "a\r\nSet-Cookie: b",
    "a formula": '=HYPERLINK("http://evil.example/","x")',
    "another formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "SQL": "'; drop table events; --",
    "markup": "<script>alert(1)</script>{{7*7}}${7*7}",
    "a path": "../../../../etc/passwd",
    "31 February": "2026-02-31",
    "31 February in Finnish": "31.2.2026",
    "the year 0": "0000-01-01",
    "no month": "9999-99-99",
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "an instant": "2026-01-01T00:00:00Z",
    "no code": "nosuch",
    "no UUID": "00000000-0000-0000-0000-00000000000g",
    "no UUID but nearly": "00000000-0000-0000-0000-000000000000 ",
    "digits of another script": "٩٠٥",
}
RAW: Final[Mapping[str, bytes]] = {
    "NaN": b"NaN",
    "-Infinity": b"-Infinity",
    "1e999": b"1e999",
    "an endless number": b"9" * 5000,
    "a raw surrogate": b'"a\xed\xa0\x80b"',
    "invalid UTF-8": b'"a\xffb"',
    "Latin-1": b'"\xc4iti"',
    "overlong UTF-8": b'"\xc0\x80"',
    "a raw NUL": b'"a\x00b"',
    "half an escape": b'"\\u12"',
    "deep lists": b"[" * 20_000,
    "deep and closed": b"[" * 3_000 + b"]" * 3_000,
    "deep objects": b'{"a":' * 20_000,
    "nothing": b"",
}


@dataclass(frozen=True, slots=True)
class Attack:
    """A request. `refused`: the answer must be no; `names`: and its first fault must name this field."""

    what: str
    method: str
    url: str
    content: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False
    names: str | None = None
    without: tuple[str, ...] = ()


Later: TypeAlias = Callable[[], Attack]
"""An attack that is made when it is sent: to make them all takes longer than to send a share of them."""


async def in_pieces(pieces: int) -> AsyncIterator[bytes]:
    """A body of so many MiB whose length nobody has said."""
    for _ in range(pieces * 16):
        yield b" " * 65_536


def fields(schema: Mapping[str, Any], at: Path = ()) -> Iterator[Path]:
    """The ways to every field that a body may have, into lists (their first item) and objects."""
    for variant in schema.get("anyOf", [schema]):
        for name, inner in variant.get("properties", {}).items():
            yield (*at, name)
            yield from fields(inner, (*at, name))
        if isinstance(variant.get("items"), dict):
            yield (*at, 0)
            yield from fields(variant["items"], (*at, 0))


def with_value(body: Any, at: Path, value: Any) -> Any:
    """`body` with `value` at the end of the way, which is made where it is not there."""
    if not at:
        return value
    first, rest = at[0], at[1:]
    if isinstance(first, int):
        items = body if isinstance(body, list) and body else [{}]
        return [with_value(items[0], rest, value), *items[1:]]
    held = body if isinstance(body, dict) else {}
    return {**held, first: with_value(held.get(first), rest, value)}


def _there(body: Any, at: Path) -> bool:
    """Whether a way leads somewhere; what had to be made for a value lacks other fields, and those are named too."""
    for part in at:
        if isinstance(part, int) != isinstance(body, list) or not body or (isinstance(part, str) and part not in body):
            return False
        body = body[part]
    return isinstance(body, dict | list)


def bad_bodies(endpoint: Endpoint, url: str, good: Any) -> Iterator[Attack | Later]:
    """Every field with every bad value, and bodies that are bad as a whole."""
    schema: Any = endpoint.body
    validator = Draft202012Validator(schema, format_checker=_CHECK)

    def attack(what: str, content: Any, **said: Any) -> Attack:
        headers = said.pop("headers", JSON)
        return Attack(f"{endpoint.name}: {what}", endpoint.method, url, content, headers, **said)

    def on_field(at: Path, what: str, value: Any) -> Attack:
        dotted = ".".join(map(str, at))
        changed = with_value(good, at, value)
        refused = not validator.is_valid(changed)
        surrogate = what == "a lone surrogate"  # no JSON at all, so that no field can be named
        return attack(
            f"{dotted} is {what}", json.dumps(changed).encode(), refused=refused or surrogate,
            names=dotted if refused and not surrogate and _there(good, at[:-1]) else None,
        )  # fmt: skip

    for number, at in enumerate(fields(schema)):
        dotted = ".".join(map(str, at))
        yield from (partial(on_field, at, what, value) for what, value in VALUES.items())
        for what, raw in RAW.items() if number == 0 else ():  # these are the parser's, whichever field they stand in
            changed = json.dumps(with_value(good, at, _RAW)).encode().replace(f'"{_RAW}"'.encode(), raw)
            yield attack(f"{dotted} is {what}", changed, refused=raw != b"" or at[-1] != 0)  # [] is a list
        twice = json.dumps(with_value(good, at, "a")).encode()
        if isinstance(at[-1], str) and len(at) == 1:
            yield attack(f"{dotted} twice", twice[:-1] + f', "{at[0]}": "b"}}'.encode(), refused=True)
    said = json.dumps(good).encode()
    whole: dict[str, bytes] = {
        "nothing": b"",
        "blanks": b"   ",
        "half of it": said[: len(said) // 2 + 1] if len(said) > 2 else b"{",
        "two of it": said + said,
        "a list of it": b"[" + said + b"]",
        "a form": b"family_name=A&given_names=B",
        "XML": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "a number": b"5",
        "null": b"null",
        "a text": b'"x"',
        "UTF-16": json.dumps(good).encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + said,
        "random bytes": bytes(range(256)) * 8,
        "gzipped": gzip.compress(said),
        "a trailing comma": said[:-1] + b",}",
        "a comment": said + b"// x",
        **{f"nothing but {what}": raw for what, raw in RAW.items()},
    }
    for what, content in whole.items():
        yield attack(what, content, refused=True)
    squeezed = {**JSON, "content-encoding": "gzip"}
    yield attack("gzipped, and said so", gzip.compress(said), headers=squeezed, refused=True)
    yield attack("an unknown field", json.dumps({**good, "nosuch": 1}).encode(), refused=True, names="nosuch")
    yield attack("a field without a name", json.dumps({**good, "": 1}).encode(), refused=True)
    yield attack("a field with a name of 1 MB", json.dumps({**good, LONG: 1}).encode(), refused=True)
    yield attack("a field __proto__", json.dumps({**good, "__proto__": {}}).encode(), refused=True)
    crowd = {f"f{number}": number for number in range(2_000)}
    yield attack("many unknown fields", json.dumps({**good, **crowd}).encode(), refused=True)
    yield attack("more than 1 MiB", said + b" " * 1_100_000, refused=True)
    yield attack("more than 1 MiB in pieces", 2, refused=True)  # a number: so many MiB, see `in_pieces`
    for kind in (
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-7",
        "",
    ):
        yield attack(f"as {kind or 'nothing'}", said, headers={"content-type": kind}, refused=True)


def bad_paths(endpoint: Endpoint, good: Mapping[str, str], body: bytes | None) -> Iterator[Attack]:
    """Every part of the address with every bad value."""
    headers = JSON if body is not None else {}
    values = (
        "x", "90", "9055", "abc", "-1", "%00", "%0a", "%2f", "%2e%2e", "%F0%9F%98%80", "%C3%A4", "%ff", "%zz", "%",
        "0" * 3_000, "x" * 50_000, "%27%20or%201=1--", "00000000-0000-0000-0000-00000000000", "null", "%7Bcase%7D",
        "00000000-0000-0000-0000-000000000000%00", "%D9%A9%D9%A0%D9%A5", "*", "..;", "4 1 0".replace(" ", "%20"),
    )  # fmt: skip
    for slot in endpoint.slots:
        for value in values:
            url = endpoint.at(**_placed(good, slot, value))
            yield Attack(f"{endpoint.name}: {slot} is {value[:40]}", endpoint.method, url, body, headers, refused=True)
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        if method != endpoint.method:
            url = endpoint.at(**_placed(good, "", ""))
            yield Attack(f"{endpoint.name}: by {method}", method, url, None, {}, refused=True)


def _placed(good: Mapping[str, str], slot: str, value: str) -> dict[str, Any]:
    things = {**good, slot: value}
    return {"municipality": things["municipality"], "things": things}


QUERY_VALUES: Final = (
    "", " ", "-1", "0", "1e3", "NaN", "999999999999999999999999", "x", "x" * 5_000, "nosuch", "null", "[]", "%00",
    "%ff", "%ED%A0%80", "a%0d%0ab", "'%20or%201=1--", "2026-02-31", "0000-01-01", "9999-99-99", "10000-01-01", "+1",
    "１", "2026-01-01T00:00:00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00",
    "2026-01-01T00:00:00%2B99:99",
    "2026-W01-1T00:00:00Z", "999999999999999999", "intake/case/x:1", "intake/case:0", ":", "%C3%A4", "=1%2B1",
    "intake/case/00000000-0000-0000-0000-000000000000:99999999999",
)  # fmt: skip


def bad_queries(endpoint: Endpoint, url: str) -> Iterator[Attack]:
    """Every query parameter with every bad value, twice, and one that nobody knows."""
    for name in endpoint.queries:
        for value in QUERY_VALUES:
            yield Attack(f"{endpoint.name}: ?{name}={value[:40]}", endpoint.method, f"{url}?{name}={value}")
        yield Attack(f"{endpoint.name}: ?{name} twice", endpoint.method, f"{url}?{name}=1&{name}=x")
    for query in ("nosuch=1", "%00=1", "&&&", "=", "%ff=%ff", "a=" + "x" * 20_000, "&".join(["a=1"] * 2_000)):
        yield Attack(f"{endpoint.name}: ?{query[:40]}", endpoint.method, f"{url}?{query}")


def bad_headers(endpoint: Endpoint, url: str, body: bytes | None) -> Iterator[Attack]:
    """Headers missing, overlong and garbled."""
    kind = JSON if body is not None else {}
    if endpoint.command:
        for what, key in (
            ("empty", ""),
            ("of 201 characters", "k" * 201),
            ("of two words", "a b"),
            ("of 8 kB", "k" * 8_000),
        ):
            yield Attack(f"{endpoint.name}: a key {what}", endpoint.method, url, body, {**kind, "idempotency-key": key},
                         refused=True, names="Idempotency-Key")  # fmt: skip
        yield Attack(f"{endpoint.name}: no key", endpoint.method, url, body, kind, refused=True,
                     names="Idempotency-Key", without=("idempotency-key",))  # fmt: skip
        yield Attack(f"{endpoint.name}: no correlation", endpoint.method, url, body, {**kind, "x-correlation-id": "x"},
                     refused=True, names="X-Correlation-Id")  # fmt: skip
    garbled = {
        "accept-language": ("xx", "*;q=x", "fi;q=2,sv;q=-1", ",,,;;;===", "x" * 8000, "fi-" * 2000, ""),
        "traceparent": ("garbage", f"00-{'0' * 32}-{'0' * 16}-00", f"ff-{'f' * 32}-{'f' * 16}-ff", "x" * 8000),
        "tracestate": ("=,=,=", "x" * 8000),
        "baggage": ("a=b;c", "x" * 8000),
        "accept": ("nothing/at-all",),
        "host": ("evil.example",),
        "range": ("bytes=0-1",),
        "if-match": ('"x"',),
    }  # fmt: skip
    for name, values in garbled.items():
        for value in values:
            said = {**kind, name: value}
            yield Attack(f"{endpoint.name}: {name}: {value[:30]}", endpoint.method, url, body, said)


def complaints(attack: Attack, status: int, headers: Mapping[str, str], text: str, language: str | None) -> list[str]:
    """What is wrong with an answer; nothing where it is typed, translated and tells nothing that it should not."""
    wrong: list[str] = []
    if status >= 500:
        wrong.append(f"{status}")
    if attack.refused and status < 400:
        wrong.append(f"taken: {status}")
    if "Traceback" in text or 'File "/' in text:
        wrong.append("a traceback")
    if ECHO in text:
        wrong.append("an echo of the value")
    if len(text) > MOST_BYTES and status >= 400:
        wrong.append(f"{len(text)} characters")
    if status >= 400:
        wrong += _of_problem(attack, headers, text, language)
    return [f"{attack.what}: {one} ({text[:160]})" for one in wrong]


def _of_problem(attack: Attack, headers: Mapping[str, str], text: str, language: str | None) -> Iterator[str]:
    if headers.get("content-type") != "application/problem+json":
        yield f"is {headers.get('content-type')}"
        return
    if attack.method == "HEAD":
        return
    said = json.loads(text)
    if language is not None and headers.get("content-language") != language:
        yield f"in {headers.get('content-language')} and not in {language}"
    for one in said["errors"]:
        if one["code"] not in codes() or not one["text"] or one["text"] == one["code"]:
            yield f"no text for {one['code']}"
    if not said["errors"] or said["code"] != said["errors"][0]["code"]:
        yield "no first fault"
    unreadable = ("request.not_json", "request.not_utf8", "request.too_large")
    named = [one["field"] or "" for one in said["errors"]]
    if attack.names is not None and said["code"] not in unreadable and not any(
        one == attack.names or one.startswith(f"{attack.names}.") for one in named
    ):  # fmt: skip
        yield f"names {named} and not {attack.names}"
