"""The embedded PostgreSQL, what it is furnished with (roles, schemas), and the migrations of every schema.

What enters: a folder for the server, DSNs, SQL files. What leaves: a running server that only holders of a password
reach, and schemas at their newest version. Must not know: events, cases, municipalities, Kafka.
"""
