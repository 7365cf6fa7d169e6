select replayed, stream, fingerprint, from_version, to_version, refusal, refusal_field
from append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
