-- A partner sees what its organisation was asked ($2), a municipality what its official services were.
select
    key, referral, service_id, state, sector, organisation, discloses, sent_on, expires_on, answered_on, started_on,
    ended_on, language, reason, person
from {servicereferrals}
where
    municipality = $1 and side = 'inbox'
    and (
        ($2::text is null and sector = 'official')
        or organisation = $2 or business_id = $2
    )
    and ($3::uuid is null or referral = $3)
order by sent_on desc, referral, service_id
