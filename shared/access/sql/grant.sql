-- The same grant, still in force, is not written twice: making a development token again changes nothing.
insert into access.grants (actor, role, organisation, municipalities, valid_from, valid_to, granted_by)
select $1, $2, $3, $4::text[], coalesce($5::timestamptz, clock_timestamp()), $6::timestamptz, $7
where not exists (
    select from access.grants
    where
        actor = $1 and role = $2 and organisation = $3
        and municipalities @> $4::text[] and municipalities <@ $4::text[]
        and valid_from <= coalesce($5::timestamptz, clock_timestamp())
        and valid_to is not distinct from $6::timestamptz
)
