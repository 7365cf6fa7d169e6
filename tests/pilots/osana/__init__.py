"""OSANA (O1–O6): low-threshold guidance, next steps and groups, and a network that says the same to everybody.

Enters: visits, wishes, bulletins. Leaves: whether nobody falls between two services. It must not know: how.
"""
