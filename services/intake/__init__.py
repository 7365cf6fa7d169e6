"""Intake: who has come to the region, and which municipality each case belongs to at every instant.

Enters: arrivals over HTTP (typed in, or rows of a spreadsheet), corrections, offers of a move and their answers.
Leaves: events about them, sealed. It must not know: other services, what the person needs, who reads its events.

A case's own stream is decided in `domain`; `transfer` (how it moves) and `merging` (how two become one) are parts of
that, and `states` says how it can stand. What can stand alone is an aggregate beside it: `suspicion`, `household`,
`notice` and the other folders. `api`, `standing` and `merges` are the case's endpoints.

`migrations/` and `sql/` are of its index of blind values, which duplicates are found by.
"""
