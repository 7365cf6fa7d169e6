"""Good practices: described under the same heads in every region and country, visited, adopted elsewhere, measured.

Enters: what municipalities document, adopt and measure, over HTTP. Leaves: a practice's events, all of them public. It
must not know of policies that come of it.
"""
