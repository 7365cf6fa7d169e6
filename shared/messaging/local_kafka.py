"""A real Apache Kafka broker without Docker, and the order in which a broker is looked for.

One broker in KRaft mode on 127.0.0.1, from Maven Central's `kafka_2.13`: Java 17 or later runs it, Maven fetches it
once (`deploy/kafka/pom.xml`; each jar is checked against `deploy/kafka/jars.sha256`). The jars lie in the user's cache
folder and serve every broker; a broker's own folder (mode 0700) holds:

    broker.json          ports and cluster id, chosen once; pid and start time of the last process
    server.properties    written at each start
    data/                the log directories
    logs/                broker.log (warnings and errors), console.log (what the JVM says)
    lock                 held while somebody starts or stops the broker

Measured on 2 cores: 2.3 s to a start, 5 s after a kill -9 (the old session has to run out), 1 s more to format.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias, TypedDict

import psutil
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.errors import Fault, Parameter
from shared.ports import free_port, is_free, listens
from shared.settings import Settings

RECIPE = Path(__file__).resolve().parents[2] / "deploy" / "kafka"
JAVA_AT_LEAST = 17
READY_SECONDS = 120.0
ENDING_SECONDS = 30.0
FETCH_SECONDS = 900.0

PROPERTIES = """\
# Written by Kotopolku at each start of the broker.
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:{controller_port}
log.dirs={data}
# Whoever makes a topic says its partitions; a misspelt name must not make one.
auto.create.topics.enable=false
# One broker: nothing can be replicated.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# After a kill -9 the broker is let in again only when its old session has run out (9 s by default).
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
# Small heap, small files: 128 MB and 10 MB for each index by default.
log.cleaner.dedupe.buffer.size=33554432
log.index.size.max.bytes=2097152
"""
LOGGING = """\
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName=${sys:kotopolku.logs}/broker.log
appender.file.filePattern=${sys:kotopolku.logs}/broker.%i.log
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d{ISO8601} %p %c{1} %m%n
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=10MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=2
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
"""


Progress: TypeAlias = Callable[[int, int], None]  # jars that have come, jars in all


def _unseen(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class KafkaUnavailable(Exception):  # noqa: N818 - says the state people meet
    """No broker can be had; `fault` has the code of the text (fi, sv, en), which says what to do next.

    Codes: `kafka.java_missing`, `kafka.maven_missing`, `kafka.fetch_failed`, `kafka.jar_differs`,
    `kafka.recipe_missing`, `kafka.did_not_start`, `kafka.too_slow`, `kafka.did_not_stop`, `kafka.no_answer`.
    """

    def __init__(self, code: str, **params: Parameter) -> None:
        super().__init__(f"{code} {params}")
        self.fault = Fault(code, None, params)


class _Record(TypedDict):
    """`broker.json`."""

    port: int
    controller_port: int
    cluster: str
    pid: int | None
    started: float | None  # seconds since the epoch, as psutil gives it: a reused pid has another


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/kotopolku/kafka`, else `~/.cache/kotopolku/kafka`."""
    above = os.environ.get("XDG_CACHE_HOME")
    return (Path(above) if above else Path.home() / ".cache") / "kotopolku" / "kafka"


def default_folder() -> Path:
    """Where `kotopolku kafka start` keeps the user's broker."""
    return cache_folder() / "broker"


def cluster_at(bootstrap: str, seconds: float = 10.0) -> str | None:
    """The id of the cluster that answers at `bootstrap` with at least one broker in service, or None.

    Asks in a thread of its own, so that it may be called whether or not an event loop runs here.
    """

    async def ask() -> str | None:
        client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=int(seconds * 1000))
        try:
            await client.start()
            cluster = await client.describe_cluster()
        finally:
            await client.close()
        return str(cluster["cluster_id"]) if cluster["brokers"] else None

    answer: list[str | None] = []

    def run() -> None:
        try:
            answer.append(asyncio.run(asyncio.wait_for(ask(), seconds)))
        except (KafkaError, OSError, TimeoutError):
            answer.append(None)

    thread = threading.Thread(target=run, name="kafka-metadata")
    thread.start()
    thread.join()
    return answer[0] if answer else None


