-- Several commands' appends in one transaction, in the order given: by stream, so that lots never wait for each other in
-- a circle. The n-th command's events are those numbered from firsts[n] on, counts[n] of them; likewise its claims.
select said.replayed, said.stream, said.fingerprint, said.from_version, said.to_version, said.refusal, said.refusal_field
from unnest(
    $1::text[], $2::uuid[], $3::integer[], $4::uuid[], $5::bytea[], $6::timestamptz[], $7::integer[], $8::integer[],
    $12::integer[], $13::integer[]
) with ordinality as one (
    stream, key, expected, command, fingerprint, recorded_at, first, count, first_claim, claims, n
)
cross join lateral append(
    one.stream, one.key, one.expected, one.command, one.fingerprint, one.recorded_at, null, null,
    ($9::text[])[one.first : one.first + one.count - 1],
    ($10::bytea[])[one.first : one.first + one.count - 1],
    ($11::bytea[])[one.first : one.first + one.count - 1],
    ($14::text[])[one.first_claim : one.first_claim + one.claims - 1],
    ($15::bytea[])[one.first_claim : one.first_claim + one.claims - 1]
) as said
order by one.n
