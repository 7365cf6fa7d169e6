"""Whatever comes in at whatever endpoint, the answer is typed and translated, and nothing that was good is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.regions.texts import LANGUAGES
from tests.security.attacker import LAUKAA, MINE, Attacker, all_of
from tests.security.conftest import days
from tests.security.endpoints import EXPECTED, Endpoint, nobodys
from tests.security.vandal import (
    LONG,
    Attack,
    Later,
    bad_bodies,
    bad_headers,
    bad_paths,
    bad_queries,
    complaints,
    in_pieces,
)

pytestmark = pytest.mark.integration
SHARE = int(os.environ.get("KOTOPOLKU_ATTACKS_ONE_IN", "12"))
"""Of the attacks on most endpoints one in so many is sent, others at each: what refuses them is common to all."""
PERSON = {"family_name": "Maali", "given_names": "Taulu", "birth_date": "1958-07-19"}


@pytest.fixture(scope="module")
async def target(attacker: Attacker) -> dict[str, str]:
    """A case, a group and a session that are there to be attacked."""
    today = days(attacker)
    base = f"/municipalities/{LAUKAA}"
    body = {**PERSON, "reason": "work", "arrived_on": today["today"]}
    case = (await attacker.post("intake", f"{base}/arrivals", MINE, body))["case"]
    opened = {"title": {"fi": "Maaliryhmä"}, "language": "fin", "places": 5, "starts_on": today["today"]}
    group = (await attacker.post("activities", f"{base}/groups", MINE, opened))["group"]
    held = await attacker.post("activities", f"{base}/groups/{group}/sessions", MINE, {})
    made = {"municipality": LAUKAA, "case": case, "group": group, "session": held["session"]}
    return {**nobodys("target"), **today, **PERSON, **made}


@pytest.fixture(scope="module")
def seen() -> dict[str, Attack]:
    """For each code that an attack was answered with, one such attack."""
    return {}


def sampled(
    endpoints: list[Endpoint], attacks_of: Callable[[Endpoint], Iterator[Attack | Later]]
) -> list[Attack | Later]:
    """Every attack on one endpoint of each method, and on each other one a share of them, in turn."""
    thorough = {one.method: one.name for one in endpoints}.values()
    return [
        attack
        for number, one in enumerate(endpoints)
        for attack in islice(attacks_of(one), *((0, None) if one.name in thorough else (number % SHARE, None, SHARE)))
    ]


async def barrage(
    attacker: Attacker, attacks: Sequence[Attack | Later], seen: dict[str, Attack], actor: str = MINE
) -> list[str]:
    """Send them all; what is wrong with the answers."""

    async def one(number: int, chosen: Attack | Later) -> list[str]:
        attack = chosen if isinstance(chosen, Attack) else chosen()
        language = LANGUAGES[number % len(LANGUAGES)]
        answer = await send(attacker, attack, language, actor)
        if answer.status_code >= 400 and answer.headers.get("content-type") == "application/problem+json":
            seen.setdefault(answer.json()["code"], attack)
        said = None if "accept-language" in attack.headers else language
        return complaints(attack, answer.status_code, answer.headers, answer.text, said)

    found = await all_of(one(number, attack) for number, attack in enumerate(attacks))
    return [wrong for each in found for wrong in each]


async def send(attacker: Attacker, attack: Attack, language: str, actor: str = MINE) -> httpx.Response:
    said = {**attacker.headers(actor, language), **attack.headers}
    headers = {name: value for name, value in said.items() if name not in attack.without}
    content = in_pieces(attack.content) if isinstance(attack.content, int) else attack.content
    async with attacker.limit:
        return await attacker.http.request(attack.method, attack.url, headers=headers, content=content)


def acting(endpoint: Endpoint) -> str:
    """Somebody who may ask there: the endpoints of others than caseworkers are asked by the demo's unit or operator."""
    roles = EXPECTED[endpoint.name].roles
    return (
        MINE if not roles or "caseworker" in roles else "demo-unit" if "integration_unit" in roles else "demo-operator"
    )


