select
    breaches.key, breaches.broken_in, breaches.duty, breaches.due_on, breaches.breached_on, breaches.rule,
    breaches.law, breaches.section, breaches.rule_version, breaches.inputs, count(*) over () as total
from {breaches} as breaches
where breaches.municipality = $1 and breaches.sub <> ''
order by breaches.breached_on desc, breaches.key, breaches.sub
limit $2 offset $3
