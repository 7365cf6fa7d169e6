"""The embedded PostgreSQL's supervisor: whose process is it, does it come back, who gets in."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from shared.ports import free_port
from shared.postgres.server import EmbeddedServer, PostgresUnavailable

pytestmark = pytest.mark.integration


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where every account can reach it, and gone afterwards with its server."""
    parent = Path(tempfile.mkdtemp(prefix="kotopolku-test-"))
    parent.chmod(0o755)
    yield parent / "server"
    EmbeddedServer(parent / "server").remove()
    parent.rmdir()


@pytest.fixture
def server(folder: Path) -> EmbeddedServer:
    server = EmbeddedServer(folder)
    server.start()
    return server


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def rows(server: EmbeddedServer, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.admin_dsn()) as connection:
        return connection.execute(query).fetchall()


def test_a_started_server_answers_until_it_is_stopped(server: EmbeddedServer) -> None:
    assert server.running()
    assert rows(server, "select 1") == [(1,)]
    server.stop()
    assert not server.running()
    assert server.pid() is None


def test_a_server_starts_again_on_the_port_it_had_with_what_was_written(server: EmbeddedServer) -> None:
    before = server.admin_dsn()
    with psycopg.connect(before) as connection:
        connection.execute("create table kept as select 7 as number")
    server.stop()
    server.start()
    assert server.admin_dsn() == before
    assert rows(server, "select number from kept") == [(7,)]


def test_a_server_that_runs_from_the_folder_is_adopted(server: EmbeddedServer, folder: Path) -> None:
    other = EmbeddedServer(folder)
    other.start()
    assert other.pid() == server.pid()
    other.stop()
    assert not server.running()


