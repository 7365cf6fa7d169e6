"""Activities: groups with so many places, their queues, sessions, and who was there; and what networks do together.

Enters: referrals and their ends (planning's events, as reactions), what activity leaders and networks record over HTTP.
Leaves: events about groups, services, vacancies, trainings, strategies and networks, and the case's side of a group in
the case's own stream. It must not know: other services, who reads its events, why somebody was referred.

`domain` is a group, `standing` how it can stand, `part` a client's part in groups. Each other folder is an aggregate.
"""
