"""What a wish hears of: the group that was planned from it."""

from __future__ import annotations

from services.activities.wish.domain import TakeUpWish
from shared.events import Recorded
from shared.events.activities.groups import WishesAnswered
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles


def take_up_wishes(event: Recorded[WishesAnswered], _: Profiles) -> list[Ask]:
    """Each wish of the group's own municipality is told which group came of it."""
    municipality, group = event.head.municipality, event.head.key
    return [
        Ask(f"activities/wish/{wish}", wish, TakeUpWish(municipality, group), municipality)
        for wish in event.event.wishes
    ]


def add_to(reactions: Reactions) -> None:
    """Let activities react so."""
    reactions.on(WishesAnswered)(take_up_wishes)
