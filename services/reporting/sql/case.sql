select
    cases.key, cases.municipality, cases.person_id, cases.arrived_on, cases.status, cases.assessment, cases.plan,
    cases.official, cases.plan_ends_on, cases.next_due_on, cases.next_due_kind, cases.offer, cases.offered_to,
    cases.duplicates, cases.person, arrivals.reason, arrivals.mother_tongue, arrivals.citizenship
from {caseload} as cases
left join {arrivals} as arrivals on arrivals.key = cases.key and arrivals.sub = ''
where cases.municipality = $1 and cases.key = $2
