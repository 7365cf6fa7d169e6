"""What an endpoint declares: who may call it, and where. One that declares nothing keeps its service from starting.

    @router.get("/municipalities/{municipality}/caseload", dependencies=[allow(Role.CASEWORKER)])
    async def caseload(municipality: str, viewer: CurrentViewer) -> Caseload: ...

The order of the checks is the order of what may be told: who are you (401), may you do this anywhere at all (403, the
same whatever the path names), may you do it here (404, the same whether the place or the thing exists or not).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Protocol

from fastapi import Depends, FastAPI, Request
from fastapi.params import Depends as Declared
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount

from shared.access.grants import Grant
from shared.access.rls import municipality_code
from shared.access.roles import Role, Scope
from shared.access.tokens import Claims, Verifier, bearer
from shared.errors import Problem
from shared.regions.texts import Language, negotiate

DEFAULT_PURPOSE: Final = "case_work"
MUNICIPALITY: Final = "municipality"  # the path parameter that names the tenant


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, as far as the endpoint they ask at is concerned.

    `municipalities` are those of the grants whose role the endpoint allows, and of no other grant of theirs. `role` and
    `organisation` are of the grant they act under: the first of the endpoint's roles that they hold there. They go into
    the heads of events and into the usage log.
    """

    actor: str
    role: Role
    roles: frozenset[Role]
    organisation: str
    municipalities: frozenset[str]
    purpose: str = DEFAULT_PURPOSE
    language: Language = "fi"

    def within(self, municipality: str) -> Viewer:
        """The same viewer with this one municipality as scope; with none where it was not in theirs."""
        return Viewer(
            actor=self.actor,
            role=self.role,
            roles=self.roles,
            organisation=self.organisation,
            municipalities=self.municipalities & {municipality},
            purpose=self.purpose,
            language=self.language,
        )


class GrantSource(Protocol):
    """Where grants are looked up; `shared.access.grants.Grants` is the one."""

    async def of(self, actor: str) -> tuple[Grant, ...]:
        """The grants of `actor` that are in force now."""
        ...


@dataclass(frozen=True, slots=True)
class Gate:
    """What a service lets people in by; the app's state holds it as `gate`."""

    verifier: Verifier
    grants: GrantSource


def not_found() -> Problem:
    """The one answer for what is not there and for what is not the viewer's to know of: 404 `access.not_found`.

    Endpoints raise it for a case they do not find, so that it cannot be told from a foreign municipality.
    """
    return Problem.of(404, "access.not_found")


class Access:
    """A declaration of roles and scope; as a dependency it lets the caller in as a `Viewer` or raises a `Problem`."""

    def __init__(self, roles: tuple[Role, ...], scope: Scope) -> None:
        self.roles = roles
        self.scope = scope

    async def __call__(self, request: Request) -> Viewer:
        headers = request.headers.getlist("authorization")
        if len(headers) > 1:
            raise Problem.of(401, "access.token_invalid")
        gate: Gate = request.app.state.gate
        claims = gate.verifier.verify(bearer(headers[0]) if headers else None)
        grants = await gate.grants.of(claims.actor)
        language = negotiate(request.headers.get("accept-language"))
        viewer = self.admit(claims, grants, request.path_params.get(MUNICIPALITY), language)
        request.state.viewer = viewer
        return viewer

    def admit(self, claims: Claims, grants: tuple[Grant, ...], municipality: str | None, language: Language) -> Viewer:
        """The viewer that `claims` and `grants` make here.

        Raises:
            Problem: 403 `access.denied`: no grant has an allowed role (and, for ANY, a municipality);
                404 `access.not_found`: none of those reaches `municipality`, or there is no such municipality.
        """
        able = [
            grant for grant in grants if grant.role in self.roles and (self.scope is Scope.NONE or grant.municipalities)
        ]
        if not able:
            raise Problem.of(403, "access.denied")
        acting = able
        if self.scope is Scope.MUNICIPALITY:
            place = municipality if municipality is not None and municipality_code(municipality) else None
            acting = [grant for grant in able if place in grant.municipalities]
            if not acting:
                raise not_found()
        grant = min(acting, key=lambda one: self.roles.index(one.role))
        return Viewer(
            actor=claims.actor,
            role=grant.role,
            roles=frozenset(one.role for one in acting),
            organisation=grant.organisation,
            municipalities=frozenset().union(*(one.municipalities for one in able)),
            purpose=claims.purpose or DEFAULT_PURPOSE,
            language=language,
        )


class Public:
    """A declaration that anybody may call: liveness, readiness, the API's own description."""

    async def __call__(self) -> None:
        return None


def allow(*roles: Role, scope: Scope = Scope.MUNICIPALITY) -> Declared:
    """Declare who may call an endpoint; for `dependencies=[...]`, so that it is checked before anything else is read.

    Args:
        roles: any of them; the order says under which of them somebody acts who holds several.
        scope: where the role must hold, see `Scope`. MUNICIPALITY needs `{municipality}` in the path.
    """
    if not roles:
        raise ValueError("an endpoint that allows no role answers nobody")
    declared: Declared = Depends(Access(roles, scope))
    return declared


def public() -> Declared:
    """Declare that an endpoint is for anybody and tells nothing about anybody."""
    declared: Declared = Depends(Public())
    return declared


async def current_viewer(request: Request) -> Viewer:
    """The viewer that the route's declaration let in.

    Raises:
        LookupError: the route is declared public; there is none.
    """
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer is None:
        raise LookupError("a public endpoint has no viewer")
    return viewer


CurrentViewer = Annotated[Viewer, Depends(current_viewer)]


class Undeclared(RuntimeError):  # noqa: N818 - said of endpoints
    """Endpoints that do not say who may call them; the service does not start."""


def declarations(route: RouteContext) -> list[Access | Public]:
    """What a route declares, its router's declarations included."""
    dependencies: list[Declared] = getattr(route, "dependencies", None) or []
    return [one.dependency for one in dependencies if isinstance(one.dependency, Access | Public)]


def ensure_declared(app: FastAPI, *, public_mounts: Collection[str] = ()) -> None:
    """Refuse an app with a route that does not say, once and sensibly, who may call it.

    Args:
        public_mounts: paths under which files for anybody lie ("/static").

    Raises:
        Undeclared: names every such route and what is wrong.
    """
    wrong = [problem for route in iter_route_contexts(app.routes) for problem in _problems(route, public_mounts)]
    if wrong:
        raise Undeclared("; ".join(wrong))


def _problems(route: RouteContext, public_mounts: Collection[str]) -> Iterator[str]:
    name = f"{','.join(sorted(route.methods or ()))} {route.path}".strip()
    if isinstance(route.original_route, Mount) and route.path in public_mounts:
        return
    if not isinstance(route.original_route, APIRoute):
        yield f"{name} is no API route and cannot declare access"
        return
    declared = declarations(route)
    if len(declared) != 1:
        yield f"{name} declares access {len(declared)} times instead of once"
        return
    placed = f"{{{MUNICIPALITY}}}" in (route.path or "")
    if isinstance(declared[0], Access) and placed is not (declared[0].scope is Scope.MUNICIPALITY):
        yield f"{name} has the scope {declared[0].scope} with {'a' if placed else 'no'} municipality in its path"
    if isinstance(declared[0], Public) and placed:
        yield f"{name} is public with a municipality in its path"
