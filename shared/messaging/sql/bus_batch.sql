-- $1, $2: partitions and the next offset wanted of each; $3: messages of one partition at most; $4: bytes in all.
-- Filled evenly: the bytes are counted over the first of each partition, then the second of each, and so on, so that
-- what is left out is always the end of a partition's share, and a single long message still comes through.
select partition, "offset", key, head, data, hash
from (
    select message.*,
           sum(message.size) over (order by message.n, message.partition) - message.size as before
    from unnest($1::smallint[], $2::bigint[]) as wanted (partition, next)
    cross join lateral (
        select bus.*, octet_length(head) + octet_length(data) as size, row_number() over (order by "offset") as n
        from bus
        where bus.partition = wanted.partition and "offset" >= wanted.next
        order by "offset"
        limit $3
    ) as message
) as filled
where before < $4
order by partition, "offset"
