select stream from claims where municipality = $1 and digest = $2
