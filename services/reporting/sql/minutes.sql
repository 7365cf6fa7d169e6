select minutes from {minutes} where municipality = $1 and key = $2 and sub = $3
