"""A real Spark cluster on loopback for the tests: a master and two workers, each its own process, ended by its pid."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKERS = 2

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For processes that live a minute: start fast rather than run fast."""

DEFAULTS = """
spark.driver.memory 512m
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.executor.memory {memory}
spark.driver.extraJavaOptions {quick}
spark.executor.extraJavaOptions {quick}
spark.executor.cores 1
spark.cores.max 2
spark.default.parallelism 2
spark.sql.shuffle.partitions 2
spark.ui.enabled false
spark.ui.showConsoleProgress false
spark.local.dir {folder}/local
spark.sql.warehouse.dir {folder}/warehouse
spark.sql.artifact.isolation.enabled false
"""

LOGGING = """
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {folder}/driver.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c: %m%n
"""


def why_not() -> str:
    """Return why no cluster can be started here, or nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: uv sync --extra spark"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "there is no java: apt-get install openjdk-17-jre-headless"
    return ""


@contextmanager
def spark_cluster(folder: Path, executor_memory: str = "512m") -> Iterator[str]:
    """Start the cluster, give the address of its master, and end what was started. Logs lie in `folder`."""
    import pyspark

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    settings = folder / "conf"
    settings.mkdir(parents=True)
    (settings / "spark-defaults.conf").write_text(
        DEFAULTS.format(folder=folder, quick=QUICK, memory=executor_memory), "utf-8"
    )
    (settings / "log4j2.properties").write_text(LOGGING.format(folder=folder), "utf-8")
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    master = ["org.apache.spark.deploy.master.Master", "--port", str(port), *_HOST]
    worker = [
        "org.apache.spark.deploy.worker.Worker",
        "--cores",
        "1",
        "--memory",
        executor_memory,
        *_HOST,
        address,
    ]
    started = [_start(program, "master", master, folder)]
    try:
        _wait_for(port, started[0])
        started += [_start(program, f"worker{number}", worker, folder) for number in range(WORKERS)]
        yield address
    finally:
        for process in reversed(started):
            _end(process)


_HOST = ("--host", "127.0.0.1", "--webui-port", "0")


def _start(program: Path, name: str, arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    work = folder / name
    work.mkdir()
    settings = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "SPARK_WORKER_DIR": str(work),
        "SPARK_CONF_DIR": str(work),
    }
    with open(folder / f"{name}.log", "wb") as log:
        return subprocess.Popen(
            [str(program), *arguments],
            cwd=work,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("The Spark master ended at once; see master.log in the test's folder.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The Spark master did not open its port within 30 seconds.")
