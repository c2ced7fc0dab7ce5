"""Scheduling ten thousand tasks backwards, six nodes each, over a calendar with its holidays."""

import time
from datetime import date, timedelta

from benchmarks.figures import asked
from bihuan.core import rulepack, schedule, workdays
from bihuan.core.loop import workflow
from bihuan.core.schedule import After, Closure, Milestone

TASKS, NODES = 10_000, 6
MOST = 30
"""Seconds that are asked."""
TODAY = date(2026, 1, 5)


def main() -> None:
    calendar = workdays.calendar()
    closure = Closure.of(rulepack.load("national"), TODAY, flow=workflow("central-2025"))
    began, feasible = time.process_time(), 0
    for number in range(TASKS):
        deadline = TODAY + timedelta(days=120 + number % 600)
        feasible += schedule.backward(deadline, TODAY, nodes(number), closure, calendar).feasible
    spent = time.process_time() - began
    print(f"{TASKS} tasks of {NODES} nodes: {TASKS / spent:.0f} tasks/s CPU; {feasible} fit their deadline")
    print(asked(f"scheduling {TASKS} tasks", spent, MOST))


def nodes(number: int) -> list[Milestone]:
    chain = [()] + [(After(str(place)),) for place in range(NODES - 1)]
    return [
        Milestone(str(place), f"节点{place}", 5 + (number + place) % 20, after) for place, after in enumerate(chain)
    ]


if __name__ == "__main__":
    main()
