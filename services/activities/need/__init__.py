"""Needs seen: how many people were seen to need what, in an assessment, a forecast, a referral or in passing.

Enters: counts, over HTTP. Leaves: the same counts as facts. It must not know who any of them was.
"""
