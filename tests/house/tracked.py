"""The files of the checkout, as git has them or would take them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BINARY: Final = {".png", ".ico", ".woff2"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is tracked, or new and not ignored, relative to the root; those only that are there."""
    # Whoever owns the folder: a container's root looks at a user's checkout.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted(path for one in listed if one and (ROOT / (path := Path(one))).is_file()))


def python(*folders: str) -> list[Path]:
    """The Python files under these folders."""
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in folders]


def words(path: Path) -> str:
    """A tracked text file's content."""
    return (ROOT / path).read_text(encoding="utf-8")
