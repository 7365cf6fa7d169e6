select
    duties.key, duties.sub as kind, duties.due_on, duties.met_on, duties.waived_on, duties.breached_on,
    duties.rule, duties.law, duties.section, duties.rule_version, duties.inputs, duties.outcome,
    case when standings.standing in ('closed', 'merged') then standings.since end as ended_on
from {deadlines} as duties
left join {standings} as standings on standings.key = duties.key and standings.sub = ''
where duties.municipality = $1 and duties.key = $2 and duties.sub <> '' and duties.due_on is not null
order by duties.due_on, duties.sub
