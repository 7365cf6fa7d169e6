"""Readiness: whether a municipality's network is ready for those who arrive for a reason, item by item.

`standard.toml` has the items that every checklist begins with, by reason of arrival.

Enters: answers of coordinators over HTTP. Leaves: a checklist's events. It must not know of anybody who arrives.
"""
