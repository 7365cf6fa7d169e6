select key, sub as kind, due_on, met_on, waived_on, rule, law, section, rule_version, inputs, outcome
from {deadlines}
where municipality = $1 and key = $2 and sub <> '' and due_on is not null
order by due_on, sub
