"""Reporting: the archive of every event, the read models folded from it, and the only answers that show personal data.

Enters: events from the transport. Leaves: worklists, timelines, deadlines, transfers, replays, each inside the viewer's
municipalities. It must not know how the other services decide, nor write anything that they are the source of.

`tables/` and `indexes/` are what a read model is made of, a file each; `sql/` what the API asks of them.
"""
