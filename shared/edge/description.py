"""The OpenAPI 3.1 description of what the framework does not see: access, strict bodies, command headers, problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic.json_schema import models_json_schema

from shared.access.policy import Access, declarations
from shared.access.roles import Scope
from shared.edge.body import StrictBody
from shared.edge.examples import NoExample, example_of
from shared.edge.idempotency import CORRELATION, HEADER, CommandOf
from shared.edge.problems import MEDIA_TYPE, ProblemAnswer

Json: TypeAlias = dict[str, Any]  # a JSON object of the OpenAPI description; its shape is that document's

_REF: Final = "#/components/schemas/{model}"
_SCHEME: Final = "token"
_WORDS: Final = {
    400: "Not JSON, or no usable Idempotency-Key",
    401: "No token, a forged one or an expired one",
    403: "None of the caller's roles may do this",
    404: "Not there, or not the caller's to know of",
    405: "Not with this method",
    409: "Refused: the decision is no",
    413: "The body is too large",
    415: "The body is not application/json",
    422: "A field is wrong; it is named",
    500: "Our fault; the trace says where",
    503: "A server is away; try again later",
}


def described(document: Json, app: FastAPI) -> Json:
    """`document`, as FastAPI made it, with what our dependencies mean; changed in place and returned."""
    components = document.setdefault("components", {})
    schemas: Json = components.setdefault("schemas", {})
    for framework in ("HTTPValidationError", "ValidationError"):
        schemas.pop(framework, None)
    routes = [route for route in iter_route_contexts(app.routes) if isinstance(route.original_route, APIRoute)]
    models = dict.fromkeys([(one.model, "validation") for route in routes for one in _bodies(route)])
    models[ProblemAnswer, "serialization"] = None
    named, made = models_json_schema(list(models), ref_template=_REF)  # type: ignore[arg-type]  # literals in a dict's keys
    schemas.update(made.get("$defs", {}))
    references = {model: reference for (model, _), reference in named.items()}
    components["securitySchemes"] = {_SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for route in routes:
        for method in route.methods or ():
            operation: Json | None = document.get("paths", {}).get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _complete(operation, route, references, schemas)
    return document


def _complete(operation: Json, route: RouteContext, references: dict[type[Any], Json], schemas: Json) -> None:
    statuses = {413, 422, 500, 503}
    parameters: list[Json] = operation.setdefault("parameters", [])
    path = list(route.param_convertors)  # a dependency's come after an endpoint's own, whatever their order there
    parameters.sort(key=lambda one: path.index(one["name"]) if one["in"] == "path" else len(path))
    for access in declarations(route):
        if isinstance(access, Access):
            operation["security"] = [{_SCHEME: []}]
            operation["x-access"] = {"roles": [role.value for role in access.roles], "scope": access.scope.value}
            statuses |= {401, 403} | ({404} if access.scope is Scope.MUNICIPALITY or route.param_convertors else set())
    for body in _bodies(route):
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {"schema": references[body.model], **_example(references[body.model], schemas)}
            },
        }
        statuses |= {400, 415}
    if any(isinstance(one, CommandOf) for one in _calls(route)):
        parameters.append(_header(HEADER, required=True, schema={"type": "string", "minLength": 1, "maxLength": 200}))
        parameters.append(_header(CORRELATION, required=False, schema={"type": "string", "format": "uuid"}))
        statuses |= {400, 409}
    named = {one["name"] for one in parameters if one["in"] == "path"}
    parameters.extend(
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in route.param_convertors
        if name not in named
    )
    if not parameters:
        del operation["parameters"]
    responses: Json = operation.setdefault("responses", {})
    for status in sorted(statuses | {int(code) for code in responses if int(code) >= 400}):
        responses[str(status)] = {
            "description": _WORDS.get(status, "Problem"),
            "content": {MEDIA_TYPE: {"schema": references[ProblemAnswer]}},
        }


def _example(schema: Json, schemas: Json) -> Json:
    """An example where one can be made; else which field keeps it from being made."""
    try:
        return {"example": example_of(schema, schemas)}
    except NoExample as missing:
        return {"x-no-example": missing.place}


def _header(name: str, *, required: bool, schema: Json) -> Json:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _calls(route: RouteContext) -> Iterator[object]:
    """Every dependency of a route, theirs included."""
    waiting: list[Dependant] = [route.dependant]
    while waiting:
        one = waiting.pop()
        yield one.call
        waiting.extend(one.dependencies)


def _bodies(route: RouteContext) -> list[StrictBody[Any]]:
    return [one for one in _calls(route) if isinstance(one, StrictBody)]
