"""`make bench`: what the reader, the schedule and the ledger's pages cost, each figure with what it was measured on.

    python -m benchmarks [reading] [schedule] [ledger]         BENCH_TASKS=100000 by default

The ledger is measured on SQLite, and on PostgreSQL where DATABASE_URL names one or its programs are found.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.everywhere import postgresql_programs, private_cluster

PARTS = ("reading", "schedule", "ledger")


def main() -> int:
    wanted = sys.argv[1:] or PARTS
    if unknown := set(wanted) - set(PARTS):
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
        return 2
    failed = 0
    for part in wanted:
        failed |= ledger() if part == "ledger" else run(part)
    return failed


def ledger() -> int:
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as folder:
        failed = run("ledger", BIHUAN_HOME=folder, DATABASE_URL=f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        if given := os.environ.get("DATABASE_URL"):
            return failed | run("ledger", BIHUAN_HOME=folder, DATABASE_URL=given)
        programs = postgresql_programs()
        if programs is None:
            print("PostgreSQL: not found on this machine, left out")
            return failed
        with private_cluster(programs) as url:
            return failed | run("ledger", BIHUAN_HOME=folder, DATABASE_URL=url)


def run(part: str, **environment: str) -> int:
    print(f"== {part}", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{part}"]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
