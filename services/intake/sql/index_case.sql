select other_case from index_case($1, $2, $3, $4)
