-- The chain: SHA-256("kotopolku-event-1\n" || previous hash || u32be(length of head) || head || data).
create function chained(previous bytea, head bytea, data bytea) returns bytea
language sql immutable parallel safe
return sha256(
    '\x6b6f746f706f6c6b752d6576656e742d310a'::bytea || previous || int4send(octet_length(head)) || head || data
);

-- Append: one function, one transaction. A command that was recorded before changes nothing and answers as it did then.
-- Each event advances its stream and chains its hash in one statement, so that a loser loses at its first, and writers of
-- other streams don't wait. No unnest and no set is returned: most commands say one thing, and this is half the cost.
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
    p_claim_digests bytea[],
    out replayed boolean,
    out stream text,
    out fingerprint bytea,
    out from_version integer,
    out to_version integer,
    out refusal text,
    out refusal_field text
)
language plpgsql security definer set search_path from current
as $$
#variable_conflict use_column
declare
    v_count constant integer := cardinality(p_heads);
    v_bucket constant integer := get_byte(sha256(convert_to(p_key::text, 'UTF8')), 0) % 64;
    v_hash bytea;
    v_taken text;
begin
    replayed := false;
    stream := p_stream;
    fingerprint := p_fingerprint;
    from_version := p_expected;
    to_version := case when p_refusal is null then p_expected + v_count end;
    refusal := p_refusal;
    refusal_field := p_refusal_field;
    insert into commands values (
        p_command, p_fingerprint, p_stream, p_expected,
        case when p_refusal is null then p_expected + v_count end, p_refusal, p_refusal_field, p_recorded_at
    )
    on conflict (id) do nothing;
    if not found then
        select true, c.stream, c.fingerprint, c.from_version, c.to_version, c.refusal, c.refusal_field
        into append.replayed, append.stream, append.fingerprint, append.from_version, append.to_version,
            append.refusal, append.refusal_field
        from commands as c where c.id = p_command;
        return;
    end if;

    for i in 1..v_count loop
        if p_expected + i = 1 then
            insert into streams (stream, key, version, hash)
            values (p_stream, p_key, 1, chained(sha256(convert_to(p_stream, 'UTF8')), p_heads[i], p_datas[i]))
            on conflict (stream) do nothing
            returning hash into v_hash;
        else
            update streams set version = p_expected + i, hash = chained(hash, p_heads[i], p_datas[i])
            where stream = p_stream and version = p_expected + i - 1 and key = p_key
            returning hash into v_hash;
        end if;
        if not found then
            raise exception 'version conflict' using errcode = 'KP409';
        end if;
        insert into events (stream, version, key, bucket, type, recorded_at, head, data, hash)
        values (
            p_stream, p_expected + i, p_key, v_bucket, p_types[i], p_recorded_at, p_heads[i], p_datas[i], v_hash
        );
    end loop;

    for i in 1..case when v_count > 0 then cardinality(p_claim_digests) else 0 end loop
        insert into claims (municipality, digest, stream)
        values (p_claim_municipalities[i], p_claim_digests[i], p_stream)
        on conflict (municipality, digest) do nothing;
        if not found then
            select taken.stream into v_taken from claims as taken
            where taken.municipality = p_claim_municipalities[i] and taken.digest = p_claim_digests[i]
                and taken.stream <> p_stream;
            if found then
                raise exception 'claim taken' using errcode = 'KP423', detail = v_taken;
            end if;
        end if;
    end loop;
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
