-- What is written about the persons of these cases, oldest first.
select stream, head, data from events
where stream = any($1) and type ~ '^fi\.kotopolku\.intake\.(ArrivalRegistered|PersonDetailsCorrected)\.v'
order by stream, version