def test_a_server_outlives_a_killed_supervisor_and_is_adopted(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from shared.postgres.server import EmbeddedServer; "
        "EmbeddedServer(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"up\n"
        supervisor.kill()
    heir = EmbeddedServer(folder)
    before = heir.pid()
    assert before is not None
    heir.start()
    assert heir.pid() == before
    heir.stop()
    assert not psutil.pid_exists(before) or psutil.Process(before).status() == psutil.STATUS_ZOMBIE


def test_a_killed_server_recovers_what_it_had_committed(server: EmbeddedServer) -> None:
    with psycopg.connect(server.admin_dsn()) as connection:
        connection.execute("create table survivors as select generate_series(1, 1000) as number")
    server.kill()
    assert not server.running()
    server.start()
    assert rows(server, "select count(*) from survivors") == [(1000,)]


@pytest.mark.faults
def test_a_start_waits_for_the_backends_of_a_killed_postmaster(server: EmbeddedServer) -> None:
    """A backend that computes doesn't notice the postmaster's death; two servers over one folder would destroy it."""
    with psycopg.connect(server.admin_dsn()) as busy, psycopg.connect(server.admin_dsn()) as other:
        backend = psutil.Process(busy.info.backend_pid)
        backend.suspend()
        os.kill(server.pid() or 0, signal.SIGKILL)
        server.start()
        assert server.running()
        assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
        with pytest.raises(psycopg.OperationalError):
            other.execute("select 1")


def test_a_pid_file_that_names_a_living_stranger_fools_nobody(server: EmbeddedServer, folder: Path) -> None:
    server.kill()
    pid_file = folder / "pgdata" / "postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stranger:
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not server.running()
        assert server.pid() is None
        server.stop()  # nothing of ours runs: the stranger is left alone
        server.start()
        assert server.running()
        assert server.pid() != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_an_interrupted_initdb_is_done_again(folder: Path) -> None:
    (folder / "pgdata.new").mkdir(parents=True)
    (folder / "pgdata.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(folder) as server:
        assert server.running()


def test_nobody_gets_in_without_the_password(server: EmbeddedServer, folder: Path) -> None:
    right = server.admin_dsn()
    password = right.split(":")[2].split("@")[0]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(right.replace(password, "wrong"))
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(right.replace(f":{password}", ""), passfile="/nonexistent")
    rules = [
        line.split()
        for line in (folder / "pgdata" / "pg_hba.conf").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert rules
    assert {rule[-1] for rule in rules} == {"scram-sha-256"}


def test_the_server_listens_on_the_loopback_address_only(server: EmbeddedServer) -> None:
    addresses = {
        connection.laddr.ip
        for connection in psutil.Process(server.pid()).net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def test_folder_and_password_are_the_owner_s_alone(server: EmbeddedServer, folder: Path) -> None:
    assert mode(folder) == 0o700
    assert mode(folder / "pgdata") == 0o700
    assert mode(folder / "superuser.password") == 0o600
    assert mode(folder / "server.log") == 0o600


def test_commits_are_synced_pages_have_checksums_and_nobody_can_say_otherwise(server: EmbeddedServer) -> None:
    settings = dict(rows(server, "select name, setting from pg_settings"))
    assert settings["fsync"] == settings["full_page_writes"] == settings["synchronous_commit"] == "on"
    assert settings["data_checksums"] == "on"
    with pytest.raises(ValueError, match="fsync"):
        EmbeddedServer(server.folder, settings={"fsync": "off"})


def test_settings_of_the_caller_s_replace_the_usual_ones(folder: Path) -> None:
    with EmbeddedServer(folder, settings={"max_connections": "40"}) as server:
        assert rows(server, "show max_connections") == [("40",)]


def test_letters_of_the_region_fold_and_sort_without_a_locale_of_the_machine_s(server: EmbeddedServer) -> None:
    assert rows(server, "select upper('närpiö'), lower('ÅÄÖ')") == [("NÄRPIÖ", "åäö")]


def test_the_log_repeats_no_value_of_a_failing_statement(server: EmbeddedServer) -> None:
    with psycopg.connect(server.admin_dsn(), autocommit=True) as connection:
        connection.execute("create table persons (name text primary key, born date)")
        connection.execute("insert into persons values (%s, null)", ["Aurora Testiläinen"])
        for statement, values in (
            ("insert into persons values (%s, null)", ["Aurora Testiläinen"]),
            ("select %s::date", ["Aurora Testiläinen"]),
            ("selekt 'Aurora Testiläinen'", None),
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement.encode(), values)
    server.stop()
    written = server.log_file.read_text()
    assert "ready to accept connections" in written
    assert "Aurora" not in written


def test_a_taken_port_is_refused_when_asked_for_and_replaced_when_remembered(
    server: EmbeddedServer, folder: Path
) -> None:
    wanted = free_port()
    server.stop()
    (folder / "port").write_text(f"{wanted}\n")
    with socket.create_server(("127.0.0.1", wanted)):
        with pytest.raises(PostgresUnavailable) as refused:
            EmbeddedServer(folder, port=wanted).start()
        assert refused.value.fault.code == "postgres.port_taken"
        server.start()
        assert server.running()
        assert f":{wanted}/" not in server.admin_dsn()


def test_a_lost_password_is_said_not_replaced(server: EmbeddedServer, folder: Path) -> None:
    server.stop()
    (folder / "superuser.password").unlink()
    with pytest.raises(PostgresUnavailable) as refused:
        server.start()
    assert refused.value.fault.code == "postgres.password_lost"


def test_an_immediate_stop_is_recovered_from(server: EmbeddedServer) -> None:
    with psycopg.connect(server.admin_dsn()) as connection:
        connection.execute("create table kept as select 7 as number")
    server.stop("immediate")
    server.start()
    assert rows(server, "select number from kept") == [(7,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run the server as somebody else")
def test_as_root_a_closed_parent_keeps_its_mode_and_the_data_lies_elsewhere() -> None:
    parent = Path(tempfile.mkdtemp(prefix="kotopolku-test-"))  # mode 0700
    server = EmbeddedServer(parent / "server")
    try:
        server.start()
        elsewhere = (parent / "server" / "pgdata").resolve()
        assert server.running()
        assert mode(parent) == 0o700
        assert parent not in elsewhere.parents
        assert elsewhere.stat().st_uid != 0
        assert mode(elsewhere) == mode(elsewhere.parent) == 0o700
    finally:
        server.remove()
    assert not elsewhere.parent.exists()
    parent.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run the server as somebody else")
def test_as_root_the_server_is_an_unprivileged_process(server: EmbeddedServer) -> None:
    assert 0 not in psutil.Process(server.pid()).uids()
