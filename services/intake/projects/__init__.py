"""Projects: who pays for what, on which theme, with whom, and what came of it, for the whole network to read.

Enters: a project, what changes in it, its results. Leaves: events that say so, all published. It must not know: what
its partners are; they stand in the register of organisations.
"""
