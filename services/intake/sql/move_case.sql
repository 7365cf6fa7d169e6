update blind_index set municipality = $2 where case_id = $1
