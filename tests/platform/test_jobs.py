"""Jobs: queued with the transaction, run once, told about, stopped, and taken up again after a killed worker."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from bihuan.platform import clock, jobs
from bihuan.platform.models import Job

pytestmark = pytest.mark.django_db

ran: list[int] = []
HERE = "tests.platform.test_jobs"


@pytest.fixture(autouse=True)
def _nothing_ran() -> Iterator[None]:
    ran.clear()
    yield
    ran.clear()


def count_pages(run: jobs.Run, *, pages: int) -> None:
    for page in range(1, pages + 1):
        run.tell(page, pages)
        ran.append(page)


def count_until_stopped(run: jobs.Run, *, of: str) -> None:
    for page in range(1, 10):
        if page == 3:
            jobs.stop(of)
        run.tell(page, 10)
        ran.append(page)


def fail(run: jobs.Run) -> None:
    raise ValueError("不可读")


def state(key: str) -> tuple[str, int, int]:
    job = jobs.find(key)
    assert job
    return job.state, job.done, job.total


def test_a_job_runs_and_tells_its_progress() -> None:
    jobs.start(count_pages, key="x", pages=3)
    assert state("x") == ("waiting", 0, 0)
    jobs.work_off()
    assert state("x") == ("done", 3, 3)
    assert ran == [1, 2, 3]


def test_what_is_rolled_back_was_never_queued() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.start(count_pages, key="x", pages=3)
        raise ZeroDivisionError
    jobs.work_off()
    assert jobs.find("x") is None
    assert ran == []


def test_starting_it_twice_runs_it_once() -> None:
    first, second = (jobs.start(count_pages, key="x", pages=2) for _ in range(2))
    assert first == second
    jobs.work_off()
    assert ran == [1, 2]


def test_a_job_queued_twice_by_accident_runs_once() -> None:
    job = jobs.start(count_pages, key="x", pages=2)
    jobs.run_job.enqueue(job.pk)
    jobs.work_off()
    assert ran == [1, 2]


def test_after_it_ended_the_key_may_be_used_again() -> None:
    for _ in range(2):
        jobs.start(count_pages, key="x", pages=1)
        jobs.work_off()
    assert ran == [1, 1]
    assert Job.objects.count() == 2


def test_a_waiting_job_is_stopped_at_once() -> None:
    jobs.start(count_pages, key="x", pages=2)
    jobs.stop("x")
    jobs.work_off()
    assert state("x") == ("stopped", 0, 0)
    assert ran == []


def test_a_running_job_stops_when_it_next_tells_its_progress() -> None:
    jobs.start(count_until_stopped, key="x", of="x")
    jobs.work_off()
    assert state("x")[0] == "stopped"
    assert ran == [1, 2]


def test_a_failure_is_kept_with_its_words(caplog: pytest.LogCaptureFixture) -> None:
    jobs.start(fail, key="x")
    jobs.work_off()
    job = jobs.find("x")
    assert job
    assert (job.state, "不可读" in job.told, "请再试一次" in job.told) == ("failed", False, True)
    with translation.override("en"):
        assert job.told.isascii()
    assert f"job {job.pk} failed" in caplog.text
    assert "ValueError: 不可读" in caplog.text


def cannot(run: jobs.Run) -> None:
    raise jobs.Failed("文件加了密码。")


def test_what_a_job_says_to_people_is_kept_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    jobs.start(cannot, key="x")
    jobs.work_off()
    job = jobs.find("x")
    assert job
    assert (job.state, job.error, caplog.text) == ("failed", "文件加了密码。", "")


def running(worker: str, *, attempts: int = 1, silent: timedelta = timedelta(0)) -> Job:
    return Job.objects.create(
        key="x",
        function=f"{HERE}.count_pages",
        arguments={"pages": 1},
        created_at=clock.now(),
        state=Job.State.RUNNING,
        attempts=attempts,
        worker=worker,
        beat_at=clock.now() - silent,
    )


def host() -> str:
    return jobs.worker_id().rpartition(":")[0]


def gone() -> int:
    """The number of a process that has ended."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_a_job_of_a_killed_worker_is_run_again() -> None:
    running(f"{host()}:{gone()}")
    assert jobs.sweep() == 1
    jobs.work_off()
    assert state("x") == ("done", 1, 1)


def test_a_job_of_a_living_worker_is_left_alone() -> None:
    running(jobs.worker_id(), silent=timedelta(minutes=5))
    running_elsewhere = Job.objects.create(
        key="y",
        function="y",
        created_at=clock.now(),
        state=Job.State.RUNNING,
        worker="elsewhere:1",
        beat_at=clock.now(),
    )
    assert jobs.sweep() == 0
    running_elsewhere.refresh_from_db()
    assert running_elsewhere.state == Job.State.RUNNING


def test_a_worker_elsewhere_that_fell_silent_is_taken_for_dead() -> None:
    running("elsewhere:1", silent=timedelta(minutes=11))
    assert jobs.sweep() == 1


def test_what_killed_three_workers_is_given_up() -> None:
    running("elsewhere:1", attempts=3, silent=timedelta(minutes=11))
    jobs.sweep()
    assert state("x")[0] == "failed"


def test_a_worker_taken_for_dead_can_no_longer_end_the_job() -> None:
    job = running("elsewhere:1", silent=timedelta(minutes=11))
    late = jobs.Run(job.pk, job.attempts)
    jobs.sweep()
    with pytest.raises(jobs.Stop):
        late.tell(1, 1)
    late.end(Job.State.DONE)
    assert state("x")[0] == "waiting"


def test_jobs_finished_long_ago_are_dropped() -> None:
    jobs.start(count_pages, key="x", pages=1)
    jobs.work_off()
    Job.objects.update(finished_at=clock.now() - timedelta(days=31))
    jobs.sweep()
    assert jobs.find("x") is None
