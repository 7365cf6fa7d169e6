"""A token of Laukaa tells nothing of Vaasa, at any endpoint, in any way of asking; nor does none, or a false one."""

from __future__ import annotations

import json
import time
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from shared.access.grants import Grants
from shared.access.rls import EVERYBODY
from shared.access.roles import Role
from tests.security.attacker import (
    LAUKAA,
    MINE,
    THEIRS,
    VAASA,
    Attacker,
    all_of,
    bad_authorizations,
    told,
    until,
)
from tests.security.conftest import Prey
from tests.security.endpoints import EXPECTED, Endpoint, nobody

pytestmark = pytest.mark.integration
NOWHERE = "000"  # no municipality has this code


async def ask(
    attacker: Attacker,
    endpoint: Endpoint,
    actor: str | None,
    municipality: str,
    things: dict[str, str],
    **sent: Any,
) -> httpx.Response:
    """A good request at `endpoint`, about `things`."""
    body = EXPECTED[endpoint.name].filled(things)
    url = endpoint.at(municipality, things)
    return await attacker.ask(endpoint.method, url, actor, json=body, **sent)


def tenants(every_endpoint: list[Endpoint]) -> list[Endpoint]:
    return [one for one in every_endpoint if "municipality" in one.slots]


# --- every endpoint ---------------------------------------------------------------------------------------------------


def test_every_endpoint_has_an_expectation_and_declares_no_wider_access(every_endpoint: list[Endpoint]) -> None:
    found = {one.name: frozenset(one.operation.get("x-access", {}).get("roles", ())) for one in every_endpoint}
    assert found == {name: expected.roles for name, expected in EXPECTED.items()}
    assert len(tenants(every_endpoint)) >= 25


def acting(endpoint: Endpoint) -> str:
    """Somebody of Laukaa's who may ask there: the caseworker, or who holds another role of the endpoint's."""
    roles = EXPECTED[endpoint.name].roles
    return MINE if Role.CASEWORKER.value in roles else f"attack-{min(roles)}"


async def test_another_municipalitys_things_are_answered_as_things_that_are_not_there(
    attacker: Attacker, every_endpoint: list[Endpoint], vaasa: Prey, actors: None
) -> None:
    async def differs(endpoint: Endpoint, language: str) -> list[str]:
        sent = {"headers": {"accept-language": language}}
        actor = acting(endpoint)
        theirs = told(await ask(attacker, endpoint, actor, VAASA, vaasa.things, **sent))
        others = [
            told(await ask(attacker, endpoint, actor, VAASA, vaasa.missing(), **sent)),
            told(await ask(attacker, endpoint, actor, NOWHERE, vaasa.things, **sent)),
        ]
        if theirs.status != 404 or '"access.not_found"' not in theirs.body:
            return [f"{endpoint.name}: {theirs.status} {theirs.body[:200]}"]
        return [f"{endpoint.name}: {theirs} is not {other}" for other in others if other != theirs]

    # The text is by code and language, whatever the endpoint: each is asked in one of the three.
    languages = ("fi", "sv", "en")
    work = [differs(one, languages[number % 3]) for number, one in enumerate(tenants(every_endpoint))]
    wrong = [one for found in await all_of(work) for one in found]
    assert not wrong, "\n".join(wrong)


# Whom one's own group does not have as a guest has left it already: yes, nothing is written, whosever id it is.
QUIET = {("activities POST /municipalities/{municipality}/groups/{group}/guests/{guest}/leave", ("guest",))}


async def test_their_things_under_ones_own_municipality_are_not_there_either(
    attacker: Attacker, every_endpoint: list[Endpoint], vaasa: Prey, laukaa: dict[str, str], actors: None
) -> None:
    """Each id alone, and all together: the rest of the address is Laukaa's own, so that nothing else is missing."""
    missing = vaasa.missing()

    async def differs(endpoint: Endpoint, stolen: tuple[str, ...]) -> list[str]:
        theirs, nobodys = ({**laukaa, **{name: of[name] for name in stolen}} for of in (vaasa.things, missing))
        first = await ask(attacker, endpoint, acting(endpoint), LAUKAA, theirs)
        second = await ask(attacker, endpoint, acting(endpoint), LAUKAA, nobodys)
        names = {of[name]: f"<{name}>" for of in (vaasa.things, missing) for name in stolen}
        if told(first, names) != told(second, names):
            return [f"{endpoint.name} {stolen}: {told(first, names)} is not {told(second, names)}"]
        if first.is_success and (endpoint.name, stolen) not in QUIET:
            return [f"{endpoint.name} {stolen}: {first.status_code} {first.text[:200]}"]
        return []

    work = [
        differs(one, stolen)
        for one in tenants(every_endpoint)
        for stolen in dict.fromkeys([*((name,) for name in one.ids), one.ids])
        if stolen
    ]
    assert len(work) >= 25
    wrong = [one for found in await all_of(work) for one in found]
    assert not wrong, "\n".join(wrong)


