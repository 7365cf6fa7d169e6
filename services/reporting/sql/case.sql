select
    cases.key, cases.municipality, cases.person_id, cases.arrived_on, cases.status, cases.assessment, cases.plan,
    cases.official, cases.plan_ends_on, cases.next_due_on, cases.next_due_kind, cases.offer, cases.offered_to,
    cases.duplicates, cases.person, arrivals.reason, arrivals.mother_tongue, arrivals.citizenship,
    standings.standing, standings.since, standings.back_by, standings.ground, standings.leading_case, standings.residence,
    standings.home_since, standings.authority, standings.handed_on, standings.language, standings.informed_on,
    standings.chosen_on, standings.choices, standings.notice
from {caseload} as cases
left join {arrivals} as arrivals on arrivals.key = cases.key and arrivals.sub = ''
left join {standings} as standings on standings.key = cases.key and standings.sub = ''
where cases.municipality = $1 and cases.key = $2
