"""`make bench`: what the reader, the schedule and the ledger's pages cost, each figure with what it was measured on.

    python -m benchmarks [reading] [schedule] [ledger]         BENCH_TASKS=100000 by default

The ledger is measured on SQLite, and on PostgreSQL where DATABASE_URL names one or its programs are found. Before and after
each block stands how long one piece of work takes, always the same (`benchmarks.pace`): where that differs, so do figures.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.everywhere import postgresql_programs, private_cluster

from benchmarks.pace import Pace

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
    pace = Pace()
    print(f"== {part} (one piece of work now: {pace.timed():.0f} ms)", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{part}"]
    failed = subprocess.run(command, env=os.environ | environment, check=False).returncode
    print(f"   one piece of work after {part}: {pace.timed():.0f} ms, before: {pace.pieces[0]:.0f} ms", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
