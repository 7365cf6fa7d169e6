"""The integration programme of a municipality: versions with goals and indicators, and how the indicators go.

Enters: what the municipality has adopted and measured, over HTTP. Leaves: a programme's events, all of them public. It
must not know how a version came about.
"""
