"""Actions: what an organisation has undertaken to do by a day, after a workshop or a meeting.

Enters: what was agreed (by reaction), and over HTTP that it is done or postponed. Leaves: an action's events. It must
not know what was said where it was agreed.
"""
