"""What every test may ask for: servers, a database of its own, keys."""

from tests.local.database import admin_dsn, blind, database, keystore, master_key, template

__all__ = ["admin_dsn", "blind", "database", "keystore", "master_key", "template"]
