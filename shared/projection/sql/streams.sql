select stream, version, hash, (select exists (select from held)) as anything_held
from archive_streams where stream = any ($1::text[])
union all
select null, 0, null, (select exists (select from held))
