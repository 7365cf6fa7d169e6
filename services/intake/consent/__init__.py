"""Consent: what a client lets be told, to whom, for what, until when; and taken back whenever they wish.

Enters: a consent as it was given, and its withdrawal. Leaves: `ConsentGiven`, `ConsentWithdrawn` in a stream of the
consent's own, keyed by the case. It must not know: who asks whether a consent holds; they follow its events.
"""
