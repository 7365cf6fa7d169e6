-- Came for work, is a client, and neither a referral nor an offer has led to any wider support.
select cases.key, cases.person, cases.arrived_on, arrivals.mother_tongue, coalesce(support.offered, 0) as offered
from {caseload} as cases
join {arrivals} as arrivals on arrivals.key = cases.key and arrivals.sub = '' and arrivals.reason = 'work'
left join lateral (
    select count(*) as offered, bool_or(state = 'accepted') as accepted
    from {pathways} as own
    where own.key = cases.key and own.kind = 'support'
) as support on true
where cases.municipality = $1 and cases.status <> 'closed' and not coalesce(support.accepted, false)
    and not exists (
        select from {referrals} as referrals
        where referrals.key = cases.key and referrals.sub <> '' and referrals.state <> 'declined'
    )
    and not exists (
        select from {servicereferrals} as sent
        where sent.key = cases.key and sent.side = 'referral' and sent.state not in ('declined', 'revoked', 'expired')
    )
order by cases.arrived_on, cases.key
