"""The head of an event and the chain of hashes, byte for byte. Nothing here may change: it outlives the code."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final
from uuid import UUID

import orjson

BUCKETS: Final = 64
_PREFIX: Final = b"kotopolku-event-1\n"
_U32: Final = struct.Struct(">I")


def bucket_of(key: UUID) -> int:
    """First byte of SHA-256(key as lower-case hyphenated ASCII) mod 64: Kafka's partition and the archive's bucket."""
    return sha256(str(key).encode("ascii")).digest()[0] % BUCKETS


def first_hash(stream: str) -> bytes:
    """What the first event of a stream is chained to: SHA-256 of the stream's name."""
    return sha256(stream.encode()).digest()


def chain(previous: bytes, head: bytes, data: bytes) -> bytes:
    """SHA-256("kotopolku-event-1\\n" ‖ previous hash ‖ u32be(len head) ‖ head ‖ data)."""
    return sha256(b"".join((_PREFIX, previous, _U32.pack(len(head)), head, data))).digest()


def timestamp(instant: datetime) -> str:
    """RFC 3339 UTC with microseconds and Z."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


@lru_cache(maxsize=4096)
def split_type(type_: str) -> tuple[str, str, int]:
    """(service, event name, version) of "fi.kotopolku.<service>.<EventName>.v<n>".

    Raises:
        ValueError: it isn't of that form.
    """
    organisation, project, service, name, version = type_.split(".")
    if (organisation, project) != ("fi", "kotopolku") or not version.startswith("v"):
        raise ValueError(f"not a type of ours: {type_}")
    return service, name, int(version[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All of an event but its payload, position and hashes: a CloudEvents 1.0 JSON object without `data`.

    `stream` begins with the service's name; `key` is the case id, else the stream's own id; `time` is when the event
    was recorded, `effectiveon` the Helsinki day on which it became true.
    """

    id: UUID
    type: str
    stream: str
    time: datetime
    key: UUID
    streamversion: int
    municipality: str | None = None
    effectiveon: date | None = None
    actorid: str | None = None
    actorrole: str | None = None
    actororganisation: str | None = None
    purpose: str | None = None
    commandid: UUID | None = None
    correlationid: str | None = None
    causationid: str | None = None
    corrects: UUID | None = None
    traceparent: str | None = None

    @property
    def service(self) -> str:
        return split_type(self.type)[0]

    @property
    def name(self) -> str:
        return split_type(self.type)[1]

    @property
    def version(self) -> int:
        return split_type(self.type)[2]

    def to_bytes(self) -> bytes:
        """The head's UTF-8 bytes: names in the format's order, absent ones left out, no blanks."""
        service, name, version = split_type(self.type)
        written = {
            "specversion": "1.0",
            "id": self.id,
            "source": f"/kotopolku/{service}",
            "type": self.type,
            "subject": self.stream,
            "time": timestamp(self.time),
            "datacontenttype": "application/json",
            "dataschema": f"urn:kotopolku:{service}:{name}:v{version}",
            "partitionkey": self.key,
            "streamversion": self.streamversion,
            "municipality": self.municipality,
            "effectiveon": self.effectiveon,
            "actorid": self.actorid,
            "actorrole": self.actorrole,
            "actororganisation": self.actororganisation,
            "purpose": self.purpose,
            "commandid": self.commandid,
            "correlationid": self.correlationid,
            "causationid": self.causationid,
            "corrects": self.corrects,
            "traceparent": self.traceparent,
        }
        # orjson writes a uuid.UUID by itself; `str` is for the one that asyncpg makes
        return orjson.dumps({name: value for name, value in written.items() if value is not None}, default=str)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Head:
        """Read a head. Unknown names are passed over: a later writer may say more.

        Raises:
            ValueError: the bytes are not a head.
        """
        try:
            held = orjson.loads(raw)
            get = held.get
            effective, command, corrects = get("effectiveon"), get("commandid"), get("corrects")
            return cls(
                id=UUID(held["id"]),
                type=held["type"],
                stream=held["subject"],
                time=datetime.fromisoformat(held["time"]),
                key=UUID(held["partitionkey"]),
                streamversion=held["streamversion"],
                municipality=get("municipality"),
                effectiveon=None if effective is None else date.fromisoformat(effective),
                actorid=get("actorid"),
                actorrole=get("actorrole"),
                actororganisation=get("actororganisation"),
                purpose=get("purpose"),
                commandid=None if command is None else UUID(command),
                correlationid=get("correlationid"),
                causationid=get("causationid"),
                corrects=None if corrects is None else UUID(corrects),
                traceparent=get("traceparent"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not an event's head: {error}") from error
