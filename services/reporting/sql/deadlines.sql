-- What is due in a case that was closed, or merged into another, is due no more.
select
    duties.key, duties.sub as kind, duties.due_on, duties.met_on, duties.waived_on, duties.breached_on,
    duties.rule, duties.law, duties.section, duties.rule_version, duties.inputs, duties.outcome,
    case when standings.standing in ('closed', 'merged') then standings.since end as ended_on
from {deadlines} as duties
left join {standings} as standings on standings.key = duties.key and standings.sub = ''
where duties.municipality = $1 and duties.sub <> '' and duties.due_on is not null
    and (not $2::boolean or (
        duties.met_on is null and duties.waived_on is null
        and coalesce(standings.standing, 'open') not in ('closed', 'merged')
    ))
    and (not $3::boolean or coalesce(
        duties.met_on,
        case
            when duties.waived_on is null and coalesce(standings.standing, 'open') not in ('closed', 'merged')
            then $4::date
        end
    ) > duties.due_on)
order by duties.due_on, duties.key, duties.sub
limit $5 offset $6
