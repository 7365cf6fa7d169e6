"""`python -m tests.mutation [MODULE …]`: the share of changes that each module's unit tests notice.

make mutants                                                   all modules, hours on two cores; goes on where it was
make mutants ARGS="services/intake/suspicion.py"               one
make mutants ARGS="--show services/intake/suspicion.py"        what its tests do not notice, as differences
make mutants ARGS="--json"                                     what is known so far, and nothing run
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
WORK: Final = ROOT / ".kotopolku/mutants"
MUTMUT: Final = (sys.executable, str(Path(__file__).with_name("folds.py")))
DECIDERS: Final = ("services/**/domain.py",)
FOLDS: Final = ("services/reporting/readmodels/*.py",)
PARTS: Final = (
    *("states.py", "standing.py", "suspicion.py", "transfer.py", "merging.py", "placement/places.py"),
    *("agreement.py", "in_force.py", "part.py", "aims.py", "days.py", "words.py", "duty.py", "forms/answering.py"),
    *("barrier/report.py", "referral/groups.py", "referral/services.py", "referral/known.py", "referral/consents.py"),
    "languagetests/courses.py",
)
"""What a decider is cut into where it is long, beside its `domain.py`."""
CONFIG: Final = """\
[tool.mutmut]
source_paths = ["services", "shared"]
only_mutate = ["{module}"]
also_copy = ["deploy"]
pytest_add_cli_args = ["-m", "unit", "--no-header",
  "-p", "tests.mutation.trial", "-p", "no:cacheprovider", "-p", "no:schemathesis",
  "-p", "no:unraisableexception",  # it collects garbage when all is done: four fifths of a trial's time
  "--ignore-glob=*/test_diagrams.py"]  # they read the source, which is another where it is changed
pytest_add_cli_args_test_selection = {tests}
timeout_multiplier = 10.0
timeout_constant = 5.0
use_git_change_detection = false

