-- Whoever has rated themselves both before and after, group by group.
select
    effects.key, groups.title_fi, groups.title_sv, groups.title_en, count(*) as people,
    avg(before_language)::float as before_language, avg(after_language)::float as after_language,
    avg(before_inclusion)::float as before_inclusion, avg(after_inclusion)::float as after_inclusion,
    avg(before_work_ability)::float as before_work_ability, avg(after_work_ability)::float as after_work_ability,
    avg(before_digital)::float as before_digital, avg(after_digital)::float as after_digital
from {effects} as effects
join {groups} as groups on groups.key = effects.key and groups.municipality = effects.municipality
where effects.municipality = $1 and before_language is not null and after_language is not null
    and ($2::uuid is null or effects.key = $2)
group by effects.key, groups.title_fi, groups.title_sv, groups.title_en
order by groups.title_fi, effects.key