async def test_nothing_of_theirs_was_changed_by_all_that(attacker: Attacker, vaasa: Prey) -> None:
    things = vaasa.things
    case = await attacker.get(f"/municipalities/{VAASA}/cases/{things['case']}", THEIRS)
    assert case["municipality"] == VAASA
    assert any(one["referral"] == things["referral"] for one in case["referrals"])
    lines = await attacker.get(f"/municipalities/{VAASA}/cases/{things['case']}/timeline", THEIRS)
    assert "Laukaa" not in {one["organisation"] for one in lines["rows"]}


async def test_ones_own_lists_and_counts_hold_nothing_of_theirs(
    attacker: Attacker, vaasa: Prey, laukaa: dict[str, str]
) -> None:
    base = f"/municipalities/{LAUKAA}"
    statuses = ("", "arrived", "assessing", "assessed", "assessment_required", "plan_required", "plan_agreed", "waived")
    asked = [
        (f"{base}/worklist", {"sort": sort, "late": late, "size": size, "page": page, **({"status": s} if s else {})})
        for sort, late, size, page, s in product(
            ("due", "arrived", "status", "name"), ("true", "false"), (200, 3), (1, 2), statuses
        )
    ]
    asked += [
        (f"{base}/deadlines", {"open": open_, "late": late, "size": 200, "page": page})
        for open_, late, page in product(("true", "false"), ("true", "false"), (1, 2))
    ]
    asked += [(f"{base}/transfers", {}), (f"{base}/groups", {})]
    asked += [(f"{base}/cases/{laukaa['case']}{part}", {}) for part in ("", "/timeline", "/replay")]
    answers = await all_of(attacker.get(path, MINE, **query) for path, query in asked)
    leaks = [
        (path, query, secret)
        for (path, query), answer in zip(asked, answers, strict=True)
        for secret in vaasa.secrets
        if secret in json.dumps(answer)
    ]
    assert leaks == []
    assert any(answer.get("rows") for answer in answers)


# What the caseload table has of a municipality, but for the cases that are protected from who asks.
COUNTED = """
select status, count(*) as cases, count(*) filter (where standing not in ('closed', 'merged')) as open
from reporting.{caseload}
where municipality = $1
    and key not in (
        select key from reporting.{protections} where sub = ''
        except select key from reporting.{protections} where sub = $2
    )
group by status
"""


async def test_counts_are_those_of_ones_own_cases(attacker: Attacker, laukaa: dict[str, str]) -> None:
    """Against the tables themselves, read as a superuser who sees every row."""
    admin = await asyncpg.connect(_of_database(attacker))
    pair: list[Any] = []
    try:
        tables = {row["projection"]: row["table_name"] for row in
                  await admin.fetch("select projection, table_name from reporting.active")}  # fmt: skip

        async def equal() -> bool:
            shown = await attacker.get(f"/municipalities/{LAUKAA}/worklist", MINE, size=1)
            counted = await admin.fetch(COUNTED.format(**tables), LAUKAA, MINE)
            statuses, unfinished = {row["status"]: row["cases"] for row in counted}, sum(row["open"] for row in counted)
            pair[:] = (shown["by_status"], shown["open"], shown["total"]), (statuses, unfinished, unfinished)
            return unfinished > 0 and bool(pair[0] == pair[1])

        try:
            await until(equal, "Laukaa's count is Laukaa's")
        except TimeoutError:
            assert pair[0] == pair[1]
            raise
    finally:
        await admin.close()


def _of_database(attacker: Attacker) -> str:
    return attacker.demo.postgres.admin_dsn().rsplit("/", 1)[0] + "/kotopolku"


