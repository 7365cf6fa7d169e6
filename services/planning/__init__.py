"""Planning: every client's integration plan within the law's length, and the way from a referral to a service and on.

Enters: arrivals, moves, completed assessments, consents, the directory's services, and what becomes of a place in a
group (others' events, as reactions); what caseworkers, providers and units record over HTTP. Leaves: events about
plans, referrals, next steps, civic orientation, plan documents and barriers. It must not know: other services, who
reads its events.

`domain` is the law on a plan, `agreement` how it comes into force, `in_force` the law on one that is agreed,
`standing` how a case can stand; `aims` are its goals and measures. Houses of their own: `referral`, `onward`,
`orientation`, `document`, `barrier`.
"""
