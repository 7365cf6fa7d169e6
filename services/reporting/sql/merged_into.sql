-- The cases that were merged into a case, and into those.
with recursive parts as (
    select key from {standings} where municipality = $1 and leading_case = $2
    union
    select standings.key from {standings} as standings join parts on standings.leading_case = parts.key
    where standings.municipality = $1
)
select key from parts order by key
