"""The AsyncAPI document: valid by AsyncAPI's own schema, complete, current."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
import referencing
from referencing.jsonschema import DRAFT7

from services.console.asyncapi import DOCUMENT, consumers, rendered
from shared.events.published import intake
from shared.events.schema import shipped
from shared.messaging.asyncapi import document
from shared.messaging.kafka import headers_of

pytestmark = pytest.mark.unit

SCHEMA = Path(__file__).parent / "asyncapi" / "asyncapi-3.0.0.schema.json"
HEAD = {
    "specversion": "1.0",
    "id": "019cad8f-ac00-7150-99ea-efcb643cc231",
    "source": "/kotopolku/intake",
    "type": intake.TransferDeclined.type,
    "subject": "intake/case/af8e308c-4206-4aa9-9926-d9953d9b26b2",
    "time": "2026-03-02T08:00:00.000000Z",
    "datacontenttype": "application/json",
    "dataschema": intake.TransferDeclined.schema_uri,
    "partitionkey": "af8e308c-4206-4aa9-9926-d9953d9b26b2",
    "streamversion": 3,
    "municipality": "905",
}


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return json.loads(rendered())


def inside(made: dict[str, Any], pointer: str) -> jsonschema.Draft7Validator:
    registry = referencing.Registry().with_resource("urn:document", DRAFT7.create_resource(made))
    return jsonschema.Draft7Validator({"$ref": f"urn:document#{pointer}"}, registry=registry)


def test_it_validates_against_asyncapis_own_schema(made: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    errors = [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(made)]
    assert errors == []


def test_every_reference_leads_somewhere(made: dict[str, Any]) -> None:
    def references(part: object) -> list[str]:
        match part:
            case dict():
                own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
                return own + [one for value in part.values() for one in references(value)]
            case list():
                return [one for value in part for one in references(value)]
        return []

    def found(reference: str) -> bool:
        at: Any = made
        for step in reference.removeprefix("#/").split("/"):
            at = at[int(step)] if isinstance(at, list) else at.get(step)
            if at is None:
                return False
        return True

    said = references(made)
    assert len(said) > 50
    assert [one for one in said if not found(one)] == []


def test_every_version_ever_shipped_is_a_message_with_payload_and_headers(made: dict[str, Any]) -> None:
    messages = made["components"]["messages"]
    assert {name.removesuffix(".json") for name in shipped()} <= set(messages)
    assert set(made["channels"]["events"]["messages"]) == set(messages)
    payload = messages["intake.ArrivalRegistered.v1"]["payload"]["properties"]
    assert payload["municipality"]["x-clear"] == "routing and scope"
    assert set(payload["person"]["x-personal"]["properties"]) >= {"family_name", "birth_date"}


def test_the_headers_of_a_message_are_those_that_are_sent(made: dict[str, Any]) -> None:
    sent = {name: value.decode("latin-1") for name, value in headers_of(orjson.dumps(HEAD), b"\xff" * 32)}
    check = inside(made, "/components/messages/intake.TransferDeclined.v1/headers")
    check.validate(sent)
    wrong = [{**sent, "ce_type": "another"}, {**sent, "hash": "short"}, {k: v for k, v in sent.items() if k != "head"}]
    assert [check.is_valid(headers) for headers in wrong] == [False, False, False]
    known = set(made["components"]["schemas"]["headers"]["properties"])
    assert set(sent) <= known


def test_a_payload_is_checked_by_its_message(made: dict[str, Any]) -> None:
    check = inside(made, "/components/messages/intake.ArrivalRegistered.v1/payload")
    assert not check.is_valid({"municipality": "905", "channel": "nothing of ours"})
    assert any("channel" in error.path for error in check.iter_errors({"channel": "nothing of ours"}))


def test_it_says_who_publishes_and_who_consumes_what(made: dict[str, Any]) -> None:
    operations = made["operations"]
    assert {one for one in operations if one.endswith("Publishes")} >= {"intakePublishes", "assessmentPublishes"}
    consumed = [one["$ref"].rsplit("/", 1)[1] for one in operations["assessmentConsumes"]["messages"]]
    assert "intake.ArrivalRegistered.v1" in consumed
    assert len(operations["reportingConsumes"]["messages"]) == len(made["components"]["messages"])
    assert set(consumers()) >= {"assessment", "reporting"}


def test_a_consumer_of_what_nobody_publishes_is_refused() -> None:
    with pytest.raises(LookupError, match="Nothing"):
        document({"planning": ["intake.Nothing"]})


def test_the_checked_in_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == rendered(), "run kotopolku asyncapi"
