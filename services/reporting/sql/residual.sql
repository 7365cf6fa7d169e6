select key, other, arrived_on, person, offered_on, held_from, moves_on
from {previews}
where municipality = $1 and key = $2 and offer = $3 and side = 'residual'
