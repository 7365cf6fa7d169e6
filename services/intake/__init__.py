"""Intake: who has come to the region, and which municipality each case belongs to at every instant.

Enters: arrivals over HTTP (typed in, or rows of a spreadsheet), corrections, offers of a move and their answers.
Leaves: events about them, sealed. It must not know: other services, what the person needs, who reads its events.

`migrations/` and `sql/` are of its index of blind values, which duplicates are found by.
"""
