-- A case's reports, each with what its municipality, region and the nation have answered.
select
    own.report, own.barrier, own.theme, own.solution, own.reported_on, own.words,
    local.state, local.decision as municipality_decision, local.answered_on as municipality_answered_on,
    local.answer_fi as municipality_fi, local.answer_sv as municipality_sv, local.answer_en as municipality_en,
    region.key as region_barrier, region.decision as region_decision, region.answered_on as region_answered_on,
    region.answer_fi as region_fi, region.answer_sv as region_sv, region.answer_en as region_en,
    nation.key as nation_barrier, nation.decision as nation_decision, nation.answered_on as nation_answered_on,
    nation.answer_fi as nation_fi, nation.answer_sv as nation_sv, nation.answer_en as nation_en
from {barrierreports} as own
left join {barriers} as local on local.key = own.barrier and local.sub = ''
left join {barriers} as region on region.key = local.raised_to and region.sub = ''
left join {barriers} as nation on nation.key = region.raised_to and nation.sub = ''
where own.municipality = $1 and own.key = $2 and own.report is not null
order by own.reported_on desc, own.report
