"""Trainings, peer visits and mentoring for decision-makers, employers, workplace inductors and advisers.

A municipality says what its people need; a package is agreed, offered, held, and rated by those who were there.

Enters: what coordinators record over HTTP. Leaves: a training's events. It must not know who took part: people are
numbers for each audience, and a rating is nobody's.
"""
