"""The AsyncAPI 3.0 document of the topic: every event type in every version ever shipped, its bytes and its headers.

Payloads are the checked-in JSON Schemas of `shared/events/schemas` as they stand (`x-clear` says why a field is in
clear, `x-personal` what a sealed box holds). The topic is internal: envelopes are clear, so partners never read it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.events import published  # noqa: F401 - fills the registry
from shared.events.model import REGISTRY
from shared.events.schema import file_name, schema_of, shipped
from shared.messaging.transport import LONGEST, PARTITIONS, TOPIC

VERSION: Final = "1.0.0"  # the topic's: another one would be another topic
LICENCE: Final = "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12"
CHANNEL: Final = "events"
CONTENT_TYPE: Final = "application/json"

_UUID: Final = {"type": "string", "format": "uuid"}
_TEXT: Final = {"type": "string"}
_KEY: Final = {**_UUID, "description": "ASCII, lower case, hyphenated."}
# Attributes of the head (FORMATS, "The bytes of an event"), as the headers that are derived from them.
_ALWAYS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {**_UUID, "description": "UUIDv7."},
    "ce_source": {"type": "string", "pattern": "^/kotopolku/[a-z]+$"},
    "ce_type": {"type": "string", "pattern": r"^fi\.kotopolku\.[a-z]+\.[A-Za-z]+\.v[1-9]\d*$"},
    "ce_subject": {**_TEXT, "description": "The stream's name: <service>/<kind>/<uuid>."},
    "ce_time": {"type": "string", "format": "date-time", "description": "Recorded at, UTC, with microseconds and Z."},
    "content-type": {"type": "string", "const": CONTENT_TYPE},
    "ce_dataschema": {"type": "string", "format": "uri"},
    "ce_partitionkey": {**_UUID, "description": "The case id, else the stream's own id; the message's key too."},
    "ce_streamversion": {"type": "string", "pattern": r"^[1-9]\d*$", "description": "With the subject, tells doubles."},
    "head": {
        "type": "string",
        "contentMediaType": "application/cloudevents+json",
        "description": "The exact UTF-8 bytes of the CloudEvents object without data; the ce_ headers come from it.",
    },
    "hash": {
        "type": "string",
        "format": "binary",
        "minLength": 32,
        "maxLength": 32,
        "description": "32 raw bytes, no text: SHA-256 over the previous hash of the stream, the head and the value.",
    },
}
_SOMETIMES: Final[Mapping[str, Mapping[str, Any]]] = {
    "ce_municipality": {"type": "string", "pattern": r"^\d{3}$"},
    "ce_effectiveon": {"type": "string", "format": "date", "description": "The Europe/Helsinki day it became true."},
    "ce_actorid": {**_TEXT, "description": "Opaque."},
    "ce_actorrole": _TEXT,
    "ce_actororganisation": _TEXT,
    "ce_purpose": _TEXT,
    "ce_commandid": _UUID,
    "ce_correlationid": _TEXT,
    "ce_causationid": _TEXT,
    "ce_corrects": {**_UUID, "description": "The event that this one corrects."},
    "ce_traceparent": {**_TEXT, "description": "W3C Trace Context."},
}


def document(consumers: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The document.

    Args:
        consumers: for each consuming service, the names ("intake.ArrivalRegistered") of the events it consumes, in
            every version; no names are all events.

    Raises:
        LookupError: a consumer names an event that nobody publishes.
    """
    schemas = _schemas()
    by_event: dict[str, list[str]] = {}
    for name in schemas:
        by_event.setdefault(name.rsplit(".", 1)[0], []).append(name)
    producers: dict[str, list[str]] = {}
    for name in schemas:
        producers.setdefault(name.split(".", 1)[0], []).append(name)
    operations = {f"{service}Publishes": _operation("send", service, names) for service, names in producers.items()}
    for service, events in consumers.items():
        try:
            names = [name for event in events or by_event for name in by_event[event]]
        except KeyError as missing:
            raise LookupError(f"{service} consumes {missing.args[0]}, which nobody publishes") from None
        operations[f"{service}Consumes"] = _operation("receive", service, names)
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:kotopolku:{TOPIC}",
        "info": {
            "title": "Kotopolku – Integrationsstigen: events",
            "version": VERSION,
            "description": (
                "CloudEvents 1.0 in Kafka's binary mode. The key is the case's id (else the stream's own), the"
                " partition the first byte of SHA-256(key) mod 64. Delivery is at least once; ce_subject and"
                " ce_streamversion tell a double. Whatever is said about a person is a sealed box."
            ),
            "license": {"name": "EUPL-1.2", "url": LICENCE},
            "tags": [{"name": service} for service in producers],
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The region's own broker, internal to the deployment (KOTOPOLKU_KAFKA_BOOTSTRAP).",
                "variables": {"bootstrap": {"default": "localhost:9092", "description": "host:port, several by comma"}},
            }
        },
        "channels": {
            CHANNEL: {
                "address": TOPIC,
                "title": "Every event of every service",
                "servers": [{"$ref": "#/servers/kafka"}],
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in schemas},
                "bindings": {
                    "kafka": {
                        "topic": TOPIC,
                        "partitions": PARTITIONS,
                        "topicConfiguration": {
                            "cleanup.policy": ["delete"],
                            "retention.ms": -1,
                            "max.message.bytes": LONGEST + 64 * 1024,
                        },
                        "bindingVersion": "0.5.0",
                    }
                },
            }
        },
        "operations": operations,
        "components": {
            "messages": {name: _message(name, schema) for name, schema in schemas.items()},
            "schemas": {"headers": _headers()},
        },
    }


