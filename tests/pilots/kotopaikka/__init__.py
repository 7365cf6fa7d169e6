"""Kotopaikka (K1–K5): those who work with integration learn, agree on a programme, and know whether it works.

Enters: trainings, workshops, outcomes by group. Leaves: whether the figures and the rhythm hold. It must not know: how
a service comes to them.
"""
