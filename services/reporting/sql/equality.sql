-- Each person who arrived in the year, by what the indicators are counted from; nothing says who it is.
select
    municipality, gender, mother_tongue, reason,
    assessed_on - arrived_on as assessed,
    planned_on - arrived_on as planned,
    served_on - arrived_on as served,
    ended > 0 as referrals_ended,
    completed > 0 as referral_completed,
    tests > 1 as tested_again,
    -- Levels are named so that a higher one comes later in the alphabet: A0, A1.1, A1.2 ... C2.
    coalesce(last_level collate "C" > first_level collate "C", false) as progressed
from {milestones}
where municipality = any ($1::text[]) and arrived_on between $2 and $3
order by municipality, key
