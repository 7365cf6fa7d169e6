-- As append_each, where events put something on the agenda: in the same statement, so in the same transaction, and only
-- for commands that had not been done before. The n of an entry is its command's place among the commands.
with said as materialized (
    select one.n, said.*
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
), put as (
    insert into agenda (
        stream, name, due_on, key, municipality, event, event_stream, event_version, event_type, correlation
    )
    select due.stream, due.name, due.due_on, due.key, due.municipality, due.event, due.event_stream, due.event_version,
           due.event_type, due.correlation
    from said
    join unnest(
        $16::bigint[], $17::text[], $18::text[], $19::date[], $20::uuid[], $21::text[], $22::uuid[], $23::text[],
        $24::integer[], $25::text[], $26::text[]
    ) as due (
        n, stream, name, due_on, key, municipality, event, event_stream, event_version, event_type, correlation
    ) using (n)
    where not said.replayed
    on conflict do nothing
)
select replayed, stream, fingerprint, from_version, to_version, refusal, refusal_field
from said order by n
