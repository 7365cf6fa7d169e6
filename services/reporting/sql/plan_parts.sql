select part, id, plan, of, state, party, since, until, by_day, agreed_on, done_on, number, words, ground
from {plans}
where municipality = $1 and key = $2 and part <> 'case'
order by part, since nulls last, number, sub
