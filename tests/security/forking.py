"""Runs command lines of `kotopolku`, each in a process of its own, forked from this one, which has imported it.

A list of [[argument, …], {variable: value, …}] comes in on standard input as JSON; a list of [exit code, standard
output, standard error] goes out. Importing once is what makes eighty command lines affordable.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib import import_module
from multiprocessing.pool import ThreadPool

from shared.regions.profiles import load_profiles
from shared.regions.texts import LANGUAGES, catalogue

SECONDS = 15


def run(arguments: list[str], variables: dict[str, str]) -> tuple[int, str, str]:
    """The exit code and both outputs of `kotopolku` with these arguments, after `SECONDS` that of an alarm."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            _become(arguments, variables, out.fileno(), errors.fileno())
        _, status = os.waitpid(child, 0)
        out.seek(0)
        errors.seek(0)
        said, wrong = (stream.read().decode(errors="replace") for stream in (out, errors))
        return os.waitstatus_to_exitcode(status), said, wrong


def _become(arguments: list[str], variables: dict[str, str], out: int, errors: int) -> None:
    import signal
    import traceback

    from services.console.main import main

    signal.alarm(SECONDS)
    os.dup2(out, 1)
    os.dup2(errors, 2)
    os.environ.update(variables)
    sys.argv = ["kotopolku", *arguments]
    code = 1
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - what Python itself would print, and end with 1
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def warm() -> None:
    """Import and read once what most commands need, so that no child has to."""
    for name in ("main", "commands", "importing", "parked", "projections", "asyncapi", "kafka", "bench", "wiring",
                 "settling", "deployment"):  # fmt: skip
        import_module(f"services.console.{name}")
    for name in ("asyncpg", "shared.telemetry.logs", "shared.projection.asof", "shared.projection.check",
                 "services.reporting.readmodels", "services.reporting.app"):  # fmt: skip
        import_module(name)
    for language in LANGUAGES:
        catalogue(language)
    load_profiles()


def main() -> None:
    """Every command line of standard input, three at a time."""
    wanted = json.load(sys.stdin)
    warm()
    with ThreadPool(3) as pool:
        json.dump(pool.starmap(run, wanted, chunksize=1), sys.stdout)


if __name__ == "__main__":
    main()
