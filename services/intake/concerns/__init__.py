"""Concerns about working conditions, told in confidence by whoever meets the client.

Enters: what somebody is worried about, whom the privacy officer entrusts with it, what was done. Leaves: events with
all of it in boxes, under a key that is no case's. It must not know: how a client is protected; that is asked for apart.
"""
