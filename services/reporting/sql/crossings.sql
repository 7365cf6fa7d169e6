-- Referrals that another municipality's service answers, from whose case to whose service.
select provided.provider, cases.municipality, provided.state, count(*) as referrals
from {referrals} as provided
join {caseload} as cases on cases.key = provided.key and cases.sub = ''
where provided.side = 'provider' and provided.provider <> cases.municipality
group by provided.provider, cases.municipality, provided.state
