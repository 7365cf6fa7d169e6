-- Every barrier that the reader may see, with the reports of each municipality.
select
    whole.key, whole.level, whole.place, whole.theme, whole.state, whole.raised_to, whole.solution, whole.summary_fi,
    whole.summary_sv, whole.summary_en, whole.raised_on, whole.decision, whole.answer_fi, whole.answer_sv,
    whole.answer_en, whole.answered_on, whole.reports,
    array_agg(part.sub order by part.sub) as sources,
    array_agg(part.reports order by part.sub) as counts
from {barriers} as whole
inner join {barriers} as part on part.key = whole.key and part.sub <> ''
where whole.sub = '' and ($1::text is null or whole.municipality = $1)
group by
    whole.key, whole.level, whole.place, whole.theme, whole.state, whole.raised_to, whole.solution, whole.summary_fi,
    whole.summary_sv, whole.summary_en, whole.raised_on, whole.decision, whole.answer_fi, whole.answer_sv,
    whole.answer_en, whole.answered_on, whole.reports
order by whole.theme, whole.level, whole.place
