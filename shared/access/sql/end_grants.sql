update access.grants
set valid_to = greatest(valid_from, clock_timestamp())
where actor = $1 and ($2::text is null or role = $2) and (valid_to is null or valid_to > clock_timestamp())
