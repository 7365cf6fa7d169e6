"""Tokens: short-lived JWTs signed with Ed25519 that say who somebody is, and nothing about what they may do.

Algorithm "Ed25519" by RFC 9864 ("EdDSA", which it replaces, names a family and not an algorithm) and no other. Times
are the machine's, also in a demo whose clock is simulated: a token is a matter between machines.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry

from shared.errors import Problem

ALGORITHM: Final = "Ed25519"
AUDIENCE: Final = "kotopolku"
ISSUER: Final = "kotopolku"
LONGEST: Final = 4096  # characters: a token here has about 400, and nobody may make us decode a book
LEEWAY: Final = 5  # seconds that two machines' clocks may differ
ACTOR: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}")
PURPOSE: Final = re.compile(r"[a-z][a-z_]{0,39}")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says: the actor (an opaque id), for which purpose they act, until when it holds (UTC)."""

    actor: str
    purpose: str | None
    expires: datetime
    token: str  # the token's own id, for its withdrawal


def make_keys(private: Path, public: Path) -> None:
    """Write a new signing key to `private` (JWK, 0600) and its public half to `public` (JWK set, 0644).

    Raises:
        FileExistsError: a key is there already; replacing it would end every session.
    """
    key = OKPKey.generate_key("Ed25519", {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    _write(private, json.dumps(key.as_dict(private=True)), 0o600)
    _write(public, json.dumps({"keys": [key.as_dict(private=False)]}), 0o644)


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(file, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())


def signing_key(path: Path) -> OKPKey:
    """The private key in `path`, a JWK.

    Raises:
        ValueError: it is no private Ed25519 key.
    """
    key = _key(json.loads(path.read_text()))
    if not key.is_private:
        raise ValueError(f"{path.name} holds a public key; tokens are signed with a private one")
    return key


def _key(found: object) -> OKPKey:
    try:
        key = OKPKey.import_key(found)  # type: ignore[arg-type]  # joserfc checks the shape
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ValueError("not a key: an Ed25519 JWK is needed") from error
    if key.curve_name != "Ed25519" or not key.kid:
        raise ValueError("an Ed25519 key with a key id is needed")
    return key


def issue(
    key: OKPKey,
    actor: str,
    *,
    lifetime: timedelta,
    audience: str = AUDIENCE,
    purpose: str | None = None,
    now: datetime | None = None,
) -> str:
    """A token for `actor`.

    Args:
        key: the private key, see `signing_key`.
        actor: an opaque id of 1..128 characters; no name, no e-mail address of a person who did not choose it.
        lifetime: how long it holds; above zero, a day at most.
        audience: which deployment it is for.
        purpose: what the actor does with it ("case_work"), said in events and in the usage log.
        now: the instant of issue; the machine's when None.

    Raises:
        ValueError: an argument is out of its bounds.
    """
    if not ACTOR.fullmatch(actor):
        raise ValueError("an actor's id has 1..128 letters, digits and . _ : @ / -")
    if purpose is not None and not PURPOSE.fullmatch(purpose):
        raise ValueError("a purpose has 1..40 small letters and _")
    if not timedelta(0) < lifetime <= timedelta(days=1):
        raise ValueError("a token holds for a day at most")
    issued = round((now or datetime.now(UTC)).timestamp())
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": audience,
        "sub": actor,
        "iat": issued,
        "nbf": issued,
        "exp": issued + max(1, round(lifetime.total_seconds())),
        "jti": secrets.token_urlsafe(12),
    }
    if purpose is not None:
        claims["purpose"] = purpose
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


class Verifier:
    """Tells true tokens from others.

    Args:
        keys: the public keys, a JWK set; several while a key is being replaced.
        audience: whom a token must be for.
        now: seconds since 1970 on the machine's clock.
    """

    def __init__(
        self, keys: KeySet, *, audience: str = AUDIENCE, now: Callable[[], float] = time.time, leeway: int = LEEWAY
    ) -> None:
        self._keys = {key.kid: key for key in keys.keys if isinstance(key, OKPKey)}
        self._registry = JWSRegistry(algorithms=[ALGORITHM])
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=leeway,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
            iat={"essential": True},
            jti={"essential": True},
        )

    @classmethod
    def from_file(cls, path: Path, *, audience: str = AUDIENCE, now: Callable[[], float] = time.time) -> Verifier:
        """The public keys in `path`: a JWK set, or one JWK.

        Raises:
            ValueError: what it holds are not Ed25519 keys with key ids.
        """
        found = json.loads(path.read_text())
        keys = found["keys"] if isinstance(found, dict) and "keys" in found else [found]
        return cls(KeySet([_key(one) for one in keys]), audience=audience, now=now)

    def verify(self, token: str | None) -> Claims:
        """What `token` says, once it is proved.

        Raises:
            Problem: 401 with `access.no_token`, `access.token_expired` (true, too old) or `access.token_invalid`.
        """
        if not token:
            raise Problem.of(401, "access.no_token")
        if len(token) > LONGEST or not token.isascii():
            raise Problem.of(401, "access.token_invalid")
        try:
            proved = jwt.decode(token, lambda found: self._keyed(found.headers()), registry=self._registry)
            self._claims.validate(proved.claims)
            expires = datetime.fromtimestamp(proved.claims["exp"], UTC)
        except ExpiredTokenError as error:
            raise Problem.of(401, "access.token_expired") from error
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError) as error:
            # joserfc parses a stranger's bytes: whatever it stumbles over, the token is not a true one.
            raise Problem.of(401, "access.token_invalid") from error
        actor, purpose = proved.claims["sub"], proved.claims.get("purpose")
        well_formed = isinstance(actor, str) and ACTOR.fullmatch(actor) and isinstance(proved.claims["jti"], str)
        if not well_formed or not (purpose is None or (isinstance(purpose, str) and PURPOSE.fullmatch(purpose))):
            raise Problem.of(401, "access.token_invalid")
        return Claims(actor=actor, purpose=purpose, expires=expires, token=proved.claims["jti"])

    def _keyed(self, header: dict[str, object]) -> OKPKey:
        kid = header.get("kid")
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise KeyError("no key of that id")
        return key


def bearer(authorization: str | None) -> str | None:
    """The token of an `Authorization` header, None where there is none or it is of another scheme."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
