-- The embedded transport: what Kafka's topic is, as a table. {service} is the role of those who publish and subscribe.

create table bus (
    partition smallint not null check (partition between 0 and 63),
    "offset" bigint not null check ("offset" >= 0),
    key uuid not null,
    head bytea not null,
    data bytea not null,
    hash bytea not null check (octet_length(hash) = 32),
    published_at timestamptz not null default now(),
    primary key (partition, "offset")
);

-- The next offset of each partition. The row is locked from before an offset is given until the commit, so offsets have
-- no gap and become visible in their order: a reader needs nothing but "offset" > the last.
create table bus_counters (
    partition smallint primary key,
    next bigint not null default 0
) with (fillfactor = 50);
insert into bus_counters (partition) select generate_series(0, 63);

create table bus_offsets (
    "group" text not null,
    partition smallint not null check (partition between 0 and 63),
    "offset" bigint not null,
    primary key ("group", partition)
) with (fillfactor = 50);

create function publish(p_partitions smallint[], p_keys uuid[], p_heads bytea[], p_datas bytea[], p_hashes bytea[])
returns void
language plpgsql security definer set search_path from current
as $$
begin
    -- In the order of partitions: two relays that publish to the same ones never wait for each other in a circle.
    perform 1 from bus_counters where partition = any (p_partitions) order by partition for update;

    insert into bus (partition, "offset", key, head, data, hash)
    select message.partition,
           counter.next + row_number() over (partition by message.partition order by message.n) - 1,
           message.key, message.head, message.data, message.hash
    from unnest(p_partitions, p_keys, p_heads, p_datas, p_hashes)
        with ordinality as message (partition, key, head, data, hash, n)
    join bus_counters as counter using (partition);

    update bus_counters as counter set next = counter.next + new.count
    from (select partition, count(*) as count from unnest(p_partitions) as one (partition) group by partition) as new
    where counter.partition = new.partition;

    -- NOTIFY serialises the commits of those who use it; only the relays do, a batch at a time.
    perform pg_notify('kotopolku_bus', '');
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'published events are never changed: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'KP403';
end $$;
create trigger bus_is_append_only before update or delete on bus
    for each row execute function refuse_change();
create trigger bus_is_never_truncated before truncate on bus
    for each statement execute function refuse_change();

revoke all on function publish(smallint[], uuid[], bytea[], bytea[], bytea[]) from public;
grant execute on function publish(smallint[], uuid[], bytea[], bytea[], bytea[]) to {service};
revoke update, delete, truncate on bus from current_user;
grant select on bus, bus_counters, bus_offsets to {service};
grant insert on bus_offsets to {service};
grant update ("offset") on bus_offsets to {service};
