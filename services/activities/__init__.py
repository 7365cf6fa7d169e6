"""Activities: groups with so many places, their queues, sessions, and who was there.

Enters: referrals and their ends (planning's events, as reactions), what activity leaders record over HTTP. Leaves:
events about groups, and the case's side of each in the case's own stream. It must not know: other services, who reads
its events, why somebody was referred.
"""