[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "session"
asyncio_default_test_loop_scope = "session"
markers = {markers}
"""
LIVED: Final = frozenset({0, 33})  # how mutmut writes down a mutant that lived, and one that no test calls
TIMED_OUT: Final = frozenset({-24, 24, 36, 152, 255})  # and one whose tests did not end in time
MARKERS: Final = ["unit", "integration", "kafka", "browser", "faults", "capability(id)", "xdist_group(name)"]


@dataclass(frozen=True, slots=True)
class Rate:
    """What became of a module's mutants. `noticed`: the tests failed or did not end; `uncovered`: no test calls it."""

    module: str
    mutants: int
    noticed: int
    lived: int
    uncovered: int

    @property
    def share(self) -> float:
        """Of all mutants that were tried, those noticed; 1 where there is nothing to change."""
        return self.noticed / self.mutants if self.mutants else 1.0


def modules() -> list[str]:
    """Every module of a domain, and every fold."""
    found = {path for pattern in (*DECIDERS, *FOLDS) for path in ROOT.glob(pattern)}
    found |= {path for name in PARTS for path in ROOT.glob(f"services/*/{name}")}
    routers = {path for path in found if "APIRouter(" in path.read_text(encoding="utf-8")}  # HTTP under a part's name
    return sorted(path.relative_to(ROOT).as_posix() for path in found - routers if path.name != "__init__.py")


def tests_of(module: str) -> list[str]:
    """The service's tests that name the module, its slice, or the decider that it is a part of; else all of them.

    Mutmut picks those that call what is changed; to ask only these keeps the way there short.
    """
    service, *rest = Path(module).parts[1:]
    names = [f"services.{service}.{rest[0].removesuffix('.py')}", *([] if rest[1:] else [f"services.{service}.domain"])]
    tests = list((ROOT / "tests" / service).rglob("test_*.py"))
    knowing = [
        one for one in tests if any(re.search(rf"\b{name}\b", one.read_text(encoding="utf-8")) for name in names)
    ]
    return sorted(one.relative_to(ROOT).as_posix() for one in knowing) or [f"tests/{service}"]


def folder_of(module: str) -> Path:
    return WORK / module.removesuffix(".py").replace("/", ".")


def prepare(module: str) -> Path:
    """A folder of the module's own, from which the project looks as it is now."""
    folder = folder_of(module)
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("services", "shared", "tests", "deploy"):
        if not (folder / part).is_symlink():
            (folder / part).symlink_to(ROOT / part)
    config = CONFIG.format(module=module, tests=json.dumps(tests_of(module)), markers=json.dumps(MARKERS))
    if not (held := folder / "pyproject.toml").exists() or held.read_text(encoding="utf-8") != config:
        held.write_text(config, encoding="utf-8")
    _refresh(folder / "mutants", module)
    _try_again(folder, module)
    return folder


def _refresh(copies: Path, module: str) -> None:
    """Mutmut copies a file once: copy again what has changed, and take away what is gone. It minds `module` itself."""
    for copy in (one for part in ("services", "shared", "tests") for one in (copies / part).rglob("*")):
        source = ROOT / copy.relative_to(copies)
        if copy.is_dir() or copy in {copies / module, copies / f"{module}.meta"}:
            continue
        if source.is_file() and copy.suffix != ".pyc":
            if source.stat().st_mtime_ns != copy.stat().st_mtime_ns:
                shutil.copy2(source, copy)
        elif not copy.name.startswith(Path(module).name):
            copy.unlink()


def _try_again(folder: Path, module: str) -> None:
    """Mutants that lived are tried again when the tests have changed."""
    files = sorted((ROOT / "tests" / Path(module).parts[1]).rglob("*.py"))
    now = hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()
    mark, meta = folder / "tests.sha256", folder / "mutants" / f"{module}.meta"
    if meta.exists() and (not mark.exists() or mark.read_text() != now):
        _forget(meta, LIVED)
        (folder / "mutants/mutmut-stats.json").unlink(missing_ok=True)
    mark.write_text(now)


def _forget(meta: Path, codes: frozenset[int]) -> bool:
    """Mutants that ended so have not been tried; whether there are any."""
    held = json.loads(meta.read_text(encoding="utf-8"))
    ended = held["exit_code_by_key"]
    if not codes.intersection(ended.values()):
        return False
    held["exit_code_by_key"] = {name: None if code in codes else code for name, code in ended.items()}
    meta.write_text(json.dumps(held, indent=4), encoding="utf-8")
    return True


def mutate(module: str, processes: int) -> Rate:
    """Try every mutant of the module that has not been tried since it was changed.

    Raises:
        SystemExit: its unit tests fail without any change, or mutmut itself does.
    """
    folder = prepare(module)
    # The same examples for each mutant, and few: what is asked is whether a test notices, many thousand times.
    environment = {**os.environ, "CI": "1", "KOTOPOLKU_EXAMPLES": os.environ.get("KOTOPOLKU_EXAMPLES", "15")}
    command = [*MUTMUT, "run", "--max-children", str(processes)]
    for first in (True, False):
        with (folder / "run.log").open("w", encoding="utf-8") as log:
            ended = subprocess.run(
                command, cwd=folder, env=environment, check=False, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        if ended.returncode != 0:
            raise SystemExit(f"{module}: mutmut ended with {ended.returncode}, see {folder / 'run.log'}")
        # A machine that was busy or stood still ends no test either: what did not end in time is tried once more.
        if not (first and _forget(folder / "mutants" / f"{module}.meta", TIMED_OUT)):
            break
    return rate(module) or Rate(module, 0, 0, 0, 0)


def rate(module: str) -> Rate | None:
    """What is known of a module; None where it has not been run."""
    folder = folder_of(module)
    if not (folder / "mutants").exists():
        return None
    subprocess.run([*MUTMUT, "export-cicd-stats"], cwd=folder, check=True, capture_output=True)
    said = json.loads((folder / "mutants/mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    noticed = said["killed"] + said["timeout"] + said.get("segfault", 0)
    return Rate(module, said["total"] - said["skipped"], noticed, said["survived"], said["no_tests"])


def living(module: str) -> Iterator[str]:
    """The changes that no test notices, as differences."""
    folder = folder_of(module)
    listed = subprocess.run([*MUTMUT, "results"], cwd=folder, check=True, capture_output=True, text=True).stdout
    for line in listed.splitlines():
        name, _, status = line.strip().partition(": ")
        if status in {"survived", "no tests"}:
            shown = subprocess.run([*MUTMUT, "show", name], cwd=folder, check=True, capture_output=True, text=True)
            yield shown.stdout


def main() -> int:
    asked = argparse.ArgumentParser(prog="make mutants")
    asked.add_argument("modules", nargs="*", metavar="MODULE")
    asked.add_argument("--json", action="store_true", help="what is known so far, as one JSON object; nothing is run")
    asked.add_argument("--show", action="store_true", help="the changes that no test notices; nothing is run")
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 2)
    said = asked.parse_args()
    chosen = said.modules or modules()
    if unknown := [one for one in chosen if not (ROOT / one).is_file()]:
        asked.error(f"no such module: {', '.join(unknown)}")
    if said.show:
        for module in chosen:
            for difference in living(module):
                print(difference)
        return 0
    if said.json:
        rates = [one for module in chosen if (one := rate(module))]
        print(json.dumps({"modules": [{**asdict(one), "share": round(one.share, 4)} for one in rates]}))
        return 0
    for one in (mutate(module, said.processes) for module in chosen):
        told = f"{one.noticed:5} of {one.mutants:5}  lived {one.lived:4}  untested {one.uncovered:4}"
        print(f"{one.share:7.1%}  {told}  {one.module}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
