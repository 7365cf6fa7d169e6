select
    round, outcome, counted_from, due_on, breached_on, model, model_version, language, started_on, completed_on,
    waived_on, plan_needed, answer_set
from {assessments}
where municipality = $1 and key = $2 and sub <> ''
order by round
