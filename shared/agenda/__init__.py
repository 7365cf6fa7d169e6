"""What falls due by the clock: deadlines, expiries, reminders.

Enters: facts, which put days on the agenda in the very transaction that records them. Leaves: a command to the stream
concerned on the first day after, once, whatever is killed when. It must not know what a deadline means: the command's
decider says from its own state whether anything has been missed.

`migrations/`: the agenda's table, in each ledger's schema. `sql/`: what is asked of it.
"""

from shared.agenda.agenda import Agenda, Due

__all__ = ["Agenda", "Due"]
