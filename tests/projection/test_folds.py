"""Folds tolerate what order the transport leaves open: services' events in any order after intake's first."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.names import tokens
from services.reporting.readmodels import TOLD, projections
from services.reporting.readmodels.caseload import CaseloadRow, next_due, status_of
from shared.events.codec import TrustedHead, UndeclaredOpening, decode_trusted
from shared.events.envelope import bucket_of
from shared.privacy.blind import Blind
from shared.privacy.keys import NO_KEYS, Keys, SubjectKey
from shared.projection import Projection, changed
from shared.projection.archive import Archived
from shared.projection.asof import in_force
from shared.projection.folding import Routes
from shared.projection.replay import ChainBroken, Replay
from tests.projection.chronicle import Case, Chronicle, accepted, arrival, corrected, history, offered, started

pytestmark = pytest.mark.unit
BLIND = Blind(b"b" * 32)


class MemoryKeys:
    """Subject keys without a database: each subject's is made of its own id."""

    async def for_sealing(self, subjects: dict[UUID, tuple[UUID, ...]]) -> Keys:
        return Keys(SubjectKey(subject, subject, subject.bytes * 2) for subject in subjects)

    async def for_opening(self, key_ids: Any) -> Keys:
        return Keys(SubjectKey(key, key, key.bytes * 2) for key in key_ids)


KEYS: Any = MemoryKeys()


def archived(said: list[Any]) -> list[Archived]:
    found = []
    for seq, one in enumerate(said, 1):
        head = TrustedHead(one.head)
        found.append(
            Archived(
                one.bucket,
                seq,
                head.stream,
                head.streamversion,
                head.key,
                head.type,
                head,
                one.head,
                one.data,
                one.hash,
            )
        )
    return found


def records(events: list[Archived]) -> list[tuple[Any, ...]]:
    return [
        (one.bucket, one.seq, one.stream, one.version, one.key, one.type, one.head_bytes, one.data, one.hash)
        for one in events
    ]


def folded(events: list[Archived]) -> dict[str, dict[str, Any]]:
    """The rows of one case in every read model, but for where in the archive an event stands."""
    replay = Replay(Routes((*projections(BLIND), *TOLD)), KEYS)
    asyncio.run(replay.fold(events))
    assert replay.failures == []
    rows = {name: held.get(events[0].key, {}) for name, held in replay.rows.items()}
    rows["timeline"] = {sub: row._replace(seq=None) for sub, row in rows["timeline"].items()}
    return rows


def told(case: Case) -> list[list[Any]]:
    """A case's streams, sealed and chained."""

    async def say() -> list[list[Any]]:
        chronicle = Chronicle(KEYS)
        return [await chronicle.says(case.id, *stream) for stream in history(case)]

    return asyncio.run(say())


CASE = Case()
STREAMS = told(CASE)


@st.composite
def interleavings(draw: st.DrawFn) -> list[Any]:
    left = [list(stream) for stream in STREAMS]
    order = [left[0].pop(0)]  # every other event of a case comes of its arrival
    while left := [stream for stream in left if stream]:
        order.append(draw(st.sampled_from(left)).pop(0))
    return order


@settings(max_examples=60, deadline=None)
@given(interleavings())
def test_any_interleaving_that_the_promise_allows_gives_the_same_rows(order: list[Any]) -> None:
    in_turn = [one for stream in STREAMS for one in stream]
    assert folded(archived(order)) == folded(archived(in_turn))


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(STREAMS))))
def test_even_before_the_arrival_no_fold_fails_and_the_case_ends_where_intake_says(streams: list[int]) -> None:
    order = [one for n in streams for one in STREAMS[n]]
    rows = folded(archived(order))
    assert {
        row.municipality for held in (rows["caseload"], rows["timeline"], rows["deadlines"]) for row in held.values()
    } == {"410"}


def test_a_changed_event_stops_the_replay() -> None:
    events = records(archived(STREAMS[1]))
    forged = list(events[1])
    forged[7] = forged[7].replace(b"official-1", b"official-2")
    with pytest.raises(ChainBroken) as broken:
        Replay(Routes(projections(BLIND)), KEYS).verified([events[0], tuple(forged), events[2]])
    assert broken.value.version == 2


def test_a_removed_event_stops_the_replay() -> None:
    events = records(archived(STREAMS[1]))
    with pytest.raises(ChainBroken):
        Replay(Routes(projections(BLIND)), KEYS).verified([events[0], events[2]])


