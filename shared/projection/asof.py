"""As of: one key's rows as they were known at an instant, about a day.

"As known at U" keeps the events recorded up to U (an instant, or a number of the archive). "About T" drops what became
true after the day T and puts a correction in the place of what it corrects: one of the same kind replaces it, one of
another kind (a name put right) says only a part of it anew, and stands directly behind it. Without T the order is the
archive's, as for live rows; with it, what became true first comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from shared.clock import HELSINKI
from shared.events.envelope import split_type
from shared.privacy.keys import KeyStore
from shared.projection.archive import SQL, Archived, Connection
from shared.projection.folding import Routes
from shared.projection.replay import ChainBroken, Replay, standing

Hides: TypeAlias = Callable[[str, bytes], bool]
"""Of a stream's name and its first event's payload: whether the reader is answered as if there were no such stream."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """A key as of U about T: the rows of each projection, the events they were folded from, and where it was made.

    `position` is the sequence number of the newest event that was looked at: asking for it gives the same bytes again.
    `broken` names the stream and version at which a chain doesn't hold; nothing is folded then. `complete` is False
    where a fold failed at an event: its rows are those from before it.
    """

    rows: dict[str, dict[str, Any]]
    events: tuple[Archived, ...]
    position: int
    streams: dict[str, int]
    broken: ChainBroken | None = None
    complete: bool = True


async def as_of(
    connection: Connection,
    routes: Routes,
    keys: KeyStore,
    key: UUID,
    *,
    known_at: datetime | int | None = None,
    about: date | None = None,
    hides: Hides | None = None,
) -> AsOf:
    """Fold `key` as known at `known_at` (an aware instant, or a position) about `about` (a Helsinki date).

    What `hides` is neither folded nor counted nor proved.
    """
    records = await connection.fetch(SQL["keys_events"], [key])
    if hides is not None:
        hidden = {one["stream"] for one in records if one["version"] == 1 and hides(one["stream"], one["data"])}
        records = [one for one in records if one["stream"] not in hidden]
    replay = Replay(routes, keys, await standing(connection, routes.projections))
    try:
        events = replay.verified(records)
    except ChainBroken as broken:
        return AsOf({name: {} for name in replay.rows}, (), 0, {}, broken, complete=False)
    known = [event for event in events if _was_known(event, known_at)]
    streams = {event.stream: event.version for event in known}
    chosen = known if about is None else in_force(known, about)
    await replay.fold(chosen)
    rows = {name: held.get(key, {}) for name, held in replay.rows.items()}
    return AsOf(rows, tuple(chosen), known[-1].seq if known else 0, streams, complete=not replay.failures)


def _was_known(event: Archived, at: datetime | int | None) -> bool:
    match at:
        case None:
            return True
        case int():
            return event.seq <= at
        case _:
            return event.head.time <= at


def effective(event: Archived) -> date:
    """The Helsinki day on which an event became true: the recorded one where it names none."""
    day: date = event.head.effectiveon or event.head.time.astimezone(HELSINKI).date()
    return day


def in_force(events: Sequence[Archived], about: date) -> list[Archived]:
    """What was true on the day `about` by these events (in archive order), corrections in place, oldest truth first."""
    by_id = {event.head.id: event for event in events}
    replaced: set[UUID] = set()
    place: dict[UUID, tuple[date, int]] = {}
    for event in events:
        corrected = by_id.get(event.head.corrects) if event.head.corrects is not None else None
        if corrected is None:
            place[event.head.id] = (effective(event), event.seq)
            continue
        first = corrected.head.id
        same = split_type(corrected.type)[:2] == split_type(event.type)[:2]
        if same:
            replaced.add(first)
        # A correction of a day moves the fact to that day; one without a day of its own stands where the fact stood.
        day = event.head.effectiveon if same and event.head.effectiveon is not None else place[first][0]
        place[event.head.id] = (day, place[first][1])
    kept = [event for event in events if event.head.id not in replaced and place[event.head.id][0] <= about]
    return sorted(kept, key=lambda event: (*place[event.head.id], event.seq))
