"""The tests, a folder for each part; `demo`, `faults` and `browser` run the whole.

Enters: the code, a real PostgreSQL, and where there can be one a real Kafka and a Chromium; `data/` has the
spreadsheets as they were given. Leaves: sentences that hold. It must not know: this machine, the time of day, what
another test left behind.
"""
