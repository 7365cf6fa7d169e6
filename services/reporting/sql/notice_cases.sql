-- Those of the notice whose case is the municipality's still.
select came.case_id, came.arrived_on, least(milestones.served_on, standings.guided_on) as served_on
from {notices} as came
join {caseload} as cases on cases.key = came.case_id and cases.sub = '' and cases.municipality = $1
left join {milestones} as milestones on milestones.key = came.case_id and milestones.sub = ''
left join {standings} as standings on standings.key = came.case_id and standings.sub = ''
where came.municipality = $1 and came.key = $2 and came.case_id is not null
order by came.arrived_on, came.case_id
