"""What Alembic knows: a folder for each kind of schema, with its line of revisions, which run SQL files as they stand.

Enters: a connection that acts for a schema's owner. Leaves: the schema at its newest revision, and its number. It must
not know: what the SQL files, which lie beside the code that uses their tables, say.

- `ledger/` every service that has a ledger, its inbox included; `intake/` what intake has besides
- `reporting/` the archive and the usage log; `keys/`, `access/`, `bus/` as they are called
"""