async def test_a_search_finds_nobody_of_theirs(attacker: Attacker, vaasa: Prey) -> None:
    url = f"{attacker.demo.settings.reporting_url}/municipalities/{LAUKAA}/search"
    people = list(vaasa.cases.values())
    bodies: list[dict[str, str]] = []
    for person in people:
        bodies += [
            {"name": person["family_name"]},
            {"name": f"{person['given_names']} {person['family_name']}"},
            {"name": person["family_name"][:3]},
            {"birth_date": person["birth_date"]},
            {"name": person["family_name"], "birth_date": person["birth_date"]},
        ]
    answers = await all_of(attacker.ask("POST", url, MINE, json=body) for body in bodies)
    assert {answer.status_code for answer in answers} == {200}
    leaks = [(body, row) for body, answer in zip(bodies, answers, strict=True) for row in answer.json()["rows"]
             if row["case"] in vaasa.cases]  # fmt: skip
    assert leaks == []
    own = f"{attacker.demo.settings.reporting_url}/municipalities/{VAASA}/search"
    found = (await attacker.ask("POST", own, THEIRS, json=bodies[1])).json()["rows"]
    assert found, "the same words find the person where the case is"


async def test_waiting_for_their_stream_is_waiting_for_nothing(attacker: Attacker, vaasa: Prey) -> None:
    url = f"{attacker.demo.settings.reporting_url}/municipalities/{LAUKAA}/worklist"
    theirs, missing = vaasa.things, vaasa.missing()
    streams = [f"{kind}/{of[kind.split('/')[1]]}:1" for kind in ("intake/case", "planning/case", "activities/group")
               for of in (theirs, missing)]  # fmt: skip

    async def waited(after: str) -> tuple[float, httpx.Response]:
        began = time.monotonic()
        return began, await attacker.ask("GET", url, MINE, params={"after": after})

    timed = await all_of(waited(after) for after in streams)
    assert {told(answer) for _, answer in timed} == {told(timed[0][1])}
    assert timed[0][1].status_code == 503
    assert {answer.elapsed.total_seconds() >= 4.5 for _, answer in timed} == {True}


# --- what a municipality does itself ----------------------------------------------------------------------------------


async def _registered(attacker: Attacker, person: dict[str, str], today: str) -> tuple[str, httpx.Response]:
    url = f"{attacker.demo.settings.intake_url}/municipalities/{LAUKAA}/arrivals"
    body = {**person, "reason": "work", "arrived_on": today}
    answer = await attacker.ask("POST", url, MINE, json=body)
    assert answer.status_code == 201, answer.text
    case = answer.json()["case"]
    assert answer.json()["outcome"] == "registered"
    # Settled: the reactions of the other services are in, so that both cases have come equally far.
    for service in ("assessment", "planning"):
        await attacker.get(f"/municipalities/{LAUKAA}/worklist", MINE, after=f"{service}/case/{case}:1")
    return case, answer


async def test_somebody_known_in_vaasa_is_registered_as_somebody_known_nowhere(
    attacker: Attacker, vaasa: Prey, laukaa: dict[str, str]
) -> None:
    own = {json.dumps(one["person"]) for one in (await _worklist(attacker))}
    known, *_, another = [one for one in vaasa.cases.values() if json.dumps(one) not in own]
    letters = "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex)
    unknown = {"family_name": letters[:10].title(), "given_names": letters[10:18].title(), "birth_date": "1948-02-29"}
    pairs = [await _registered(attacker, person, laukaa["today"]) for person in (known, unknown)]
    (theirs, _), (nobodys, _) = pairs
    names = {theirs: "<case>", nobodys: "<case>"}
    assert told(pairs[0][1], names) == told(pairs[1][1], names)

    rows = {one["case"]: one for one in await _worklist(attacker)}
    assert _said(rows[theirs]) == _said(rows[nobodys])
    for part in ("", "/timeline", "/replay"):
        first, second = [
            await attacker.get(f"/municipalities/{LAUKAA}/cases/{case}{part}", MINE) for case in (theirs, nobodys)
        ]
        assert _said(first) == _said(second), part
        assert not [one for one in vaasa.secrets if one in json.dumps(first)], part
        assert f'"{VAASA}"' not in json.dumps(first), part
        if part == "/replay":
            proofs = [
                (
                    one["proof"]["verified"],
                    one["proof"]["events"],
                    json.dumps(one["proof"]["streams"], sort_keys=True).replace(case, ""),
                )
                for case, one in ((theirs, first), (nobodys, second))
            ]
            assert proofs[0] == proofs[1]

    corrected = [
        await attacker.ask(
            "POST", f"{attacker.demo.settings.intake_url}/municipalities/{LAUKAA}/cases/{nobodys}/corrections", MINE,
            json=person,
        )
        for person in (another, unknown)
    ]  # fmt: skip
    assert {answer.status_code for answer in corrected} == {200}
    case = await attacker.get(f"/municipalities/{LAUKAA}/cases/{nobodys}", MINE)
    assert case["duplicates"] == 0


