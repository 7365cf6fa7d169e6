-- Append: one function, one transaction. Check and advance the stream first, so that a loser loses early and writers of
-- other streams don't wait; then insert. A command that was recorded before changes nothing and answers as it did then.
create function append(
    p_stream text,
    p_key uuid,
    p_expected integer,
    p_command uuid,
    p_fingerprint bytea,
    p_recorded_at timestamptz,
    p_refusal text,
    p_refusal_field text,
    p_types text[],
    p_heads bytea[],
    p_datas bytea[],
    p_claim_municipalities text[],
    p_claim_digests bytea[]
) returns table (
    replayed boolean, stream text, fingerprint bytea, from_version integer, to_version integer, refusal text, refusal_field text
)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
declare
    v_count integer := cardinality(p_heads);
    v_hash bytea;
    v_hashes bytea[] := '{}';
    v_taken text;
begin
    insert into commands (id, fingerprint, stream, from_version, to_version, refusal, refusal_field, recorded_at)
    values (
        p_command, p_fingerprint, p_stream, p_expected,
        case when p_refusal is null then p_expected + v_count end, p_refusal, p_refusal_field, p_recorded_at
    )
    on conflict (id) do nothing;
    if not found then
        return query
            select true, c.stream, c.fingerprint, c.from_version, c.to_version, c.refusal, c.refusal_field
            from commands as c where c.id = p_command;
        return;
    end if;

    if v_count > 0 then
        if p_expected = 0 then
            v_hash := sha256(convert_to(p_stream, 'UTF8'));
        else
            select hash into v_hash from streams
            where stream = p_stream and version = p_expected and key = p_key
            for update;
            if v_hash is null then
                raise exception 'version conflict' using errcode = 'KP409';
            end if;
        end if;

        for i in 1..v_count loop
            v_hash := sha256(
                '\x6b6f746f706f6c6b752d6576656e742d310a'::bytea  -- "kotopolku-event-1\n"
                || v_hash || int4send(octet_length(p_heads[i])) || p_heads[i] || p_datas[i]
            );
            v_hashes := v_hashes || v_hash;
        end loop;

        if p_expected = 0 then
            insert into streams (stream, key, version, hash) values (p_stream, p_key, v_count, v_hash)
            on conflict (stream) do nothing;
            if not found then
                raise exception 'version conflict' using errcode = 'KP409';
            end if;
        else
            update streams set version = p_expected + v_count, hash = v_hash where stream = p_stream;
        end if;

        insert into claims (municipality, digest, stream)
        select claimed.municipality, claimed.digest, p_stream
        from unnest(p_claim_municipalities, p_claim_digests) as claimed (municipality, digest)
        on conflict (municipality, digest) do nothing;
        select taken.stream into v_taken
        from unnest(p_claim_municipalities, p_claim_digests) as claimed (municipality, digest)
        join claims as taken using (municipality, digest)
        where taken.stream <> p_stream
        limit 1;
        if v_taken is not null then
            raise exception 'claim taken' using errcode = 'KP423', detail = v_taken;
        end if;

        insert into events (stream, version, key, bucket, type, recorded_at, head, data, hash)
        select p_stream, p_expected + n, p_key,
               get_byte(sha256(convert_to(p_key::text, 'UTF8')), 0) % 64,
               type, p_recorded_at, head, data, hash
        from unnest(p_types, p_heads, p_datas, v_hashes) with ordinality as new (type, head, data, hash, n)
        order by n;
    end if;

    return query select false, p_stream, p_fingerprint, p_expected,
        case when p_refusal is null then p_expected + v_count end, p_refusal, p_refusal_field;
end $$;

revoke all on function append(
    text, uuid, integer, uuid, bytea, timestamptz, text, text, text[], bytea[], bytea[], text[], bytea[]
) from public;
grant execute on function append(
    text, uuid, integer, uuid, bytea, timestamptz, text, text, text[], bytea[], bytea[], text[], bytea[]
) to {service};

-- Not even the owner may change an event; the triggers say it to whoever grants it to himself.
revoke update, delete, truncate on events from current_user;
grant select on events, streams, commands, claims, relay_checkpoint to {service};
grant update (position) on relay_checkpoint to {service};
grant select on events, streams, commands to kotopolku_auditor;
