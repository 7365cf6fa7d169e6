select consent, given_on, valid_until, withdrawn_on, terms
from {consents}
where municipality = $1 and key = $2 and consent is not null
order by given_on desc, consent
