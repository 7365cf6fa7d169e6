"""How the portal's process is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI
from joserfc.jwk import KeySet

from services.portal.assets import asset_routes, read_assets
from services.portal.pages import ROUTERS
from services.portal.problems import ProblemPages
from services.portal.rendering import Templates
from services.portal.reporting import Reporting
from services.portal.signin import sign_in
from shared.access.grants import Grant
from shared.access.policy import Gate
from shared.access.tokens import Verifier
from shared.edge.app import ServiceApp, make_app
from shared.edge.serve import serve
from shared.regions.profiles import load_profiles
from shared.settings import Settings

SECONDS: Final = 20.0  # until a page is given up; reporting is given up long before
_TIMES: Final = httpx.Timeout(10.0, connect=1.0)  # figures that nobody has asked for yet take seconds to hide
_CONNECTIONS: Final = httpx.Limits(max_connections=40, max_keepalive_connections=20, keepalive_expiry=30.0)


class _NoGrants:
    """The portal has no connection to grants: nobody is let in to its figures by it."""

    async def of(self, actor: str) -> tuple[Grant, ...]:  # noqa: ARG002 - of the protocol
        return ()


def _closed() -> Gate:
    return Gate(Verifier(KeySet([])), _NoGrants())


def portal(settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> ServiceApp:
    """The portal's app.

    Args:
        settings: `reporting_url`, where it asks; `token_key_file`, with which it acts as the persons of a demo.
        transport: another way to reporting than by TCP: the app itself, in one process.

    Raises:
        ProfileError, ValueError, OSError: a region profile or the signing key cannot be used.
    """
    assets = read_assets()
    signed_in = sign_in(settings)
    templates = Templates(assets, demo=signed_in.open)
    problems = ProblemPages(templates)

    @asynccontextmanager
    async def reporting(app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(
            base_url=settings.reporting_url,
            transport=transport,
            timeout=_TIMES,
            limits=_CONNECTIONS,
            trust_env=False,  # a proxy of the environment has no business with personal data on its way inside
            follow_redirects=False,
        ) as client:
            app.state.reporting = Reporting(client)
            yield

    app = make_app(
        "portal",
        title="Kotopolku: portal",
        routers=[asset_routes(assets), *ROUTERS],
        settings=settings,
        lifespan=[reporting],
        gate=None
        if settings.access_dsn and settings.token_public_key_file
        else Gate(Verifier(KeySet([])), _NoGrants()),
        seconds=SECONDS,
        unavailable=(httpx.TransportError,),
        says=problems.says,
    )
    problems.on(app)
    app.state.profiles = load_profiles(settings.regions)
    app.state.templates = templates
    app.state.sign_in = signed_in
    return app


def main() -> None:
    """Serve the portal at the host and port of `portal_url` until the process is asked to stop."""
    settings = Settings.load()
    address = urlsplit(settings.portal_url)
    serve(
        portal(settings),
        service="portal",
        settings=settings,
        host=address.hostname or "127.0.0.1",
        port=address.port or 8100,
    )
