-- Whether the reader has anything to do with this key at all.
select exists (select from {caseload} where key = $1)
    or exists (select from {transfers} where key = $1)
    or exists (select from {groups} where key = $1)
    or exists (select from {guidance} where key = $1)
    or exists (select from {servicepoints} where key = $1)
