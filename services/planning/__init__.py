"""Planning: every client's integration plan within the law's length, and the way from a referral to a service.

Enters: arrivals, moves, completed assessments, and what becomes of a place in a group (others' events, as reactions);
what caseworkers record over HTTP. Leaves: events about plans and referrals. It must not know: other services, who reads
its events, which groups there are.
"""
