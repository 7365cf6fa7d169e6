-- The blind values of a merged case ($1) become the leading one's ($2), which may have the same ones already.
with its as (delete from blind_index where case_id = $1 returning kind, value, municipality)
insert into blind_index (kind, value, case_id, municipality)
select kind, value, $2, municipality from its
on conflict do nothing
