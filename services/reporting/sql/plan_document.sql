select id, plan, since, number, words
from {plans}
where municipality = $1 and key = $2 and part = 'document' and number = $3
