"""Strategy work, facilitated stage by stage: workshops with residents who have immigrated, employers and others.

What comes out of a workshop becomes actions with owners and days (`services.activities.actions`).

Enters: what facilitators record over HTTP. Leaves: strategy work's events, and by reaction an action for each outcome
taken up. It must not know who took part: people are numbers by kind.
"""
