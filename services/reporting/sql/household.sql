-- A member's case is joined under the reader's own row-level security: what he may not see is not there.
select
    links.link, links.member, links.kinship, links.contact, links.ended_on,
    cases.municipality as member_municipality, cases.person
from {households} as links
left join {caseload} as cases on cases.key = links.member and cases.sub = ''
where links.municipality = $1 and links.key = $2 and links.link is not null
    and (links.member is null or cases.key is not null)
order by links.link