async def _worklist(attacker: Attacker) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        page = len(rows) // 200 + 1
        answer = await attacker.get(f"/municipalities/{LAUKAA}/worklist", MINE, size=200, page=page, sort="arrived")
        rows += answer["rows"]
        if len(answer["rows"]) < 200:
            return rows


_OWN = ("case", "person", "position", "event_id", "proof", "known_at", "recorded_at")


def _said(value: Any) -> Any:
    """What an answer says of a case, without what is every case's own; what happened in the order of services."""
    match value:
        case dict():
            return {
                name: sorted(map(str, map(_said, inner))) if name in ("rows", "timeline") else _said(inner)
                for name, inner in value.items()
                if name not in _OWN or (isinstance(inner, dict) and name == "case")
            }
        case list():
            return [_said(inner) for inner in value]
        case _:
            return value


async def test_a_referral_into_their_group_under_ones_own_name_ends_as_one_into_no_group(
    attacker: Attacker, vaasa: Prey, laukaa: dict[str, str]
) -> None:
    states = []
    for group in (vaasa.things["group"], nobody("no such group")):
        path = f"/municipalities/{LAUKAA}/cases/{laukaa['case']}"
        made = await attacker.post("planning", f"{path}/referrals", MINE, {"group": group})

        async def answered(path: str = path, referral: str = made["referral"]) -> bool:
            case = await attacker.get(path, MINE)
            return any(one["referral"] == referral and one["state"] == "declined" for one in case["referrals"])

        await until(answered, "the referral is declined")
        case = await attacker.get(path, MINE)
        states.append({name: value for one in case["referrals"] if one["referral"] == made["referral"]
                       for name, value in one.items() if name not in ("referral", "group")})  # fmt: skip
    assert states[0] == states[1]


async def test_figures_of_moves_are_those_of_the_viewers_municipalities(attacker: Attacker, actors: None) -> None:
    rows = (await attacker.get("/flows", "attack-integration_unit"))["rows"]
    assert all(LAUKAA in (row["sender"], row["receiver"]) for row in rows)
    everything = (await attacker.get("/flows", "demo-unit"))["rows"]
    assert any(LAUKAA not in (row["sender"], row["receiver"]) for row in everything)


# --- who asks ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
async def actors(attacker: Attacker) -> None:
    """For each role somebody who holds it in Laukaa and nowhere else."""
    async with asyncpg.create_pool(attacker.demo.settings.dsn("access_admin"), min_size=1, max_size=1) as pool:
        grants = Grants(pool)
        for role in Role:
            await grants.grant(f"attack-{role.value}", role, "Laukaa", [LAUKAA], granted_by="attack")


async def test_every_bad_token_is_refused_everywhere(
    attacker: Attacker, every_endpoint: list[Endpoint], vaasa: Prey, laukaa: dict[str, str]
) -> None:
    bad = bad_authorizations(attacker.key, MINE)

    async def let_in(endpoint: Endpoint, what: str, authorization: str | None, code: str) -> str | None:
        headers = {"authorization": authorization} if authorization is not None else {}
        answer = await ask(attacker, endpoint, None, LAUKAA, laukaa, headers=headers)
        fine = (answer.status_code, answer.json().get("code")) == (401, code) and "www-authenticate" in answer.headers
        return None if fine else f"{endpoint.name}, {what}: {answer.status_code} {answer.text[:200]}"

    closed = [one for one in every_endpoint if not one.public]
    # Who asks is found out before anything of an endpoint runs: every bad token at one reading and one writing endpoint
    # of each service, and at every other endpoint none, one that a stranger signed, and one more in turn.
    thorough = {(one.service, one.method): one for one in closed}
    everywhere = ("no token", "signed by a stranger")
    rest = [what for what in bad if what not in everywhere]
    work = [
        let_in(one, what, *bad[what])
        for number, one in enumerate(closed)
        for what in (bad if one in thorough.values() else (*everywhere, rest[number % len(rest)]))
    ]
    assert [wrong for wrong in await all_of(work) if wrong] == []
    assert {one.path for one in every_endpoint if one.public} == {"/livez", "/readyz"}