class LocalKafka:
    """One broker with its data under `folder` (made when missing); jars under `cache`, by default the user's.

    Every method may be called from another process than the one that started the broker.
    """

    def __init__(self, folder: Path, *, cache: Path | None = None) -> None:
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow the folder's own links
        self.logs = self.folder / "logs"
        self._cache = cache if cache is not None else cache_folder()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """`127.0.0.1:port`, the same at every start unless somebody else has taken the port meanwhile.

        Raises:
            LookupError: the broker of this folder was never started.
        """
        record = self._read()
        if record is None:
            raise LookupError("the broker of this folder was never started")
        return f"127.0.0.1:{record['port']}"

    def pid(self) -> int | None:
        """The broker's process id, if it runs."""
        process = self._process()
        return None if process is None else process.pid

    def running(self) -> bool:
        """Whether this folder's broker is there and answers a metadata request now."""
        record = self._read()
        return record is not None and self._process() is not None and self._answers(record)

    # -- fetching ----------------------------------------------------------------------------------------------------

    def fetched(self) -> bool:
        """Whether the jars of this version are in the cache; they were checked when they were put there."""
        return self._jars().is_dir()

    def fetch(self, progress: Progress = _unseen) -> None:
        """Have Maven fetch the jars into the cache, unless they are there.

        Args:
            progress: called with the jars that have come so far and their number.

        Raises:
            KafkaUnavailable: `kafka.java_missing`, `kafka.maven_missing`, `kafka.fetch_failed`, `kafka.jar_differs`,
                `kafka.recipe_missing`.
        """
        wanted = _wanted_jars()
        if self.fetched():
            progress(len(wanted), len(wanted))
            return
        java = _java()
        maven = shutil.which("mvn")
        if maven is None:
            raise KafkaUnavailable("kafka.maven_missing")
        self._cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(self._cache / "lock"):
            if not self.fetched():
                self._fetch_with(maven, java, wanted, progress)
        progress(len(wanted), len(wanted))

    def _jars(self) -> Path:
        """A folder for each set of jars: a new version never mixes with an old one."""
        return self._cache / f"jars-{hashlib.sha256(_recipe('jars.sha256')).hexdigest()[:16]}"

    def _fetch_with(self, maven: str, java: Path, wanted: dict[str, str], progress: Progress) -> None:
        log_file = self._cache / "fetch.log"
        seen: set[str] = set()
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=self._cache) as folder, log_file.open("wb") as written:
            command = [
                maven, "-B", "--strict-checksums", "-f", str(RECIPE / "pom.xml"), "dependency:copy-dependencies",
                "-DincludeScope=runtime", f"-DoutputDirectory={folder}/jars",
            ]  # fmt: skip
            environment = {**os.environ, "JAVA_HOME": str(java.resolve().parents[1])}
            with subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder,
                env=environment,
            ) as running:  # fmt: skip
                watchdog = threading.Timer(FETCH_SECONDS, running.kill)  # a repository that hangs
                watchdog.start()
                assert running.stdout is not None  # noqa: S101 - a pipe was asked for
                for line in running.stdout:
                    written.write(line)
                    name = re.search(rb"Downloaded from .*/([^/ ]+\.jar)", line)
                    if name and (jar := name[1].decode("ascii", "replace")) in wanted:
                        seen.add(jar)
                        progress(len(seen), len(wanted))
                watchdog.cancel()
            if running.returncode != 0:
                raise KafkaUnavailable("kafka.fetch_failed", log=str(log_file))
            jars = Path(folder) / "jars"
            for name_, digest in wanted.items():
                jar_file = jars / name_
                if not jar_file.is_file() or hashlib.sha256(jar_file.read_bytes()).hexdigest() != digest:
                    raise KafkaUnavailable("kafka.jar_differs", jar=name_)
            for path in jars.iterdir():
                if path.name not in wanted:
                    raise KafkaUnavailable("kafka.jar_differs", jar=path.name)
            jars.rename(self._jars())

    # -- starting and ending -----------------------------------------------------------------------------------------

    def check(self) -> None:
        """Fetch the jars when needed, and look for a Java: what a start needs.

        Raises:
            KafkaUnavailable: what `fetch` raises; `kafka.java_missing`.
        """
        self.fetch()
        _java()

    def start(self) -> str:
        """Bring the broker up (fetching it when needed), or adopt the one that runs; returns its bootstrap address.

        Raises:
            KafkaUnavailable: what `fetch` raises; `kafka.did_not_start`, `kafka.too_slow`.
        """
        self.fetch()
        java = _java()
        for folder in (self.folder, self.logs, self.folder / "data", self.folder / "tmp"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        with _locked(self.folder / "lock"):
            record = self._read()
            process = self._process()
            if record is not None and process is not None and self._wait_until_it_answers(record, process):
                return self.bootstrap
            self._reap()
            record = self._with_free_ports(record)
            self._write(record)
            self._configure(record)
            self._format(java, record)
            process = self._launch(java, record)
            if not self._wait_until_it_answers(record, process):
                self._reap()
                raise KafkaUnavailable("kafka.did_not_start", log=str(self.logs))
            return self.bootstrap

    def stop(self) -> None:
        """End the broker; does nothing when none runs. Killed when it doesn't end in 30 s: nothing is lost by that.

        Raises:
            KafkaUnavailable: `kafka.did_not_stop`.
        """
        if not self.folder.is_dir():
            return
        with _locked(self.folder / "lock"):
            process = self._process()
            if process is not None:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.terminate()
                if not _wait(lambda: not _alive(process), ENDING_SECONDS):
                    self._kill(process)
            self._reap()

    def kill(self) -> None:
        """SIGKILL the broker, as a fault test does."""
        if (process := self._process()) is not None:
            self._kill(process)
        self._reap()

    def remove(self) -> None:
        """Stop the broker and delete its folder; the fetched jars stay."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _kill(process: psutil.Process) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
        if not _wait(lambda: not _alive(process), ENDING_SECONDS):
            raise KafkaUnavailable("kafka.did_not_stop", pid=process.pid)

    # -- whose process is it -----------------------------------------------------------------------------------------

    def _process(self) -> psutil.Process | None:
        """The living broker of this folder: the recorded pid with the recorded start time.

        A supervisor that was killed before it could write the record leaves a broker that is found by its command
        line, which names this folder's configuration.
        """
        record = self._read()
        if record is not None and record["pid"] is not None:
            try:
                process = psutil.Process(record["pid"])
                if process.create_time() == record["started"] and _alive(process):
                    return process
            except psutil.NoSuchProcess:
                pass
        if record is None:
            return None
        for process in psutil.process_iter(["cmdline"]):
            if (process.info["cmdline"] or [])[-2:] == ["kafka.Kafka", str(self._properties)] and _alive(process):
                return process
        return None

    @staticmethod
    def _answers(record: _Record) -> bool:
        """Whether our own cluster, not another one that has the port, answers with its broker in service."""
        return listens(record["port"]) and cluster_at(f"127.0.0.1:{record['port']}") == record["cluster"]

    def _wait_until_it_answers(self, record: _Record, process: psutil.Process) -> bool:
        """True when it does; False when the process ended.

        Raises:
            KafkaUnavailable: `kafka.too_slow`.
        """
        deadline = time.monotonic() + READY_SECONDS
        while _alive(process):
            if self._answers(record):
                return True
            if time.monotonic() > deadline:
                raise KafkaUnavailable("kafka.too_slow", seconds=int(READY_SECONDS), log=str(self.logs))
            time.sleep(0.1)
        return False

    def _reap(self) -> None:
        """Take the exit status of our own child, so that no zombie keeps its pid."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None

    # -- files -------------------------------------------------------------------------------------------------------

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _read(self) -> _Record | None:
        try:
            record: _Record = json.loads((self.folder / "broker.json").read_text("utf-8"))
        except FileNotFoundError:
            return None
        return record

    def _write(self, record: _Record) -> None:
        """Whole or not at all, whoever is killed when."""
        fresh = self.folder / "broker.json.new"
        fresh.write_text(json.dumps(record), "utf-8")
        fresh.replace(self.folder / "broker.json")

    @staticmethod
    def _with_free_ports(record: _Record | None) -> _Record:
        if record is None:
            return _Record(port=free_port(), controller_port=free_port(), cluster=_cluster_id(), pid=None, started=None)
        kept: _Record = {**record, "pid": None, "started": None}
        if not is_free(kept["port"]):
            kept["port"] = free_port()
        if not is_free(kept["controller_port"]):
            kept["controller_port"] = free_port()
        return kept

    def _configure(self, record: _Record) -> None:
        properties = PROPERTIES.format(data=self.folder / "data", **record)
        self._properties.write_text(properties, "utf-8")
        (self.folder / "log4j2.properties").write_text(LOGGING, "utf-8")

    def _java_command(self, java: Path, *options: str) -> list[str]:
        return [
            str(java),
            *options,
            "-XX:-UsePerfData",  # no file in the shared temporary folder
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",  # where lz4, snappy and zstd unpack their native libraries
            f"-Dkotopolku.logs={self.logs}",
            f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}",
            "-cp",
            f"{self._jars()}/*",
        ]

    def _format(self, java: Path, record: _Record) -> None:
        """Formats a new data folder; leaves one that was formatted alone, and finishes one whose formatting was cut."""
        if (self.folder / "data" / "meta.properties").is_file():
            return
        with (self.logs / "console.log").open("ab") as written:
            done = subprocess.run(
                [
                    *self._java_command(java, "-XX:TieredStopAtLevel=1"), "kafka.tools.StorageTool", "format",
                    "--cluster-id", record["cluster"], "--config", str(self._properties), "--ignore-formatted",
                ],
                check=False, stdin=subprocess.DEVNULL, stdout=written, stderr=written, cwd=self.folder,
            )  # fmt: skip
        if done.returncode != 0:
            raise KafkaUnavailable("kafka.did_not_start", log=str(self.logs))

    def _launch(self, java: Path, record: _Record) -> psutil.Process:
        options = ("-Xmx512m", "-Xms256m", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
        with (self.logs / "console.log").open("ab") as written:
            # A session of its own: a Ctrl-C meant for the supervisor must not reach the broker first.
            self._child = subprocess.Popen(
                [*self._java_command(java, *options), "kafka.Kafka", str(self._properties)],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                cwd=self.folder,
                start_new_session=True,
            )
        process = psutil.Process(self._child.pid)
        self._write({**record, "pid": process.pid, "started": process.create_time()})
        return process


@contextlib.contextmanager
def broker(settings: Settings, folder: Path) -> Iterator[str]:
    """A broker's bootstrap address, for as long as the block runs, from the first of these that is there:

    1. the address in the settings (`KOTOPOLKU_KAFKA_BOOTSTRAP`): it must answer, nothing else is tried;
    2. a container, where a Docker engine answers and testcontainers is installed (see `_container`);
    3. a local broker in `folder`; one that already ran there is left running.

    Raises:
        KafkaUnavailable: none of them can be had.
    """
    if settings.kafka_bootstrap:
        if cluster_at(settings.kafka_bootstrap) is None:
            raise KafkaUnavailable("kafka.no_answer", bootstrap=settings.kafka_bootstrap)
        yield settings.kafka_bootstrap
    elif _docker_answers():
        with _container() as bootstrap:
            yield bootstrap
    else:
        local = LocalKafka(folder)
        ran_before = local.running()
        try:
            yield local.start()
        finally:
            if not ran_before:
                local.stop()


def _docker_answers() -> bool:
    """Whether testcontainers is installed (it comes with the development tools) and reaches a Docker engine."""
    try:
        import docker  # type: ignore[import-untyped]  # not in our requirements: comes with testcontainers
        import testcontainers.core.container  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    try:
        client = docker.from_env(timeout=3)
    except docker.errors.DockerException:
        return False
    try:
        return bool(client.ping())
    except (docker.errors.DockerException, OSError):
        return False
    finally:
        client.close()


@contextlib.contextmanager
def _container() -> Iterator[str]:
    """Apache's own image of the same version, ready when it answers a metadata request.

    Not run where it was written: there was no Docker engine. What it was written from is the image's documentation
    (every `KAFKA_*` variable is a broker setting) and testcontainers' source.
    """
    from testcontainers.core.container import DockerContainer

    port = free_port()
    image = f"apache/kafka:{_kafka_version()}"
    container = DockerContainer(image).with_bind_ports(9092, port)
    host = container.get_docker_client().host()
    for name, value in {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{host}:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }.items():
        container.with_env(name, value)
    with container:
        bootstrap = f"{host}:{port}"
        if not _wait(lambda: cluster_at(bootstrap) is not None, READY_SECONDS):
            raise KafkaUnavailable("kafka.too_slow", seconds=int(READY_SECONDS), log=image)
        yield bootstrap


def _recipe(name: str) -> bytes:
    try:
        return (RECIPE / name).read_bytes()
    except FileNotFoundError as error:
        raise KafkaUnavailable("kafka.recipe_missing", file=str(RECIPE / name)) from error


def _wanted_jars() -> dict[str, str]:
    """The SHA-256 of each jar by name, from `jars.sha256` (the form of sha256sum)."""
    lines = (line.split(maxsplit=1) for line in _recipe("jars.sha256").decode("ascii").splitlines())
    return {name.lstrip("*"): digest for digest, name in lines}


def _kafka_version() -> str:
    found = re.search(r"<kafka\.version>([0-9.]+)</kafka\.version>", _recipe("pom.xml").decode("utf-8"))
    if found is None:
        raise KafkaUnavailable("kafka.recipe_missing", file=str(RECIPE / "pom.xml"))
    return found[1]


def _cluster_id() -> str:
    """As Kafka makes them: 16 random bytes, base64url without padding, no "-" first, which would read as an option."""
    while (cluster := base64.urlsafe_b64encode(secrets.token_bytes(16)).decode("ascii").rstrip("=")).startswith("-"):
        pass
    return cluster


def _java() -> Path:
    """A `java` of version 17 or later: `JAVA_HOME` first, then the search path.

    Raises:
        KafkaUnavailable: `kafka.java_missing`, with the version that was found ("-" when none was).
    """
    found = "-"
    home = os.environ.get("JAVA_HOME")
    for candidate in (Path(home) / "bin" / "java" if home else None, shutil.which("java")):
        if candidate is None or not Path(candidate).is_file():
            continue
        # macOS has a /usr/bin/java that only says how to get one; it ends with an error.
        said = subprocess.run([str(candidate), "-version"], check=False, capture_output=True, text=True)
        version = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
        if said.returncode == 0 and version:
            found = version[1]
            if int(found) >= JAVA_AT_LEAST:
                return Path(candidate)
    raise KafkaUnavailable("kafka.java_missing", needed=JAVA_AT_LEAST, found=found)


def _alive(process: psutil.Process) -> bool:
    """Running, the same process as before (psutil compares its start time), and not a zombie."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One at a time: the kernel gives the lock back however its holder ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
