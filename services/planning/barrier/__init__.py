"""Barriers to integration: reported from cases, counted by theme, raised from municipality to region and nation.

Enters: reports from cases, and what units and the nation decide. Leaves: counts and published words. What was said
about a person stays in the person's case; nothing of it is rolled up.
"""
