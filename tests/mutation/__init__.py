"""Whether the tests would notice: each decider and fold is changed in one place at a time, and its unit tests run.

Enters: modules of the domain and of the read models (all of them where none is named). Leaves: for each the share of
changes that its tests noticed, in `.kotopolku/mutants/`, where a run that was ended goes on. It must not know: what a
module decides. `make mutants` runs it, outside CI.
"""
