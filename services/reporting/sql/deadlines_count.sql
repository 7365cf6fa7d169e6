select count(*)
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
