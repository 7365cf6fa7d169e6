-- Referrals that another municipality's group or service answers, from whose case to whose service.
select crossing.provider, cases.municipality, crossing.state, count(*) as referrals
from (
    select key, provider, state from {referrals} where side = 'provider'
    union all
    select key, provider, state from {servicereferrals} where side = 'inbox'
) as crossing
join {caseload} as cases on cases.key = crossing.key and cases.sub = ''
where crossing.provider <> cases.municipality
group by crossing.provider, cases.municipality, crossing.state
