"""Long work outside the request: the one place that knows django-tasks.

    def read_document(run: jobs.Run, *, document: int) -> None:     # module level, so that it can be found by its path
        for page in pages:
            run.tell(page.number, total)                            # progress; raises Stop when somebody wants it to end
            …

    jobs.start(read_document, key=f"intake.document.{pk}", document=pk)

A job may run twice: its worker may be killed after the last write and before this is noted. So a job's function looks at
what is there and does the rest.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from bihuan.core.reasons import gettext_noop as _
from bihuan.platform import clock
from bihuan.platform.models import Job

LIVE = (Job.State.WAITING, Job.State.RUNNING)
ATTEMPTS = 3
# A worker on another machine that has told nothing for so long is taken for dead.
SILENCE = timedelta(minutes=10)
KEPT = timedelta(days=30)

logger = logging.getLogger(__name__)
# What people are told; what went wrong, which may quote somebody's data, is for the server's own log.
UNEXPECTED = _("后台办理时出错，没有办完。请再试一次；仍然这样的，请联系系统管理员查看服务器日志。")
WORKER_LOST = _("后台程序三次中断，没有办完。文件很大的请拆小再试；仍然这样的，请联系系统管理员。")
_ending = threading.Event()


class Stop(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Raised by `Run.tell` when the work shall end now; the job's function lets it pass."""


class Failed(Exception):  # noqa: N818 - reads as what happened
    """Raised by a job's function when the work cannot be done; its words are kept as they are, for people."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at a job, handed to the job's function."""

    job: int
    attempt: int

    def tell(self, done: int, total: int) -> None:
        """Note the progress, and that the worker lives. Call it outside transactions, every minute or more often."""
        mine = Job.objects.filter(pk=self.job, state=Job.State.RUNNING, attempts=self.attempt)
        mine.update(done=done, total=total, beat_at=clock.now())
        if _ending.is_set() or not mine.filter(stop_wanted=False).exists():
            raise Stop

    def end(self, state: Job.State, error: str = "") -> None:
        mine = Job.objects.filter(pk=self.job, state=Job.State.RUNNING, attempts=self.attempt)
        mine.update(state=state, error=error, finished_at=clock.now())


def start(function: Callable[..., None], *, key: str, **arguments: Any) -> Job:
    """Hand work to the worker when this transaction commits. While a job of this key waits or runs, it is that one."""
    if job := find(key, live=True):
        return job
    path = f"{function.__module__}.{function.__qualname__}"
    try:
        with transaction.atomic():
            job = Job.objects.create(key=key, function=path, arguments=arguments, created_at=clock.now())
            # The queue is a table of the same database: what is rolled back was never queued.
            run_job.enqueue(job.pk)
    except IntegrityError:
        return Job.objects.get(key=key, state__in=LIVE)
    return job


def stop(key: str) -> None:
    """End the job of a key: at once when it waits, else as soon as it tells its progress."""
    live = Job.objects.filter(key=key)
    now = clock.now()
    live.filter(state=Job.State.WAITING).update(state=Job.State.STOPPED, finished_at=now)
    live.filter(state=Job.State.RUNNING).update(stop_wanted=True)


def find(key: str, *, live: bool = False) -> Job | None:
    """The newest job of a key; with `live`, only one that waits or runs."""
    found = Job.objects.filter(key=key)
    return (found.filter(state__in=LIVE) if live else found).order_by("-pk").first()


@task()
def run_job(pk: int) -> None:
    """What the queue carries: the number of a job. Runs it once, however often it was queued."""
    now = clock.now()
    claimed = Job.objects.filter(pk=pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, worker=worker_id(), began_at=now, beat_at=now
    )
    if not claimed:
        return
    job = Job.objects.get(pk=pk)
    run = Run(job.pk, job.attempts)
    try:
        import_string(job.function)(run, **job.arguments)
    except Stop:
        if _ending.is_set():
            again(job)
        else:
            run.end(Job.State.STOPPED)
    except Failed as failed:
        run.end(Job.State.FAILED, str(failed))
    except Exception:
        logger.exception("job %s failed", job.pk)
        run.end(Job.State.FAILED, UNEXPECTED)
    else:
        run.end(Job.State.DONE)


def again(job: Job) -> None:
    """Queue an interrupted job once more, as if this attempt had not been."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
        if mine.update(state=Job.State.WAITING, worker="", attempts=F("attempts") - 1):
            run_job.enqueue(job.pk)


def sweep() -> int:
    """Free jobs whose worker is gone, and drop what was finished long ago. Returns how many jobs were freed."""
    now, freed = clock.now(), 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        freed += _free(job, now) if _abandoned(job, now) else 0
    finished = [Job.State.DONE, Job.State.FAILED, Job.State.STOPPED]
    Job.objects.filter(state__in=finished, finished_at__lt=now - KEPT).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()
    # A killed worker leaves its row as running for ever; the job itself says what became of it.
    DBTaskResult.objects.running().filter(started_at__lt=now - KEPT).delete()
    return freed


def work_off() -> None:
    """Run every waiting job here and now: for tests, the demo and `bihuan manage work --once`."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id()[:64],
        excluded_queue_names=[],
    )
    while not _ending.is_set() and (queued := _next(worker.worker_id)):
        worker.run_task(queued)


def _next(worker: str) -> "DBTaskResult[..., Any] | None":
    """Claim what waits longest. Not `Worker.run`: that closes connections, also within a caller's transaction."""
    with transaction.atomic():
        queued: DBTaskResult[..., Any] | None = DBTaskResult.objects.ready().get_locked()
        if queued:
            queued.claim(worker)
    return queued


def work(ending: threading.Event) -> None:
    """Run jobs as they come, until `ending` is set; a running job is then interrupted at its next `tell` and kept."""
    for job in Job.objects.filter(state=Job.State.RUNNING, worker=worker_id()):
        _free(job, clock.now())  # an earlier process had this number
    threading.Thread(target=_tell_runs, args=(ending,), daemon=True).start()
    while not ending.wait(1):
        close_old_connections()
        work_off()


def _tell_runs(ending: threading.Event) -> None:
    ending.wait()
    _ending.set()


def worker_id() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _abandoned(job: Job, now: datetime) -> bool:
    host, _, pid = job.worker.rpartition(":")
    if host == socket.gethostname() and pid.isdigit() and not _alive(int(pid)):
        return True
    return job.beat_at is None or job.beat_at < now - SILENCE


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _free(job: Job, now: datetime) -> int:
    """Queue it again; after the third worker that died over it, give it up."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    if job.attempts >= ATTEMPTS:
        return mine.update(state=Job.State.FAILED, error=WORKER_LOST, finished_at=now)
    with transaction.atomic():
        if not mine.update(state=Job.State.WAITING, worker=""):
            return 0
        run_job.enqueue(job.pk)
    return 1
