"""Cooperation, monitoring and stakeholder groups: organisations that meet in a rhythm, agree, and see it through.

Enters: what the convener records over HTTP; that a part of the year has ended (the agenda). Leaves: such a group's
events, and by reaction an action for each that was agreed. It must not name persons: members are organisations; minutes
are sealed.
"""
