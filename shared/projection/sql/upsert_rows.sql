insert into {table} ({columns})
select {columns} from unnest({arrays}) as new ({columns})
on conflict (key, sub) do update set {assignments}
