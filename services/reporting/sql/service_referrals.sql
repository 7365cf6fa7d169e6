select
    side, referral, service_id, state, sector, provider, organisation, consent, discloses, sent_on, expires_on,
    answered_on, started_on, ended_on, accompanied_on, disclosed_to, reason
from {servicereferrals}
where municipality = $1 and key = $2 and side in ('referral', 'asked')
order by sent_on desc, referral, side desc, organisation, service_id
