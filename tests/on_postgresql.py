"""Runs pytest against a real PostgreSQL of its own: started on a free loopback port, ended and removed afterwards.

python -m tests.on_postgresql -q tests/security
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

OWNER, PASSWORD = "commonground_owner", "owner-for-tests"


def programs() -> Path:
    """Folder of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        sys.exit("PostgreSQL is missing. Type:  sudo apt-get install -y postgresql")
    return found[-1].parent


class Cluster:
    """One PostgreSQL server in a folder of its own. PostgreSQL refuses to run as root, so root lends it a user."""

    def __init__(self, *, durable: bool = False) -> None:
        """Tests do not wait for the disk; `durable` is PostgreSQL as it comes."""
        self._settings = "" if durable else "-c fsync=off"
        self.folder = Path(tempfile.mkdtemp(prefix="common-ground-postgresql-"))
        self.data = self.folder / "data"
        self.port = _free_port()
        self._as_user = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        )
        if self._as_user:
            entry = pwd.getpwnam("postgres")
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)

    def start(self) -> str:
        """Starts the server and returns the address of its database as the owner of the tables."""
        password_file = self.folder / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run(
            "initdb", "-D", str(self.data), "-U", OWNER, "--auth=scram-sha-256", f"--pwfile={password_file}",
            "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} {self._settings}"
        self._run(
            "pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )
        return f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    @property
    def process(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as_user, str(programs() / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    cluster = Cluster()
    try:
        address = cluster.start()
        environment = {**os.environ, "COMMONGROUND_DATABASE_URL": address}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment, check=False
        ).returncode
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
