"""Subject keys: random, wrapped by a master key, in a schema with its own DSN, role and backup rule.

A key is committed before the event that needs it is appended. Destroying one leaves a tombstone that refuses to be
made again. A text's key has parents: it is derived from theirs too, so it is gone once any of them is.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeAlias
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid_utils.compat import uuid7

from shared.privacy.boxes import decode64
from shared.sql import statements
from shared.together import Together

CACHE_SECONDS: Final = 60.0
_SQL: Final = statements("shared.privacy")


class Erased(Exception):  # noqa: N818 - names the finding
    """A key was asked for to write with, and it has been destroyed: nothing may be written about this subject."""


class MasterKey(Protocol):
    """The small interface a key management service would stand behind."""

    def wrap(self, key: bytes, label: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, label: bytes) -> bytes: ...


class FileMasterKey:
    """A master key of 32 bytes in a file, base64url."""

    def __init__(self, path: Path) -> None:
        self._cipher = AESGCM(decode64(path.read_text().strip()))

    def wrap(self, key: bytes, label: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, key, label)

    def unwrap(self, wrapped: bytes, label: bytes) -> bytes:
        return self._cipher.decrypt(wrapped[:12], wrapped[12:], label)


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A subject's key. `secret` (32 bytes) is None once it, or a parent's, has been destroyed."""

    id: UUID
    subject: UUID
    secret: bytes | None


class Keys:
    """The keys at hand for one piece of work: what was asked for, no more."""

    def __init__(self, keys: Iterable[SubjectKey]) -> None:
        self._by_id: dict[str, SubjectKey] = {}
        self._by_subject: dict[UUID, SubjectKey] = {}
        for key in keys:
            self._by_id[str(key.id)] = key
            self._by_subject[key.subject] = key

    def sealing(self, subject: UUID) -> tuple[UUID, bytes]:
        """(key id, key) to seal with.

        Raises:
            Erased: the subject's key has been destroyed.
        """
        key = self._by_subject[subject]
        if key.secret is None:
            raise Erased(str(subject))
        return key.id, key.secret

    def opening(self, key_id: str) -> SubjectKey | None:
        """The key of that id; None if it was not asked for (the value is then hidden, not erased)."""
        return self._by_id.get(key_id)


NO_KEYS: Final = Keys(())


Wanted: TypeAlias = Mapping[UUID, tuple[UUID, ...]]
"""Subjects, each with its parents, usually none."""


class KeyStore:
    """Fetches, makes and destroys subject keys. What it fetched it keeps for at most 60 s.

    Keys that several callers want made at the same time are made in one transaction.
    """

    def __init__(
        self, pool: asyncpg.Pool, master: MasterKey, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._pool = pool
        self._master = master
        self._monotonic = monotonic
        self._cache: dict[UUID, tuple[float, SubjectKey]] = {}  # by key id
        self._ids: dict[UUID, UUID] = {}  # subject -> key id
        self._making: Together[Wanted, Mapping[UUID, SubjectKey]] = Together(self._make)

    async def for_sealing(self, subjects: Wanted) -> Keys:
        """Keys for `subjects`, made and committed where there is none yet."""
        wanted = list(subjects) + [parent for parents in subjects.values() for parent in parents]
        known = self._fresh(wanted)
        missing = {subject: subjects.get(subject, ()) for subject in wanted if subject not in known}
        if missing:
            known.update(await self._making.ask(missing))
        return Keys(known[subject] for subject in wanted)

    async def for_opening(self, key_ids: Iterable[UUID]) -> Keys:
        """The keys of these ids, as far as they exist."""
        wanted = set(key_ids)
        now = self._monotonic()
        missing = [key_id for key_id in wanted if key_id not in self._cache or self._cache[key_id][0] <= now]
        if missing:
            await self._fetch(_SQL["keys_of_ids"], missing)
        return Keys(self._cache[key_id][1] for key_id in wanted if key_id in self._cache)

    async def destroy(self, subject: UUID, ground: str) -> None:
        """Destroy a subject's key for ever. Done twice, it does nothing the second time."""
        await self._pool.execute(_SQL["destroy"], subject, ground)
        self.flush()

    def flush(self) -> None:
        """Forget every key, as on PersonErased."""
        self._cache.clear()
        self._ids.clear()

    def _fresh(self, subjects: Iterable[UUID]) -> dict[UUID, SubjectKey]:
        now = self._monotonic()
        fresh = {}
        for subject in subjects:
            key_id = self._ids.get(subject)
            if key_id is not None and key_id in self._cache:
                until, key = self._cache[key_id]
                if until > now:
                    fresh[subject] = key
        return fresh

    async def _make(self, lot: Sequence[Wanted]) -> Sequence[Mapping[UUID, SubjectKey]]:
        """The keys of all subjects in `lot`, of those only: made where there was none."""
        wanted: dict[UUID, tuple[UUID, ...]] = {}
        for subjects in lot:
            wanted.update(subjects)
        # In the subjects' order: two that make the same keys never wait for each other.
        offered = [(UUID(int=uuid7().int), subject) for subject in sorted(wanted)]
        named = wanted.keys() | {parent for parents in wanted.values() for parent in parents}
        rows = await self._pool.fetch(
            _SQL["make_keys"],
            [key_id for key_id, _ in offered],
            [subject for _, subject in offered],
            [self._master.wrap(os.urandom(32), _label(key_id, subject)) for key_id, subject in offered],
            [",".join(map(str, wanted[subject])) for _, subject in offered],
            list(named),
        )
        needed = named | {parent for row in rows for parent in row["parents"]}
        if needed != {row["subject"] for row in rows}:  # made elsewhere in this moment, or a text with other parents
            rows = await self._pool.fetch(_SQL["keys_of_subjects"], list(wanted))
        known = self._keep(rows)
        return [known] * len(lot)

    async def _fetch(self, statement: str, wanted: list[UUID]) -> None:
        self._keep(await self._pool.fetch(statement, wanted))

    def _keep(self, rows: Sequence[asyncpg.Record]) -> dict[UUID, SubjectKey]:
        by_subject = {row["subject"]: row for row in rows}
        until = self._monotonic() + CACHE_SECONDS
        if len(self._cache) > 200_000:  # bounded: a rebuild walks over everybody
            self.flush()
        kept = {}
        for row in rows:
            key = SubjectKey(row["key_id"], row["subject"], self._secret(row, by_subject))
            self._cache[key.id] = (until, key)
            self._ids[key.subject] = key.id
            kept[key.subject] = key
        return kept

    def _secret(self, row: asyncpg.Record, rows: Mapping[UUID, asyncpg.Record]) -> bytes | None:
        if row["wrapped"] is None:
            return None
        own = self._master.unwrap(row["wrapped"], _label(row["key_id"], row["subject"]))
        if not row["parents"]:
            return own
        secrets = []
        for parent in sorted(row["parents"]):
            held = rows.get(parent)
            secret = None if held is None else self._secret(held, rows)
            if secret is None:
                return None
            secrets.append(parent.bytes + secret)
        return hmac.digest(own, b"".join(secrets), "sha256")


def _label(key_id: UUID, subject: UUID) -> bytes:
    return b"kotopolku-subject-key-1\n" + key_id.bytes + subject.bytes
