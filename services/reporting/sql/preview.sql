select key, other, arrived_on, assessment, planned, person, background, note, offered_on, expires_on
from {previews}
where municipality = $1 and key = $2 and offer = $3 and side = 'preview' and expires_on >= $4::date
