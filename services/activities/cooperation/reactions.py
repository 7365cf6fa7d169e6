"""What a meeting leads to: each action that was agreed is said in the action's stream too."""

from __future__ import annotations

from services.activities.actions.domain import NoteAction
from shared.events import Recorded
from shared.events.activities.actions import ActionOrigin
from shared.events.activities.cooperation import MeetingHeld
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles


def note_actions_of_a_meeting(event: Recorded[MeetingHeld], _: Profiles) -> list[Ask]:
    """Each action stands in a stream of its own."""
    return [
        Ask(
            f"activities/action/{one.action}",
            one.action,
            NoteAction(one.municipality, ActionOrigin.MEETING, event.head.key, one.what, one.owner, one.due_on),
            one.municipality,
        )
        for one in event.event.actions
    ]


def add_to(reactions: Reactions) -> None:
    """Let activities react so."""
    reactions.on(MeetingHeld)(note_actions_of_a_meeting)
