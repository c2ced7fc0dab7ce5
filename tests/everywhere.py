"""`make test`: the whole suite on SQLite, then what touches the database again on PostgreSQL.

PostgreSQL is DATABASE_URL's if that is set, else a private cluster in a temporary folder where its programs are found;
without either it is left out, unless BIHUAN_REQUIRE_ALL=1.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import free_port

# Not even looked through for tests that touch the database (`--database-only` leaves out the rest): there are none.
WITHOUT_DATABASE = ("core", "reading", "docs", "assets", "browser")


def main() -> int:
    # Test by test over the cores of this machine, but for files whose tests share what is dear (tests/conftest.py).
    arguments = sys.argv[1:] or ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup"]
    given = os.environ.pop("DATABASE_URL", "")
    print("== SQLite", flush=True)
    failed = pytest(*arguments)
    if given:
        return pytest_on(given, arguments) or failed
    programs = postgresql_programs()
    if programs is None:
        print("== PostgreSQL: not found on this machine, left out", flush=True)
        return failed or int(os.environ.get("BIHUAN_REQUIRE_ALL") == "1")
    with private_cluster(programs) as url:
        return pytest_on(url, arguments) or failed


def pytest(*arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    with subprocess.Popen(command, env=os.environ | environment) as running:
        try:
            code = running.wait()
        except KeyboardInterrupt:
            running.wait()  # it heard the same, and ends what its tests have started
            sys.exit(130)
    return 0 if code == 5 else code  # 5: nothing collected under these arguments


def pytest_on(url: str, arguments: list[str]) -> int:
    print("== PostgreSQL", flush=True)
    left_out = [f"--ignore=tests/{folder}" for folder in WITHOUT_DATABASE]
    return pytest("--create-db", "--database-only", *left_out, *arguments, DATABASE_URL=url)


def postgresql_programs() -> Path | None:
    """The folder with initdb and pg_ctl: on the path, or where Debian keeps it."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parent.name))
    return folders[-1] if folders else None


@contextmanager
def private_cluster(programs: Path) -> Iterator[str]:
    """A PostgreSQL of our own in a temporary folder, on the loopback; never as root, which it refuses."""
    user = unprivileged()
    with tempfile.TemporaryDirectory(prefix="bihuan-pg-") as folder:
        home = Path(folder)
        if user:
            shutil.chown(home, user)
        as_user = ["runuser", "-u", user, "--"] if user else []
        data = home / "data"

        def run(program: str, *arguments: str) -> None:
            subprocess.run([*as_user, programs / program, *arguments], cwd=home, check=True, stdout=subprocess.DEVNULL)

        run("initdb", "-D", str(data), "-U", "bihuan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        # Durability is not under test; a crash loses nothing that anybody wants.
        port = free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{home}' -c fsync=off"
        run("pg_ctl", "-D", str(data), "-l", str(home / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgres://bihuan@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def unprivileged() -> str:
    """Whom to become when we are root; empty when we need not."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


if __name__ == "__main__":
    sys.exit(main())
