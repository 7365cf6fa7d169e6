select key, name from {organisations} where contact is null and key = any ($1::uuid[])
