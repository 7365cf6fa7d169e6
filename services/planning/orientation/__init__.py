"""Multilingual civic orientation: a client's hours by the decree's themes, until the decree is fulfilled.

Enters: who was taught what, how long. Leaves: hours, and that they suffice. It must not know the plan.
"""
