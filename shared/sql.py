"""SQL statements from the `.sql` files beside the code that runs them."""

from __future__ import annotations

from importlib.resources import files


def statements(package: str) -> dict[str, str]:
    """The statements of a package's `sql/` folder, by file name without `.sql`."""
    folder = files(package).joinpath("sql")
    return {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }
