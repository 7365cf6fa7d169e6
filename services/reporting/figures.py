"""Small cells: what a table across municipalities may say without saying something about somebody."""

from __future__ import annotations

from typing import Final

SMALL: Final = 5


def without_small(offered: int, accepted: int, declined: int) -> tuple[int | None, int | None, int | None]:
    """The three figures, those below 5 (not 0) as None, and the total too where it would give a hidden one away.

    What is neither accepted nor declined is open, so offered - accepted - declined is a figure as well: where any of
    the three parts is small, the total is hidden, and no part follows from the others.
    """
    still_open = offered - accepted - declined
    small = [0 < part < SMALL for part in (accepted, declined, still_open)]
    return (
        None if any(small) else offered,
        None if small[0] else accepted,
        None if small[1] else declined,
    )