def test_a_fold_cannot_open_a_box_that_it_did_not_declare() -> None:
    (event, *_) = archived(STREAMS[0])
    payload: dict[str, Any] = orjson.loads(event.data)
    recorded = decode_trusted(event.head, payload, NO_KEYS)
    with pytest.raises(UndeclaredOpening):
        _ = recorded.event.person.value  # type: ignore[attr-defined]


def test_trusted_decoding_says_what_validated_decoding_says() -> None:
    from shared.events import Head, decode

    for one in (one for stream in STREAMS for one in stream):
        head = TrustedHead(one.head)
        keys = asyncio.run(KEYS.for_opening([CASE.person]))
        opens = ("person", "background", "findings", "goals", "attendance")
        quick = decode_trusted(head, orjson.loads(one.data), keys, opens=opens)
        slow = decode(Head.from_bytes(one.head), one.data, keys)
        assert quick.event == slow.event
        for name in Head.__dataclass_fields__:
            assert getattr(quick.head, name) == getattr(slow.head, name), name


def _about(day: date, *events: Any) -> list[str]:
    return [event.head.name for event in in_force(list(events), day)]


def _said(*events: Any, corrects: dict[int, int] | None = None) -> list[Archived]:
    async def say() -> list[Any]:
        chronicle = Chronicle(KEYS)
        said: list[Any] = []
        for n, event in enumerate(events):
            what = (corrects or {}).get(n)
            of = TrustedHead(said[what].head).id if what is not None else None
            said.append(await chronicle.one(CASE.id, event, corrects=of))
        return said

    return archived(asyncio.run(say()))


def test_what_became_true_after_the_day_is_not_yet_true() -> None:
    events = _said(arrival(CASE), offered(CASE), accepted(CASE))
    assert _about(date(2026, 4, 14), *events) == ["ArrivalRegistered", "TransferOffered"]
    assert _about(date(2026, 4, 15), *events) == ["ArrivalRegistered", "TransferOffered", "TransferAccepted"]


def test_what_became_true_first_comes_first_however_late_it_was_written() -> None:
    events = _said(offered(CASE), arrival(CASE))  # the arrival of 1 March is written after the offer of 2 March
    assert _about(date(2026, 6, 1), *events) == ["ArrivalRegistered", "TransferOffered"]


def test_a_correction_of_the_same_kind_takes_the_place_of_what_it_corrects() -> None:
    events = _said(started(on=date(2026, 4, 2)), started(on=date(2026, 3, 20)), corrects={1: 0})
    assert [event.version for event in in_force(events, date(2026, 3, 25))] == [2]
    assert in_force(events, date(2026, 3, 19)) == []


def test_a_correction_of_a_part_stands_where_the_corrected_event_stood() -> None:
    events = _said(arrival(CASE), offered(CASE), corrected(CASE, "B"), corrects={2: 0})
    names = ["ArrivalRegistered", "PersonDetailsCorrected", "TransferOffered"]
    assert _about(date(2026, 3, 3), *events) == names
    assert _about(date(2026, 3, 1), *events) == names[:2]  # true from the day of the arrival


def test_a_case_waits_for_what_its_furthest_service_waits_for() -> None:
    assert status_of("done", "none", plan_needed=True) == "plan_required"
    assert status_of("done", "none", plan_needed=False) == "assessed"
    assert status_of("required", "drafted", plan_needed=None) == "plan_drafted"


def test_the_nearest_open_duty_is_next() -> None:
    row = CaseloadRow(
        assessment="required", assessment_due=date(2026, 5, 1), plan="required", plan_due=date(2026, 4, 1)
    )
    assert next_due(row) == (date(2026, 4, 1), "plan")
    assert next_due(changed(row, plan="drafted")) == (date(2026, 5, 1), "assessment")


@pytest.mark.parametrize(
    ("name", "words"),
    [("Al-Hassan Åsa", {"al", "hassan", "asa"}), ("ŁUKASZ", {"lukasz"}), ("  ", set()), ("Зоя", {"зоя"})],
)
def test_names_are_compared_without_accents_and_capitals(name: str, words: set[str]) -> None:
    assert tokens(name) == words


def test_two_folds_of_one_event_in_a_projection_are_refused() -> None:
    model = Projection("caseload", version=1, row=CaseloadRow, ddl="services.reporting")
    event = type(_event_of(STREAMS[0][0]))
    model.on(event)(lambda rows, _: {})
    with pytest.raises(TypeError):
        model.on(event)(lambda rows, _: {})


def _event_of(said: Any) -> Any:
    return decode_trusted(TrustedHead(said.head), orjson.loads(said.data), NO_KEYS).event


def test_a_bucket_is_its_keys() -> None:
    assert {one.bucket for stream in STREAMS for one in stream} == {bucket_of(CASE.id)}
