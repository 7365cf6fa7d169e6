"""Hyvä alku (H1–H13): an assessment that fits the person, in time and in both languages, and what follows from it.

Enters: arrivals of every kind, assessment models, plans. Leaves: whether each is in time and in order. It must not
know: how a service decides it.
"""
