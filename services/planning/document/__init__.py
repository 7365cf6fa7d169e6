"""Plan documents: what a client is given on paper, in Finnish and in Swedish, a version each time it is issued.

`sheet` gathers the plan's facts, `templates/` says them in both languages, `domain` numbers the versions. Enters: the
plan's own facts. Leaves: sealed texts with their digests. It must not know how a plan is decided on.
"""
