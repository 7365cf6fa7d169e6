"""Reading the tables that lie beside this package. Nothing else here touches the disk, but `texts` and `profiles`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).parent / "data"


class TableError(ValueError):
    """A table beside this package does not say what it must: `file`, `line` (1 is the header) and what is wrong."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}: line {line}: {reason}")
        self.file = file
        self.line = line


def rows(file: str, columns: tuple[str, ...], folder: Path = TABLES) -> list[tuple[int, dict[str, str]]]:
    """Every row of the UTF-8 table `file` with its line number; each has exactly `columns`, outer blanks taken off.

    Raises:
        TableError: other columns than `columns`, or a row with more or fewer fields.
    """
    with (folder / file).open(encoding="utf-8", newline="") as table:
        reader = csv.reader(table)
        header = tuple(next(reader, []))
        if header != columns:
            raise TableError(file, 1, f"columns are {', '.join(header)}; expected {', '.join(columns)}")
        found: list[tuple[int, dict[str, str]]] = []
        for fields in reader:
            if len(fields) != len(columns):
                raise TableError(file, reader.line_num, f"{len(fields)} fields; expected {len(columns)}")
            found.append((reader.line_num, {name: field.strip() for name, field in zip(columns, fields, strict=True)}))
        return found