async def by_actor(
    attacker: Attacker,
    endpoints: list[Endpoint],
    attacks_of: Callable[[Endpoint], Iterator[Attack | Later]],
    seen: dict[str, Attack],
) -> list[str]:
    """The share of the attacks, each sent by somebody who may ask there; nobody of the demo is a privacy officer."""
    who = {one.name: acting(one) for one in endpoints if EXPECTED[one.name].roles != {"privacy_officer"}}
    assert len(who) > len(endpoints) - 5
    wrong: list[str] = []
    for actor in sorted(set(who.values())):
        theirs = [one for one in endpoints if who.get(one.name) == actor]
        wrong += await barrage(attacker, sampled(theirs, attacks_of), seen, actor)
    return wrong


async def test_every_field_of_every_body_with_every_bad_value(
    attacker: Attacker, every_endpoint: list[Endpoint], target: dict[str, str], seen: dict[str, Attack]
) -> None:
    written = [one for one in every_endpoint if one.body is not None]
    attacks_of = partial(_bodies, target=target)
    assert len(sampled(written, attacks_of)) > 1_000
    wrong = await by_actor(attacker, written, attacks_of, seen)
    assert not wrong, "\n".join(wrong)


def _bodies(one: Endpoint, target: dict[str, str]) -> Iterator[Attack | Later]:
    return bad_bodies(one, one.at(LAUKAA, target), EXPECTED[one.name].filled(target))


async def test_every_part_of_every_address(
    attacker: Attacker, every_endpoint: list[Endpoint], target: dict[str, str], seen: dict[str, Attack]
) -> None:
    attacks = sampled(every_endpoint, lambda one: bad_paths(one, target, _good(one, target)))
    assert len(attacks) > 500
    wrong = await barrage(attacker, attacks, seen)
    assert not wrong, "\n".join(wrong)


async def test_every_query_parameter(
    attacker: Attacker, every_endpoint: list[Endpoint], target: dict[str, str], seen: dict[str, Attack]
) -> None:
    asked = [one for one in every_endpoint if one.method == "GET"]
    wrong = await by_actor(attacker, asked, lambda one: bad_queries(one, one.at(LAUKAA, target)), seen)
    assert not wrong, "\n".join(wrong)


async def test_every_header(
    attacker: Attacker, every_endpoint: list[Endpoint], target: dict[str, str], seen: dict[str, Attack]
) -> None:
    def headers_of(one: Endpoint) -> Iterator[Attack]:
        return bad_headers(one, one.at(LAUKAA, target), _good(one, target))

    wrong = await by_actor(attacker, every_endpoint, headers_of, seen)
    assert not wrong, "\n".join(wrong)


def _good(endpoint: Endpoint, target: dict[str, str]) -> bytes | None:
    body = EXPECTED[endpoint.name].filled(target)
    return None if body is None else json.dumps(body).encode()


async def test_every_code_has_a_text_of_its_own_in_each_language(attacker: Attacker, seen: dict[str, Attack]) -> None:
    assert len(seen) >= 15, "the tests above find what is asked here"

    async def texts(code: str, attack: Attack) -> set[str] | None:
        # Without a language of the attack's own; the first fault's text only, for the others may be chance's.
        headers = {name: value for name, value in attack.headers.items() if name != "accept-language"}
        plain = replace(attack, headers=headers)
        answers = [await send(attacker, plain, language) for language in LANGUAGES]
        if any(answer.is_success or answer.json()["code"] != code for answer in answers):
            return None  # what was refused then is not any more, or otherwise: as at a stream that others kept changing
        return {answer.json()["errors"][0]["text"] for answer in answers}

    spoken = dict(zip(seen, await all_of(texts(*one) for one in seen.items()), strict=True))
    again = {code: told for code, told in spoken.items() if told is not None}
    assert len(again) >= 15, spoken
    assert {code: told for code, told in again.items() if len(told) != len(LANGUAGES)} == {}