async def test_two_tokens_or_one_in_the_address_are_none(attacker: Attacker, laukaa: dict[str, str]) -> None:
    url = f"{attacker.demo.settings.reporting_url}/municipalities/{LAUKAA}/worklist"
    good = f"Bearer {attacker.token(MINE)}".encode()
    both = [(b"authorization", good), (b"authorization", f"Bearer {attacker.token(THEIRS)}".encode())]
    twice = await attacker.http.get(url, headers=both)
    assert (twice.status_code, twice.json()["code"]) == (401, "access.token_invalid")
    for name in ("token", "access_token", "authorization"):
        answer = await attacker.http.get(
            url, params={name: attacker.token(MINE)}, headers={"cookie": f"{name}={attacker.token(MINE)}"}
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "access.no_token"), name


async def test_who_holds_none_of_the_roles_is_refused_wherever_they_ask(
    attacker: Attacker, every_endpoint: list[Endpoint], vaasa: Prey, laukaa: dict[str, str], actors: None
) -> None:
    async def let_in(endpoint: Endpoint, role: str) -> list[str]:
        wrong = []
        # Elsewhere too: the answer must not say whether the place or the thing is there. A third of all is enough.
        elsewhere = [(LAUKAA, laukaa), (VAASA, vaasa.things), (NOWHERE, vaasa.missing())]
        for municipality, things in [elsewhere[len(endpoint.name + role) % 3]]:
            answer = await ask(attacker, endpoint, f"attack-{role}", municipality, things)
            if (answer.status_code, answer.json().get("code")) != (403, "access.denied"):
                wrong.append(f"{endpoint.name} as {role} in {municipality}: {answer.status_code} {answer.text[:200]}")
        return wrong

    roles = [role.value for role in Role] + ["nobody-at-all"]
    # What an endpoint declares is compared in full above; that it holds is asked by a third of the roles at each.
    work = [
        let_in(one, role)
        for number, one in enumerate(one for one in every_endpoint if not one.public)
        for place, role in enumerate(roles)
        if role not in EXPECTED[one.name].roles and (number + place) % 3 == 0
    ]
    assert len(work) > 250
    assert [wrong for found in await all_of(work) for wrong in found] == []


WIDER_HEADERS = [
    {name: value}
    for name, value in (
        ("x-municipality", VAASA),
        ("x-municipalities", f"{LAUKAA},{VAASA}"),
        ("x-scope", VAASA),
        ("x-role", "integration_unit"),
        ("x-actor", THEIRS),
        ("x-user", THEIRS),
        ("x-forwarded-user", THEIRS),
        ("x-remote-user", THEIRS),
        ("x-original-url", f"/municipalities/{VAASA}/worklist"),
        ("x-rewrite-url", f"/municipalities/{VAASA}/worklist"),
        ("x-forwarded-prefix", f"/municipalities/{VAASA}"),
        ("x-forwarded-for", "127.0.0.1"),
        ("forwarded", "for=127.0.0.1"),
        ("x-http-method-override", "POST"),
        ("cookie", f"municipality={VAASA}; app.municipalities={VAASA}"),
        ("baggage", f"municipality={VAASA}"),
    )
]
WIDER_QUERIES = [
    {"municipality": VAASA},
    {"municipalities": f"{LAUKAA},{VAASA}"},
    {"app.municipalities": VAASA},
    {"scope": "any"},
    {"role": "auditor"},
    {"actor": THEIRS},
    {"status": "x", "municipality": VAASA},
]
WIDER_PATHS = [
    f"/municipalities/{LAUKAA},{VAASA}/worklist",
    f"/municipalities/{LAUKAA}%2C{VAASA}/worklist",
    f"/municipalities/{LAUKAA}/../{VAASA}/worklist",
    f"/municipalities/{LAUKAA}%2F..%2F{VAASA}/worklist",
    f"/municipalities/{LAUKAA}/%2e%2e/{VAASA}/worklist",
    f"/municipalities/{LAUKAA};{VAASA}/worklist",
    f"/municipalities/{LAUKAA}%00{VAASA}/worklist",
    f"/municipalities/{LAUKAA}%0A/worklist",
    f"/municipalities//{VAASA}/worklist",
    f"//municipalities/{VAASA}/worklist",
    f"/municipalities/{VAASA}/worklist/",
    f"/MUNICIPALITIES/{VAASA}/worklist",
    f"/municipalities/{VAASA}/WORKLIST",
    "/municipalities/%39%30%35/worklist",
    "/municipalities/*/worklist",
    "/municipalities/%25/worklist",
    "/municipalities/all/worklist",
    "/municipalities/9_5/worklist",
    "/municipalities/٩٠٥/worklist",
    "/municipalities/９０５/worklist",
]


