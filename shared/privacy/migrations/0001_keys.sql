-- Subject keys. A destroyed key stays as a tombstone (wrapped is null), which refuses that the key is made again.
create table subject_keys (
    key_id uuid primary key,
    subject uuid not null unique,
    parents uuid[] not null default '{}',
    wrapped bytea,
    created_at timestamptz not null default clock_timestamp(),
    destroyed_at timestamptz,
    ground text,
    check ((wrapped is null) = (destroyed_at is not null))
);

create function destroy_key(p_subject uuid, p_ground text) returns void
language sql security definer set search_path from current
as $$
    insert into subject_keys (key_id, subject, wrapped, destroyed_at, ground)
    values (gen_random_uuid(), p_subject, null, clock_timestamp(), p_ground)
    on conflict (subject) do update
        set wrapped = null, destroyed_at = clock_timestamp(), ground = p_ground
        where subject_keys.wrapped is not null;
$$;

revoke all on function destroy_key(uuid, text) from public;
grant select, insert on subject_keys to kotopolku_keys;
grant execute on function destroy_key(uuid, text) to kotopolku_keys;
