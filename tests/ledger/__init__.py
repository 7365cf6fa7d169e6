"""The ledger on a real PostgreSQL: append, the gap-safe reader, verification, commands that share a commit."""
