"""Alembic's environment: it runs on the connection that `shared.postgres.provision` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
schema = context.config.attributes["schema"]
context.configure(
    connection=connection, version_table="schema_version", version_table_schema=schema, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
