"""The bytes that outlive the code: test vectors of heads, hashes and boxes, checked against plain re-computations."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.events import Head, bucket_of, chain, first_hash
from shared.privacy.boxes import Box, BoxBroken, Place, associated_data, decode64, seal, unseal

pytestmark = pytest.mark.unit
VECTORS = json.loads((Path(__file__).parent / "vectors" / "vectors.json").read_text(encoding="utf-8"))

HEAD = Head(
    id=UUID("01976f3c-5a00-7000-8000-000000000001"),
    type="fi.kotopolku.intake.ArrivalRegistered.v1",
    stream="intake/case/8d7e6f5a-1b2c-4d3e-9f80-a1b2c3d4e5f6",
    time=datetime(2026, 1, 5, 6, 7, 8, 9, UTC),
    key=UUID("8d7e6f5a-1b2c-4d3e-9f80-a1b2c3d4e5f6"),
    streamversion=1,
    municipality="545",
    effectiveon=date(2026, 1, 4),
    actorid="närpes/ä",
    actorrole="caseworker",
    actororganisation="Närpes stad",
    purpose="integration",
    commandid=UUID("00000000-0000-5000-8000-000000000002"),
    correlationid="c",
    causationid="d",
    corrects=UUID("01976f3c-5a00-7000-8000-000000000003"),
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)
PLACE = Place(HEAD.stream, str(HEAD.id), HEAD.type, "person")
SUBJECT = UUID("11111111-2222-4333-8444-555555555555")
KEY = UUID("66666666-7777-4888-8999-aaaaaaaaaaaa")
SECRET = bytes(range(32))
NONCE = bytes(range(12))
PLAINTEXT = '{"family_name":"Núñez","given_names":"Åsa"}'.encode()


def test_a_head_is_written_as_the_vector_says() -> None:
    assert HEAD.to_bytes().decode() == VECTORS["head"]


def test_a_head_is_read_as_it_was_written() -> None:
    assert Head.from_bytes(VECTORS["head"].encode()) == HEAD


def test_absent_names_are_left_out_of_a_head() -> None:
    bare = Head(id=HEAD.id, type=HEAD.type, stream=HEAD.stream, time=HEAD.time, key=HEAD.key, streamversion=2)
    assert list(json.loads(bare.to_bytes())) == [
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "partitionkey",
        "streamversion",
    ]  # fmt: skip


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b'{"id":"x"}', b"\xff"])
def test_what_is_not_a_head_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError):
        Head.from_bytes(broken)


def test_a_chain_begins_at_the_streams_name_and_takes_head_and_data_byte_for_byte() -> None:
    head, data = VECTORS["head"].encode(), VECTORS["data"].encode()
    first = hashlib.sha256(HEAD.stream.encode()).digest()
    assert first_hash(HEAD.stream) == first
    by_hand = hashlib.sha256(b"kotopolku-event-1\n" + first + struct.pack(">I", len(head)) + head + data).digest()
    assert chain(first, head, data) == by_hand
    assert by_hand.hex() == VECTORS["hash"]


@pytest.mark.parametrize(("key", "bucket"), VECTORS["buckets"].items())
def test_a_key_has_its_bucket_for_ever(key: str, bucket: int) -> None:
    assert bucket_of(UUID(key)) == bucket == hashlib.sha256(key.encode()).digest()[0] % 64


def test_a_box_is_sealed_as_the_vector_says() -> None:
    assert seal(SECRET, PLACE, SUBJECT, KEY, PLAINTEXT, nonce=NONCE).to_json() == VECTORS["box"]


def test_a_box_opens_by_the_papers_recipe_alone() -> None:
    box = VECTORS["box"]
    parts = [PLACE.stream, PLACE.event_id, PLACE.type, PLACE.path, box["subject"], box["key"]]
    associated = b"".join(struct.pack(">I", len(part.encode())) + part.encode() for part in parts)
    assert associated_data(PLACE, box["subject"], box["key"]) == associated
    derived = hmac.new(SECRET, associated, "sha512").digest()
    assert derived[32:] == decode64(box["commitment"])
    opened = AESGCM(derived[:32]).decrypt(decode64(box["nonce"]), decode64(box["ciphertext"]), associated)
    assert opened == PLAINTEXT


@pytest.mark.parametrize("part", ["commitment", "nonce", "ciphertext"])
def test_a_box_with_one_bit_flipped_does_not_open(part: str) -> None:
    text = VECTORS["box"][part]
    flipped = ("B" if text[0] == "A" else "A") + text[1:]
    with pytest.raises(BoxBroken):
        unseal(SECRET, PLACE, Box(**{**VECTORS["box"], part: flipped}))


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("intake/case/other", PLACE.event_id, PLACE.type, PLACE.path),
        Place(PLACE.stream, "other", PLACE.type, PLACE.path),
        Place(PLACE.stream, PLACE.event_id, "fi.kotopolku.intake.ArrivalRegistered.v2", PLACE.path),
        Place(PLACE.stream, PLACE.event_id, PLACE.type, "background"),
    ],
)
def test_a_box_that_is_copied_elsewhere_does_not_open(elsewhere: Place) -> None:
    with pytest.raises(BoxBroken):
        unseal(SECRET, elsewhere, Box(**VECTORS["box"]))


def test_a_box_says_whose_it_is_and_another_persons_key_does_not_open_it() -> None:
    with pytest.raises(BoxBroken):
        unseal(bytes(32), PLACE, Box(**VECTORS["box"]))
