"""Activities over HTTP, on a real database: groups, sessions, the roll, and to whom a group does not exist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.activities.conftest import GROUP, LAIHIA, LAUKAA, Activities, facts, running
from tests.activities.facts import NARPES

pytestmark = pytest.mark.integration

GROUPS = f"/municipalities/{NARPES}/groups"


class TestGroups:
    async def test_a_group_is_opened_once_and_its_stream_is_told(self, activities: Activities) -> None:
        first = await activities.post("leader", GROUPS, GROUP, key="one")
        again = await activities.post("leader", GROUPS, GROUP, key="one")
        said = first.json()
        assert (first.status_code, said["stream"], said["version"]) == (201, f"activities/group/{said['group']}", 1)
        assert (again.status_code, again.json()) == (201, said)
        assert again.headers["idempotency-replayed"] == "true"
        assert await facts(activities.app, said["stream"]) == ["GroupOpened"]
        other = await activities.post("leader", GROUPS, {**GROUP, "places": 2}, key="one")
        assert (other.status_code, other.json()["code"]) == (422, "request.idempotency_key_reused")

    @pytest.mark.parametrize(
        ("actor", "municipality", "title", "field", "words"),
        [
            ("leader", NARPES, {"sv": "Språkcafé"}, "title.fi", "Gruppens namn saknas"),
            ("laihia", LAIHIA, {"fi": "Kielikahvila"}, "title.sv", "Gruppens namn saknas"),
        ],
    )
    async def test_in_ostrobothnia_a_group_has_a_name_in_both_languages(
        self, activities: Activities, actor: str, municipality: str, title: dict[str, str], field: str, words: str
    ) -> None:
        path = f"/municipalities/{municipality}/groups"
        answer = await activities.post(actor, path, {**GROUP, "title": title}, language="sv")
        said = answer.json()
        assert (answer.status_code, said["code"], said["field"]) == (409, "group.title_language_missing", field)
        assert said["title"].startswith(words)

    async def test_in_central_finland_finnish_is_enough(self, activities: Activities) -> None:
        path = f"/municipalities/{LAUKAA}/groups"
        answer = await activities.post("laukaa", path, {**GROUP, "title": {"fi": "Kielikahvila"}})
        assert answer.status_code == 201

    async def test_a_group_without_any_name_is_asked_for_one(self, activities: Activities) -> None:
        answer = await activities.post("leader", GROUPS, {**GROUP, "title": {}})
        assert (answer.status_code, answer.json()["code"]) == (422, "request.field_missing")

    async def test_a_session_is_neither_tomorrow_nor_before_the_start(self, activities: Activities) -> None:
        group = await activities.group()
        tomorrow = (running(activities.app).clock.today() + timedelta(days=1)).isoformat()
        ahead = await activities.post("leader", f"{GROUPS}/{group}/sessions", {"held_on": tomorrow})
        before = await activities.post("leader", f"{GROUPS}/{group}/sessions", {"held_on": "2026-02-01"})
        assert (ahead.status_code, ahead.json()["code"]) == (409, "session.day_in_the_future")
        assert (before.status_code, before.json()["code"]) == (409, "session.before_the_group_starts")

    async def test_the_roll_names_whoever_has_no_place(self, activities: Activities) -> None:
        group = await activities.group()
        session = await activities.session(group)
        roll = {"attendance": [{"case": str(uuid4()), "present": True}]}
        answer = await activities.post("leader", f"{GROUPS}/{group}/sessions/{session}/attendance", roll)
        said = answer.json()
        assert (answer.status_code, said["code"], said["field"]) == (
            409,
            "attendance.not_enrolled",
            "attendance.0.case",
        )


ROLL = {"attendance": [{"case": str(UUID(int=1)), "present": True}]}


class TestWhoMayAsk:
    @pytest.mark.parametrize(("rest", "said"), [("sessions", {}), (f"sessions/{UUID(int=7)}/attendance", ROLL)])
    async def test_a_foreign_group_cannot_be_told_from_none(
        self, activities: Activities, rest: str, said: dict[str, Any]
    ) -> None:
        group = await activities.group()
        foreign = await activities.post("laukaa", f"/municipalities/{LAUKAA}/groups/{group}/{rest}", said)
        nothing = await activities.post("laukaa", f"/municipalities/{LAUKAA}/groups/{uuid4()}/{rest}", said)
        not_theirs = await activities.post("laukaa", f"{GROUPS}/{group}/{rest}", said)
        told = [{**answer.json(), "trace": None} for answer in (foreign, nothing, not_theirs)]
        assert [answer.status_code for answer in (foreign, nothing, not_theirs)] == [404, 404, 404]
        assert told[0] == told[1] == told[2]

    async def test_without_a_token_or_the_role_nobody_opens_a_group(self, activities: Activities) -> None:
        assert (await activities.client.post(GROUPS, json=GROUP)).status_code == 401
        assert (await activities.post("auditor", GROUPS, GROUP)).status_code == 403
        assert (await activities.post("abroad", "/municipalities/091/groups", GROUP)).status_code == 404

    @pytest.mark.parametrize("rest", ["", "/{group}/sessions", "/{group}/sessions/{session}/attendance"])
    async def test_nonsense_gets_a_typed_answer_and_changes_nothing(self, activities: Activities, rest: str) -> None:
        group = await activities.group()
        session = await activities.session(group)
        path = GROUPS + rest.format(group=group, session=session)
        for nonsense in NONSENSE:
            headers = {**activities.place.headers("leader"), "content-type": "application/json"}
            answer = await activities.client.post(path, content=nonsense, headers=headers)
            assert answer.status_code in {400, 413, 422}, nonsense[:80]
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["title"] != answer.json()["code"]
        assert await facts(activities.app, f"activities/group/{group}") == ["GroupOpened", "SessionHeld"]


NONSENSE = [
    b"",
    b"[]",
    b"\xff",
    b'{"title": "x"}',
    b'{"title": {"fi": "=1+1\\u0000"}, "language": "swe", "places": 1, "starts_on": "2026-02-02"}',
    b'{"title": {"fi": "x"}, "language": "xxx", "places": 1, "starts_on": "2026-02-02"}',
    b'{"title": {"fi": "x"}, "language": "swe", "places": 0, "starts_on": "2026-02-30"}',
    b'{"title": {"fi": "' + b"x" * 1_000_000 + b'"}, "held_on": 7}',
    b'{"held_on": "31.12.2026"}',
    b'{"attendance": [{"case": "x", "present": "yes"}]}',
    b'{"attendance": []}',
]
