-- The cases that are protected from an actor, by the read model that answers now; every other read model's policy asks.
-- It runs as whoever reads: row-level security of that read model shows its rows to everybody who has a municipality.
create function protected_from(asker text) returns setof uuid
language plpgsql stable rows 10 as $$
declare
    held text;
begin
    select table_name into held from active where projection = 'protections';
    if held is not null then
        return query execute format(
            'select protected.key from %1$I as protected where protected.sub = '''' and not exists ('
            'select from %1$I as entitled where entitled.key = protected.key and entitled.sub = $1)',
            held
        ) using nullif(asker, '');  -- the case's own row has no name, and whoever has none is not entitled by it
    end if;
end $$;

revoke all on function protected_from (text) from public;
grant execute on function protected_from (text) to kotopolku_reporting_reader, {service};
