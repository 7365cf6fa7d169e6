"""Organisations: who works with integration, on which themes, and whom to ask there.

Enters: an organisation, its contacts. Leaves: events; what is published is clear, a contact stands in a box. It must
not know: which projects an organisation is a partner of.
"""