async def test_no_header_and_no_query_widens_the_scope(attacker: Attacker, vaasa: Prey, laukaa: dict[str, str]) -> None:
    url = f"{attacker.demo.settings.reporting_url}/municipalities/{LAUKAA}/worklist"
    plain = _still((await attacker.ask("GET", url, MINE)).json())
    wider = [{"headers": headers} for headers in WIDER_HEADERS]
    for sent in [*wider, *({"params": query} for query in WIDER_QUERIES if "status" not in query)]:
        answer = await attacker.ask("GET", url, MINE, **sent)
        assert _still(answer.json()) == plain, sent
    assert (await attacker.ask("GET", url, MINE, params=WIDER_QUERIES[-1])).json()["rows"] == []
    foreign = f"{attacker.demo.settings.reporting_url}/municipalities/{VAASA}/worklist"
    refused = told(await attacker.ask("GET", foreign, MINE))
    for sent in wider:
        assert told(await attacker.ask("GET", foreign, MINE, **sent)) == refused, sent


async def test_no_spelling_of_an_address_reaches_another_municipality(attacker: Attacker, vaasa: Prey) -> None:
    base = httpx.URL(attacker.demo.settings.reporting_url)
    for path in WIDER_PATHS:
        url = base.copy_with(raw_path=quote(path, safe="/%,;*").encode())
        answer = await attacker.ask("GET", str(url), MINE)
        assert answer.status_code in (404, 422), path
        assert not [one for one in vaasa.secrets if one in answer.text], path


def _still(worklist: dict[str, Any]) -> dict[str, Any]:
    """Without the position, which moves with everybody's events."""
    return {name: value for name, value in worklist.items() if name != "position"}


# --- the reading role in SQL ------------------------------------------------------------------------------------------

# What the reading role may read that no municipality owns: which tables answer now, and how far they are.
UNSCOPED = {"active", "archive_heads"}
RELATIONS = """
select n.nspname as schema, c.relname as name, c.relkind::text as kind,
    exists (select from pg_attribute where attrelid = c.oid and attname = 'municipality' and not attisdropped) as tenant
from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and has_schema_privilege($1, n.oid, 'usage')
    and (has_table_privilege($1, c.oid, 'select') or has_any_column_privilege($1, c.oid, 'select'))
order by 1, 2
"""
READER = "kotopolku_reporting_reader"


@pytest.fixture
async def readable(attacker: Attacker) -> list[asyncpg.Record]:
    """Every relation that the reading role may read, from the catalogue."""
    admin = await asyncpg.connect(_of_database(attacker))
    try:
        found = await admin.fetch(RELATIONS, READER)
    finally:
        await admin.close()
    assert len([one for one in found if one["tenant"]]) >= 7
    return found


def _theirs_in(rows: list[asyncpg.Record], vaasa: Prey) -> set[str]:
    """The secrets of Vaasa that stand in any column of `rows`, ids within texts included."""
    held = " ".join(str(value) for row in rows for value in row.values() if not isinstance(value, bytes))
    return {one for one in vaasa.secrets if one in held}


@pytest.mark.parametrize(
    "scope",
    [None, "", "410", "410,410", "410,*", " 905", "905;410", "{905}", "'905'", "*", "%", "410,9O5", "NULL", "905\n"],
)  # fmt: skip
async def test_the_reading_role_sees_no_row_of_theirs(
    attacker: Attacker, readable: list[asyncpg.Record], vaasa: Prey, scope: str | None
) -> None:
    reader = await asyncpg.connect(attacker.demo.settings.dsn("reporting_reader"))
    try:
        async with reader.transaction():
            if scope is not None:
                await reader.execute("select set_config('app.municipalities', $1, true)", scope)
            said = scope.split(",") if scope else []
            # Rows of everybody are for whoever says "*", as the services do for all who have some municipality.
            own = {one for one in (LAUKAA, EVERYBODY) if one in said}
            seen: set[str] = set()
            for one in readable:
                rows = await reader.fetch(f'select * from "{one["schema"]}"."{one["name"]}"')
                where = f"{one['schema']}.{one['name']} with {scope!r}"
                if one["tenant"]:
                    whose = {row["municipality"] for row in rows}
                    assert whose <= own, where
                    seen |= whose
                else:
                    assert (one["schema"], one["name"]) in {("reporting", name) for name in UNSCOPED}, where
                assert _theirs_in(rows, vaasa) == set(), where
            assert seen == own
    finally:
        await reader.close()


