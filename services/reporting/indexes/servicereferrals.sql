create index on {table} (municipality, side, referral);
