"""The published language: schemas, golden events, upcasters, and what may not be forgotten."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

import shared.events.published  # noqa: F401 - registers every event
from shared.events import REGISTRY, CaseEvent, Clear, Event, Head, Personal, Unreadable, chain, decode, first_hash
from shared.events.envelope import split_type
from shared.events.model import Registry, is_personal, why_clear
from shared.events.schema import differences, file_name, shipped, unshipped_changes
from shared.privacy.boxes import decode64
from shared.privacy.keys import NO_KEYS, Keys, SubjectKey

pytestmark = pytest.mark.unit
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
EVENTS = list(REGISTRY)


def keys_of(golden: dict[str, dict[str, list[str]]]) -> Keys:
    return Keys(
        SubjectKey(UUID(key), UUID(subject), decode64(secret)) for key, (subject, secret) in golden["keys"].items()
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_event_of_every_version_still_decodes(path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    head = Head.from_bytes(golden["head"].encode())
    recorded = decode(head, golden["data"].encode(), keys_of(golden))
    assert type(recorded.event) is REGISTRY.current(head.service, head.name)
    for name, info in type(recorded.event).model_fields.items():
        value = getattr(recorded.event, name)
        if is_personal(info) and value is not None:
            assert not isinstance(value.value, Unreadable), name


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_event_fits_the_schema_it_was_shipped_with(path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    service, name, version = split_type(json.loads(golden["head"])["type"])
    Draft202012Validator(shipped()[file_name(service, name, version)]).validate(json.loads(golden["data"]))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_without_its_key_a_golden_event_is_hidden_and_with_a_destroyed_one_erased(path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    head, data = Head.from_bytes(golden["head"].encode()), golden["data"].encode()
    gone = Keys(SubjectKey(UUID(key), UUID(subject), None) for key, (subject, _) in golden["keys"].items())
    for keys, expected in ((NO_KEYS, Unreadable.HIDDEN), (gone, Unreadable.ERASED)):
        event = decode(head, data, keys).event
        for name, info in type(event).model_fields.items():
            if is_personal(info) and getattr(event, name) is not None:
                assert getattr(event, name).value is expected


def test_every_shipped_version_has_a_golden_event() -> None:
    assert {path.name for path in GOLDEN} == set(shipped())


def test_nobody_changed_a_version_that_was_shipped() -> None:
    assert list(unshipped_changes()) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_older_version_leads_to_the_current_one(event: type[Event]) -> None:
    for version in range(1, event.version):
        assert file_name(event.service, event.name, version) in shipped()


def test_a_removed_a_retyped_and_a_newly_required_field_are_found() -> None:
    before = shipped()["intake.ArrivalRegistered.v1.json"]
    removed, retyped, required = copy.deepcopy(before), copy.deepcopy(before), copy.deepcopy(before)
    del removed["properties"]["arrived_on"]
    retyped["properties"]["arrived_on"]["type"] = "integer"
    required["required"].append("notes")
    reworded = copy.deepcopy(before)
    reworded["description"] = "Other words."
    assert any("arrived_on was removed" in said for said in differences(before, removed))
    assert any("arrived_on.type" in said for said in differences(before, retyped))
    assert any(said.startswith("required") for said in differences(before, required))
    assert list(differences(before, reworded)) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_field_is_sealed_or_says_why_it_is_clear(event: type[Event]) -> None:
    for name, info in event.model_fields.items():
        assert is_personal(info) != bool(why_clear(info)), name


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_says_in_words_what_happened(event: type[Event]) -> None:
    assert event.__doc__
    assert len(event.__doc__) >= 14


@pytest.mark.parametrize("field", ["name", "version", "service", "type", "effective"])
def test_a_field_that_hides_what_every_event_has_cannot_be_published(field: str) -> None:
    def published() -> None:
        class Hiding(Event, version=1):
            __annotations__ = {field: Annotated[str, Clear("a test")]}

    with pytest.raises(TypeError, match=f"cannot have a field called {field}"):
        published()


def test_a_field_that_is_neither_sealed_nor_allowed_in_clear_cannot_be_published() -> None:
    with pytest.raises(TypeError, match="neither"):

        class Careless(CaseEvent, version=1):
            nationality: str


def test_an_event_newer_than_the_program_is_refused() -> None:
    with pytest.raises(LookupError, match="newer"):
        REGISTRY.upcast("intake", "ArrivalRegistered", 99, {})


def test_an_upcaster_changes_what_is_in_a_box_only_when_it_is_read() -> None:
    registry = Registry()
    opened = []
    box = {
        "subject": "11111111-2222-4333-8444-555555555555",
        "key": "k",
        "commitment": "",
        "nonce": "",
        "ciphertext": "",
    }

    def opener() -> object:
        opened.append(1)
        return {"old": 1}

    @registry.upcaster("intake", "Example", 1)
    def upcast(payload: dict[str, object]) -> dict[str, object]:
        personal = payload["person"]
        assert isinstance(personal, Personal)
        return {**payload, "person": personal.changed(lambda plain: {"new": plain["old"]})}

    class Example(CaseEvent, version=None):
        name_of: Annotated[str, Clear("an example")] = "x"

    Example.service, Example.name, Example.version = "intake", "Example", 2
    registry.add(Example)
    after = registry.upcast("intake", "Example", 1, {"person": Personal.sealed(box, opener)})
    assert opened == []
    assert after["person"]._open() == {"new": 1}
    hidden = registry.upcast("intake", "Example", 1, {"person": Personal.sealed(box, lambda: Unreadable.ERASED)})
    assert hidden["person"]._open() is Unreadable.ERASED


def test_a_value_in_a_box_never_shows_in_a_representation() -> None:
    personal = Personal(UUID("11111111-2222-4333-8444-555555555555"), "Núñez")
    assert "Núñez" not in repr(personal)


def test_golden_bytes_chain() -> None:
    golden = json.loads(GOLDEN[0].read_text(encoding="utf-8"))
    head, data = golden["head"].encode(), golden["data"].encode()
    one = chain(first_hash(json.loads(head)["subject"]), head, data)
    assert chain(one, head, data) != one
    assert len(one) == 32