@pytest.mark.parametrize(
    "table",
    [
        *(f"{service}.{name}" for service in ("intake", "assessment", "planning", "activities")
          for name in ("events", "streams", "commands", "claims")),
        *(f"reporting.{name}" for name in ("archive", "archive_streams", "held", "rejected", "parked", "usage_log")),
        "keys.subject_keys", "access.grants", "bus.bus", "pg_catalog.pg_authid", "pg_catalog.pg_statistic",
    ],
)  # fmt: skip
async def test_the_reading_role_reads_neither_ledgers_nor_archive_nor_keys(attacker: Attacker, table: str) -> None:
    reader = await asyncpg.connect(attacker.demo.settings.dsn("reporting_reader"))
    try:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError)):
            await reader.fetch(f"select 1 from {table}")
    finally:
        await reader.close()


async def test_the_reading_role_writes_nothing_and_becomes_nobody_else(
    attacker: Attacker, readable: list[asyncpg.Record]
) -> None:
    reader = await asyncpg.connect(attacker.demo.settings.dsn("reporting_reader"))
    table = next(one["name"] for one in readable if one["tenant"])
    attempts = [
        statement.format(f'"{one["schema"]}"."{one["name"]}"')
        for one in readable
        for statement in ("delete from {}", "truncate {}", "drop table {}", "alter table {} disable row level security")
    ]
    attempts += [f"set role {row['rolname']}" for row in await reader.fetch("select rolname from pg_roles")
                 if row["rolname"] != READER]  # fmt: skip
    attempts += [
        f"update reporting.{table} set municipality = '{LAUKAA}'",
        f"drop policy scope on reporting.{table}",
        f"alter policy scope on reporting.{table} using (true)",
        "create function reporting.peek(text) returns boolean language sql as 'select true'",
        "create table reporting.mine (x int)",
        "create temporary table mine (x int)",
        "create schema mine",
        f"grant kotopolku_reporting to {READER}",
        f"alter role {READER} bypassrls",
        "copy (select 1) to program 'id'",
        "copy (select 1) to '/dev/null'",
        "select pg_read_file('PG_VERSION')",
        "select lo_import('/etc/passwd')",
        "set session authorization kotopolku_reporting",
    ]
    done = []
    try:
        for attempt in attempts:
            try:
                async with reader.transaction():
                    await reader.execute(attempt)
            except (asyncpg.InsufficientPrivilegeError, asyncpg.WrongObjectTypeError):
                continue
            done.append(attempt)
        assert done == []
        row = await reader.fetchrow(
            "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = $1", READER
        )
        assert tuple(row or ()) == (False, False, False)
    finally:
        await reader.close()


async def test_no_way_of_asking_gets_at_rows_behind_the_policy(
    attacker: Attacker, readable: list[asyncpg.Record], vaasa: Prey
) -> None:
    reader = await asyncpg.connect(attacker.demo.settings.dsn("reporting_reader"))
    victim = UUID(vaasa.things["case"])
    try:
        for one in [one for one in readable if one["tenant"]]:
            table = f'"{one["schema"]}"."{one["name"]}"'
            # Switching row-level security off is an error, not a way in.
            async with reader.transaction():
                await reader.execute("set local row_security = off")
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    async with reader.transaction():
                        await reader.fetch(f"select * from {table}")
            # A cast that fails on each row would say that a row was looked at before the policy hid it.
            assert await reader.fetch(f"select 1 from {table} where (key::text || '!')::int > 0") == []
            assert await reader.fetch(f"select 1 from {table} where key = $1", victim) == []
            assert await reader.fetchval(f"select count(*) from {table}") == 0
        statistics = await reader.fetch(
            "select tablename, most_common_vals::text as common from pg_stats where schemaname = 'reporting'"
        )
        assert _theirs_in(statistics, vaasa) == set()
        assert not {row["tablename"] for row in statistics} & {one["name"] for one in readable if one["tenant"]}
    finally:
        await reader.close()
