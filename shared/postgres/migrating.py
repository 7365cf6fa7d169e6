"""What a migration is: a revision that runs an SQL file as it stands."""

from __future__ import annotations

from importlib.resources import files

from alembic import op


def run(package: str, name: str) -> None:
    """Run `<package>/migrations/<name>` in the schema being migrated. `{service}` stands for the service's role."""
    context = op.get_context()
    script = files(package).joinpath("migrations", name).read_text(encoding="utf-8")
    if context.config is None or context.connection is None:
        raise RuntimeError("migrations run against a database")
    script = script.replace("{service}", context.config.attributes["role"])
    # The driver's own cursor: a file has many statements, and SQLAlchemy would take its colons for parameters.
    cursor = context.connection.connection.cursor()
    try:
        cursor.execute(script.encode())
    finally:
        cursor.close()