def _schemas() -> dict[str, dict[str, Any]]:
    """By "<service>.<EventName>.v<n>", sorted: every version ever shipped, and what this code publishes."""
    current = {file_name(event.service, event.name, event.version): schema_of(event) for event in REGISTRY}
    return {name.removesuffix(".json"): schema for name, schema in sorted({**current, **shipped()}.items())}


def _operation(action: str, service: str, names: Sequence[str]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "title": f"{service} {'publishes' if action == 'send' else 'consumes'}",
        "tags": [{"name": service}],
        "messages": [{"$ref": f"#/channels/{CHANNEL}/messages/{name}"} for name in names],
    }
    if action == "receive":
        group = {"type": "string", "enum": [service]}
        operation["bindings"] = {"kafka": {"groupId": group, "bindingVersion": "0.5.0"}}
    return operation


def _message(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    service, event, version = name.split(".")
    described = str(schema.get("description", ""))
    return {
        "name": f"fi.kotopolku.{service}.{event}.{version}",
        "title": f"{event} ({version})",
        "summary": described.split("\n", 1)[0],
        "contentType": CONTENT_TYPE,
        "tags": [{"name": service}],
        "headers": {
            "allOf": [
                {"$ref": "#/components/schemas/headers"},
                {
                    "type": "object",
                    "properties": {
                        "ce_type": {"const": f"fi.kotopolku.{service}.{event}.{version}"},
                        "ce_source": {"const": f"/kotopolku/{service}"},
                        "ce_dataschema": {"const": f"urn:kotopolku:{service}:{event}:{version}"},
                    },
                },
            ]
        },
        "payload": _within(schema, f"#/components/messages/{name}/payload"),
        "bindings": {"kafka": {"key": dict(_KEY), "bindingVersion": "0.5.0"}},
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(_ALWAYS),
        "properties": copy.deepcopy({**_ALWAYS, **_SOMETIMES}),
    }


def _within(schema: Mapping[str, Any], at: str) -> dict[str, Any]:
    """A schema as it stands at `at` in the document, whose `$ref`s begin at its own root.

    `$id` and `$schema` go, draft 2020-12's `$defs` become AsyncAPI's `definitions`, and references follow them. What is
    under `x-personal` is a schema of its own (of what the box holds), and its references stay inside of it.
    """

    def moved(part: object, root: str, here: str) -> Any:
        match part:
            case dict():
                return {
                    renamed: _reference(value, root)
                    if key == "$ref"
                    else moved(value, f"{here}/{key}" if key == "x-personal" else root, f"{here}/{renamed}")
                    for key, value in part.items()
                    for renamed in ("definitions" if key == "$defs" else key,)
                    if key not in {"$schema", "$id"}
                }
            case list():
                return [moved(one, root, f"{here}/{n}") for n, one in enumerate(part)]
            case _:
                return part

    inside: dict[str, Any] = moved(schema, at, at)
    return inside


def _reference(value: object, root: str) -> object:
    return value.replace("#/$defs/", f"{root}/definitions/") if isinstance(value, str) else value
