"""What strategy work leads to: an outcome that is taken up is an action, said in the action's stream too."""

from __future__ import annotations

from services.activities.actions.domain import NoteAction
from shared.events import Recorded
from shared.events.activities.actions import ActionOrigin
from shared.events.activities.workshops import OutcomeTakenUp
from shared.messaging.reactions import Ask, Reactions
from shared.regions.profiles import Profiles


def note_action_of_a_workshop(event: Recorded[OutcomeTakenUp], _: Profiles) -> list[Ask]:
    """The action stands in a stream of its own."""
    fact = event.event
    command = NoteAction(fact.municipality, ActionOrigin.WORKSHOP, event.head.key, fact.what, fact.owner, fact.due_on)
    return [Ask(f"activities/action/{fact.action}", fact.action, command, fact.municipality)]


def add_to(reactions: Reactions) -> None:
    """Let activities react so."""
    reactions.on(OutcomeTakenUp)(note_action_of_a_workshop)
