"""Early notices: an employer or a reception centre tells in time that people will come, and services wait for them.

Enters: a notice with its number, sector, languages and day; the municipality's acknowledgement; tasks, their owners and
ends; arrivals that the notice had told of. Leaves: the facts, in `intake/notice/<notice>`. It must not know who comes:
a notice names nobody, and an arrival is known by its case's id alone.
"""
