select count(*) from {deadlines}
where municipality = $1 and sub <> '' and due_on is not null
    and (not $2::boolean or (met_on is null and waived_on is null))
    and (not $3::boolean or coalesce(met_on, case when waived_on is null then $4::date end) > due_on)
