-- The suspicions that were raised for a case are looked for by its key; other streams cost this index nothing.
create index suspicions_of_case on streams (key) where stream like 'intake/suspicion/%';
