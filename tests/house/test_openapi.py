"""The OpenAPI documents are complete: what an operation is, what it takes with an example, and every way it says no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from services.console.provisioning import make_secrets
from services.console.wiring import SPECS
from services.reporting.app import make_reporting
from shared.regions.texts import codes
from shared.service import make_service
from shared.settings import LEDGERS, SERVICES, Settings

pytestmark = pytest.mark.unit
CODE = re.compile(r"\b[a-z_]+\.[a-z_]+(?:\.[a-z_]+)*\b")
SAID_EVERYWHERE = {"500", "503", "413", "422"}


@cache
def document(service: str) -> dict[str, Any]:
    """A service's description, made without a server."""
    with TemporaryDirectory() as folder:
        secrets = Path(folder)
        make_secrets(secrets)
        settings = Settings(
            master_key_file=secrets / "master.key",
            blind_key_file=secrets / "blind.key",
            token_public_key_file=secrets / "token.public.jwk",
        )
        app = make_service(SPECS[service], settings) if service in LEDGERS else make_reporting(settings)
    return app.openapi()


def operations(service: str) -> dict[str, Mapping[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document(service)["paths"].items()
        for method, operation in methods.items()
    }


def schema_of(operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    body: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return body.get("schema")


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_openapi(service: str) -> None:
    validate(document(service))


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_says_what_it_is(service: str) -> None:
    silent = [name for name, one in operations(service).items() if not one.get("summary") or not one.get("tags")]
    assert silent == []
    summaries = [one["summary"] for one in operations(service).values()]
    assert sorted(set(summaries)) == sorted(summaries)


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_has_an_example_that_it_allows(service: str) -> None:
    without = []
    for name, one in operations(service).items():
        schema = schema_of(one)
        if schema is None:
            continue
        media = one["requestBody"]["content"]["application/json"]
        if "example" not in media:
            without.append(f"{name}: {media.get('x-no-example')}")
            continue
        whole = {**schema, "components": document(service)["components"]}
        jsonschema.Draft202012Validator(whole).validate(media["example"])
    assert without == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_way_to_say_no_is_documented(service: str) -> None:
    for name, one in operations(service).items():
        said = set(one["responses"])
        wanted = SAID_EVERYWHERE | ({"401", "403"} if one.get("security") else set())
        wanted |= {"404"} if "{" in name else set()
        wanted |= {"400", "415"} if schema_of(one) is not None else set()
        wanted |= {"409"} if name.startswith("POST") and one.get("x-access") and _command(one) else set()
        assert wanted <= said, name
        for status, answer in one["responses"].items():
            assert answer["description"], (name, status)
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


@pytest.mark.parametrize("service", SERVICES)
def test_the_codes_that_descriptions_name_have_texts(service: str) -> None:
    families = {code.partition(".")[0] for code in codes()}
    unknown = [
        f"{name}: {code}"
        for name, one in operations(service).items()
        for code in CODE.findall(one.get("description", "").partition("Codes:")[2])
        if code.partition(".")[0] in families and code not in codes()
    ]
    assert unknown == []


def _command(operation: Mapping[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))
