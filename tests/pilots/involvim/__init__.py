"""INVOLVIM (I1–I4): practices and services found across municipalities, and their way into policy.

Enters: services of many providers, practices, meetings. Leaves: whether what one has, the others can find. It must not
know: how reporting finds it.
"""
