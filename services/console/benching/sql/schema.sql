-- Where the baselines' tables lie; no service's role reaches it.
create schema bench
