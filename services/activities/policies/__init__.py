"""From practice to policy: what was proposed on the ground of which practice, what was decided, what was changed.

Enters: what the proposer records over HTTP. Leaves: a proposal's events, all of them public. It must not know how a
practice went.
"""
