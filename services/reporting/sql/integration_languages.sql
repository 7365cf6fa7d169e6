-- Cases with a home municipality that go on, by the language that was chosen.
select municipality, coalesce(language, 'none') as language, count(*) as cases
from {standings}
where standing in ('open', 'away') and residence = 'home' and municipality <> ''
group by 1, 2
