-- Each assessment that began in the year, by the version of the model it is made by; nothing says whose it is.
select
    assessments.municipality, assessments.model, assessments.model_version, assessments.language,
    assessments.reason, coalesce(assessments.gender, milestones.gender) as gender,
    assessments.breached_on is null and assessments.started_on <= assessments.due_on as in_time,
    assessments.completed_on - assessments.started_on as made,
    assessments.completed_on is not null and coalesce(assessments.plan_needed, false) as plan_needed,
    greatest(milestones.planned_on - assessments.completed_on, 0) as planned,
    coalesce(milestones.tests, 0) > 1 as tested_again,
    coalesce(milestones.last_level collate "C" > milestones.first_level collate "C", false) as progressed
from {assessments} as assessments
left join {milestones} as milestones on milestones.key = assessments.key and milestones.sub = ''
where assessments.municipality = any ($1::text[]) and assessments.sub <> '' and assessments.model is not null
    and assessments.started_on between $2 and $3
order by assessments.municipality, assessments.key, assessments.sub
