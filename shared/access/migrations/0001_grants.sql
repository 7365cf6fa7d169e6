-- Who may act as what, for whom, where, from when to when. Rows are added and ended, never changed otherwise: who was
-- allowed what on a given day must stay answerable. Run as the schema's owner with search_path = access.
create table grants (
    id bigint generated always as identity primary key,
    actor text not null check (actor ~ '^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$'),
    role text not null check (
        role in (
            'caseworker', 'adviser', 'activity_leader', 'assessment_official', 'employment_authority',
            'wellbeing_county', 'partner', 'integration_unit', 'national_answerer', 'auditor', 'privacy_officer',
            'operator', 'service'
        )
    ),
    organisation text not null check (length(organisation) between 1 and 200),
    municipalities text[] not null check (municipalities::text ~ '^\{([0-9]{3}(,[0-9]{3})*)?\}$'),
    valid_from timestamptz not null default clock_timestamp(),
    valid_to timestamptz,
    granted_by text not null check (length(granted_by) between 1 and 200),
    granted_at timestamptz not null default clock_timestamp(),
    check (valid_to is null or valid_to >= valid_from)
);

create index grants_of_actor on grants (actor);

-- An array cannot hold a set: sorted and without doubles, two equal scopes are equal rows.
create function grants_in_order() returns trigger
language plpgsql set search_path from current
as $$
begin
    new.municipalities := coalesce(
        (select array_agg(distinct m order by m) from unnest(new.municipalities) as m), '{}'
    );
    return new;
end;
$$;

create trigger grants_in_order before insert on grants for each row execute function grants_in_order();

create function grants_only_end() returns trigger
language plpgsql set search_path from current
as $$
begin
    if (new.id, new.actor, new.role, new.organisation, new.municipalities, new.valid_from, new.granted_by, new.granted_at)
        is distinct from
        (old.id, old.actor, old.role, old.organisation, old.municipalities, old.valid_from, old.granted_by, old.granted_at)
    then
        raise exception 'a grant is ended, not changed' using errcode = 'restrict_violation';
    end if;
    return new;
end;
$$;

create trigger grants_only_end before update on grants for each row execute function grants_only_end();

grant usage on schema access to kotopolku_access, kotopolku_access_admin;
grant select on grants to kotopolku_access;
grant select, insert, update (valid_to) on grants to kotopolku_access_admin;
