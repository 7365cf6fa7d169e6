-- The bytes that a rebuild reads, in its order.
select head, data from reporting.archive where bucket = $1 order by seq
