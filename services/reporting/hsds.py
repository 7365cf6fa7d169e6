"""The directory as Open Referral's Human Services Data Specification (HSDS) 3.0 says it, for others' catalogues.

Enters: rows of the read model `services`. Leaves: HSDS's `service` objects with what hangs on them, in pages as HSDS's
API has them. It must not know who reads them. Source: the schemas of github.com/openreferral/specification, 3.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg
import orjson
from pydantic import BaseModel, ConfigDict, Field

from shared.regions.codes import language_name
from shared.regions.municipalities import municipality
from shared.regions.texts import Language, text

Columns: TypeAlias = Mapping[str, Any] | asyncpg.Record
HSDS: Final = uuid5(NAMESPACE_URL, "urn:kotopolku:hsds")
MILLION: Final = 1_000_000
COUNTRY: Final = "FI"
ZONE: Final = "Europe/Helsinki"


class HsdsPage(BaseModel):
    """A page of HSDS's /services; each of `contents` is valid by HSDS's schema of a service."""

    model_config = ConfigDict(frozen=True)

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]] = Field(examples=[[{"id": str(HSDS), "name": "Kielikahvila", "status": "active"}]])


def page_of(rows: Sequence[Columns], *, page: int, size: int, language: Language) -> HsdsPage:
    """Page `page` (from 1) of the services in `rows`, with their texts in `language`."""
    pages = max(1, -(-len(rows) // size))
    shown = rows[(page - 1) * size : page * size]
    return HsdsPage(
        total_items=len(rows),
        total_pages=pages,
        page_number=page,
        size=len(shown),
        first_page=page == 1,
        last_page=page >= pages,
        empty=not shown,
        contents=[service_of(row, language) for row in shown],
    )


def service_of(row: Columns, language: Language) -> dict[str, Any]:
    """One service with its organisation, places, hours, areas, languages, cost, funding and needs."""
    service: UUID = row["key"]
    own = _ids(service)
    name = _said(row, "name", language)
    others = [row[f"name_{one}"] for one in ("fi", "sv", "en") if row[f"name_{one}"] not in (None, name)]
    found: dict[str, Any] = {
        "id": str(service),
        "organization_id": _organisation_id(row),
        "name": name,
        "description": _said(row, "description", language),
        "status": "active",
        "organization": _organisation(row),
        "languages": [
            {
                "id": own(f"language {code}"),
                "service_id": str(service),
                "name": language_name(code, language),
                "code": code,
            }
            for code in row["languages"].split()
        ],
        "service_areas": [
            {"id": own(f"area {code}"), "service_id": str(service), "name": municipality(code).name(language)}
            for code in row["serves"].split()
        ],
        "attributes": [_attribute(own, service, code, language) for code in row["needs"].split()],
        "cost_options": [_cost(own, service, row)],
        "schedules": _schedules(own, service, row),
    }
    if others:
        found["alternate_name"] = " / ".join(others)
    if row["funded_until"] is not None:
        source = f"{row['owner']}, {row['funded_until'].isoformat()}"
        found["funding"] = [{"id": own("funding"), "service_id": str(service), "source": source}]
    if row["street"] is not None:
        found["service_at_locations"] = [_at_location(own, service, row)]
    return found


def _ids(service: UUID) -> Any:
    """Makes the same id for the same part of a service every time."""
    return lambda part: str(uuid5(HSDS, f"{service}\n{part}"))


def _said(row: Columns, field: str, language: Language) -> str:
    order = (language, "fi", "sv", "en")
    return next((str(row[f"{field}_{one}"]) for one in order if row[f"{field}_{one}"]), "")


def _organisation_id(row: Columns) -> str:
    return str(uuid5(HSDS, f"organisation\n{row['business_id'] or row['owner']}"))


def _organisation(row: Columns) -> dict[str, Any]:
    found: dict[str, Any] = {"id": _organisation_id(row), "name": row["owner"], "description": row["owner"]}
    if row["business_id"] is not None:
        found["organization_identifiers"] = [
            {
                "id": str(uuid5(HSDS, f"identifier\n{row['business_id']}")),
                "organization_id": found["id"],
                "identifier_scheme": "FI-PRO",  # org-id.guide: Finnish Patent and Registration Office
                "identifier_type": "Y-tunnus",
                "identifier": row["business_id"],
            }
        ]
    return found


def _attribute(own: Any, service: UUID, need: str, language: Language) -> dict[str, Any]:
    called = text(f"need.{need}", language)
    term = {
        "id": str(uuid5(HSDS, f"need\n{need}")),
        "code": need,
        "name": called,
        "description": called,
        "taxonomy": "urn:kotopolku:needs",
        "language": language,
    }
    return {
        "id": own(f"need {need}"),
        "link_id": str(service),
        "link_entity": "service",
        "link_type": "need",
        "taxonomy_term_id": term["id"],
        "value": need,
        "taxonomy_term": term,
    }


def _cost(own: Any, service: UUID, row: Columns) -> dict[str, Any]:
    amount = 0 if row["cents"] is None else row["cents"] / 100
    return {"id": own("cost"), "service_id": str(service), "currency": "EUR", "amount": amount}


def _schedules(own: Any, service: UUID, row: Columns) -> list[dict[str, Any]]:
    return [
        {
            "id": own(f"hours {day} {opens}"),
            "service_id": str(service),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": day,
            "opens_at": opens,
            "closes_at": closes,
            "notes": ZONE,
        }
        for day, opens, closes in orjson.loads(row["hours"])
    ]


def _at_location(own: Any, service: UUID, row: Columns) -> dict[str, Any]:
    location: dict[str, Any] = {
        "id": own("location"),
        "location_type": "physical",
        "name": row["street"],
        "addresses": [
            {
                "id": own("address"),
                "location_id": own("location"),
                "address_1": row["street"],
                "city": row["city"],
                "state_province": row["city"],
                "postal_code": row["postal_code"],
                "country": COUNTRY,
                "address_type": "physical",
            }
        ],
    }
    if row["latitude"] is not None and row["longitude"] is not None:
        location |= {"latitude": row["latitude"] / MILLION, "longitude": row["longitude"] / MILLION}
    return {
        "id": own("at location"),
        "service_id": str(service),
        "location_id": location["id"],
        "location": location,
    }
