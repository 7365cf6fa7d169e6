-- Each notice with its tasks and arrivals counted, the newest expectation first. The first service is the first that
-- began by a referral, or guidance; `least` passes over what is null.
with came as (
    select
        arrivals.key, count(*) as arrived,
        array_agg(least(milestones.served_on, standings.guided_on) - arrivals.arrived_on) filter (
            where coalesce(milestones.served_on, standings.guided_on) is not null
        ) as days
    from {notices} as arrivals
    left join {milestones} as milestones on milestones.key = arrivals.case_id and milestones.sub = ''
    left join {standings} as standings on standings.key = arrivals.case_id and standings.sub = ''
    where arrivals.municipality = $1 and arrivals.case_id is not null
    group by arrivals.key
), prepared as (
    select
        key, count(*) as tasks, count(*) filter (where done_on is null) as open,
        count(*) filter (where done_on is null and due_on < $2::date) as late
    from {notices}
    where municipality = $1 and kind is not null
    group by key
)
select
    told.key, told.state, told.source, told.persons, told.sector, told.languages, told.expected_on, told.received_on,
    told.acknowledged_on, told.prepared_on, told.contact, told.note, coalesce(prepared.tasks, 0) as tasks,
    coalesce(prepared.open, 0) as open, coalesce(prepared.late, 0) as late, coalesce(came.arrived, 0) as arrived,
    coalesce(came.days, '{}') as days
from {notices} as told
left join came on came.key = told.key
left join prepared on prepared.key = told.key
where told.municipality = $1 and told.sub = '' and ($3::uuid is null or told.key = $3)
order by told.expected_on desc, told.key
