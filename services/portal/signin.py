"""Whose token a page is asked for with.

There is no sign-in yet (OpenID Connect comes with the whole portal). In the demo, which alone has a simulated clock,
and with a signing key, the process acts as a demo person and signs that person's token itself; what that person may see
is said by the grants that the demo wrote, so that without them a key opens nothing.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import Final, Protocol

from joserfc.jwk import OKPKey

from shared.access.tokens import issue, signing_key
from shared.errors import Problem
from shared.settings import Settings

LIFETIME: Final = timedelta(minutes=5)
_RENEWED: Final = 60.0  # seconds before the end at which a new token is made: a slow answer must not outlive its token
_REMEMBERED: Final = 400  # actors; Finland has 309 municipalities
UNIT: Final = "demo-unit"


class SignIn(Protocol):
    """Whom the pages are shown to."""

    @property
    def open(self) -> bool:
        """Whether anybody can be signed in at all."""
        ...

    def caseworker(self, municipality: str) -> str:
        """The token for a municipality's own pages.

        Raises:
            Problem: 401 `portal.signin_needed`: nobody is signed in.
        """
        ...

    def unit(self) -> str:
        """The token for what the integration unit sees.

        Raises:
            Problem: 401 `portal.signin_needed`: nobody is signed in.
        """
        ...


class NobodySignedIn:
    """A deployment without a way to sign in."""

    open = False

    def caseworker(self, municipality: str) -> str:  # noqa: ARG002 - of the protocol
        raise Problem.of(401, "portal.signin_needed")

    def unit(self) -> str:
        raise Problem.of(401, "portal.signin_needed")


class DemoSignIn:
    """Tokens for the demo's persons, each valid for five minutes and used for four.

    Args:
        key: the local signing key.
        now: seconds, never going back; tests pass their own.
    """

    open = True

    def __init__(self, key: OKPKey, *, now: Callable[[], float] = time.monotonic) -> None:
        self._key = key
        self._now = now
        self._made: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def caseworker(self, municipality: str) -> str:
        return self._token(f"demo-caseworker-{municipality}")

    def unit(self) -> str:
        return self._token(UNIT)

    def _token(self, actor: str) -> str:
        now = self._now()
        good_until, token = self._made.get(actor, (now, ""))
        if now >= good_until:
            token = issue(self._key, actor, lifetime=LIFETIME)
            self._made[actor] = (now + LIFETIME.total_seconds() - _RENEWED, token)
            while len(self._made) > _REMEMBERED:
                self._made.popitem(last=False)
        return token


def sign_in(settings: Settings) -> SignIn:
    """The demo's in a demo with a signing key, else nobody's.

    Raises:
        ValueError, OSError: a key is set and cannot be used; better not to start than to show nothing.
    """
    if settings.token_key_file is None or settings.simulated_clock is None:
        return NobodySignedIn()
    return DemoSignIn(signing_key(settings.token_key_file))
