select role, organisation, municipalities, valid_from, valid_to
from access.grants
where actor = $1 and (valid_to is null or valid_to > clock_timestamp())
order by id
