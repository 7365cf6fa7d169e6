"""Outreach: people outside services, found and invited.

Enters: the groups that a client belongs to, and each attempt to reach them. Leaves: events with both in boxes. It must
not know: whom other services have met; reporting puts the two together, and shows whom nobody has reached.
"""
