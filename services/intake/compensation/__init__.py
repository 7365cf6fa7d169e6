"""Compensation periods (laskennallinen korvaus): for how long the state pays for a client, and when that ends.

Enters: the ground and the first day, an extension, an end. Leaves: events with all of it in boxes. It must not know:
how much is paid, nor to which account.
"""
