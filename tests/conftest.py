"""What every test may ask for: servers, a database of its own, keys."""

from tests.local.database import admin_dsn, blind, database, keystore, master_key, template
from tests.local.servers import kafka_bootstrap, postgres_server

__all__ = [
    "admin_dsn",
    "blind",
    "database",
    "kafka_bootstrap",
    "keystore",
    "master_key",
    "postgres_server",
    "template",
]