async def test_formulas_are_text_and_stay_what_was_typed(attacker: Attacker, target: dict[str, str]) -> None:
    formula = '=HYPERLINK("http://evil.example/";"x")'
    base = f"/municipalities/{LAUKAA}"
    opened = {"title": {"fi": formula, "sv": formula}, "language": "fin", "places": 5, "starts_on": target["today"]}
    made = await attacker.post("activities", f"{base}/groups", MINE, opened)
    listed = await attacker.get(f"{base}/groups", MINE, after=f"{made['stream']}:{made['version']}")
    assert next(one for one in listed["rows"] if one["group"] == made["group"])["title"]["fi"] == formula
    person = {"family_name": "Kaava", "given_names": "Aino", "birth_date": "1961-01-02"}
    body = {**person, "notes": formula, "reason": "work", "arrived_on": target["today"]}
    arrival = await attacker.post("intake", f"{base}/arrivals", MINE, body)
    assert arrival["outcome"] in ("registered", "already_there")


PORTAL_PATHS = (
    "/xx", "/fi/municipalities/x/worklist", "/fi/municipalities/%00/worklist", "/fi/municipalities/9055/worklist",
    "/fi/municipalities/410/worklist?page=x", "/fi/municipalities/410/worklist?page=-1",
    "/fi/municipalities/410/worklist?page=99999999999999999999", "/fi/municipalities/410/worklist?sort=nosuch",
    "/sv/municipalities/410/worklist?status=%3Cscript%3E", "/en/municipalities/410/worklist?late=%ff",
    "/fi/municipalities/410/cases/x", "/fi/municipalities/410/cases/00000000-0000-0000-0000-000000000000",
    "/fi/municipalities/410/cases/%2e%2e%2f", "/fi/municipalities/410/transfers?page=x", "/fi/flows?x=%00",
    "/fi/municipalities/410/cases/00000000-0000-0000-0000-000000000000/replay?known_at=31.2.2026",
    "/static/x/../../../etc/passwd", "/static/x/%2e%2e%2fapp.py", "/fi/" + "x" * 5_000, "/%F0%9F%98%80", "//", "/fi//",
)  # fmt: skip


async def test_the_portals_pages_answer_every_address_with_a_page(attacker: Attacker, target: dict[str, str]) -> None:
    replay = f"/fi/municipalities/{LAUKAA}/cases/{target['case']}/replay"
    more = [
        f"{replay}?known_at={value}" for value in ("x", "31.2.2026", "9" * 30, "0001-01-01", "9999-12-31T23:59", "")
    ]
    more += [f"{replay}?about={value}" for value in ("x", "2026-02-31", "0000-00-00")]
    wrong = []
    for path in (*PORTAL_PATHS, *more):
        answer = await attacker.http.get(f"{attacker.demo.settings.portal_url}{path}")
        if answer.status_code >= 500 or "Traceback" in answer.text or LONG[:201] in answer.text:
            wrong.append(f"{path[:80]}: {answer.status_code}")
        if "<script>" in answer.text and "%3Cscript%3E" in path:
            wrong.append(f"{path[:80]}: the markup is the caller's")
    assert not wrong, "\n".join(wrong)


async def test_after_all_that_the_case_goes_on_and_everything_holds(
    attacker: Attacker, every_endpoint: list[Endpoint], target: dict[str, str]
) -> None:
    base = f"/municipalities/{LAUKAA}/cases/{target['case']}"
    right = {**PERSON, "given_names": f"Taulu {''.join(sorted(set(uuid4().hex) - set('0123456789')))}"}
    done = await attacker.post("intake", f"{base}/corrections", MINE, right)
    case = await attacker.get(base, MINE, after=f"{done['stream']}:{done['version']}")
    assert case["person"] == right
    ready = await all_of(attacker.ask("GET", f"{url}/readyz") for url in {one.url for one in every_endpoint})
    assert {answer.status_code for answer in ready} == {200}
    verified = _last_line(attacker.demo.kotopolku("verify", "--json").stdout)
    assert (verified["verified"], verified["findings"]) == (True, [])
    checked = _last_line(attacker.demo.kotopolku("check", "--json").stdout)
    assert checked["equal"], checked
    assert all(not one["parked"] for one in checked["projections"])
    assert _last_line(attacker.demo.kotopolku("parked", "list", "--json").stdout) == {"parked": []}


def _last_line(output: str) -> Any:
    return json.loads(output.splitlines()[-1])
