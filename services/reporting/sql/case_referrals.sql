select referral, group_id, provider, state, number, referred_on, started_on, ended_on, attended
from {referrals}
where municipality = $1 and key = $2 and side = 'case' and referral is not null
order by referred_on, referral
