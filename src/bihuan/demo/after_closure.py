"""Playing what follows a closure: rechecks on fresh evidence, rebounds, what units answer, searches for the same."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.casework import services as casework
from bihuan.casework.models import AnalogousSearch, Evidence, Tracing
from bihuan.core.codes import AcceptanceAct, DutyRole, EvidenceKind
from bihuan.demo import pictures, timeline
from bihuan.demo.play import Play
from bihuan.planning.models import Milestone
from bihuan.platform import clock


def start_recheck(play: Play, step: timeline.Step) -> None:
    casework.start_recheck(task=play.task, actor=play.office, comment=step.text)


def pass_recheck(play: Play, step: timeline.Step) -> None:
    casework.pass_recheck(**_seen(play, step, held=True))


def find_rebound(play: Play, step: timeline.Step) -> None:
    nodes = list(Milestone.objects.filter(task=play.task, recurring="").order_by("order"))
    casework.find_rebound(
        **_seen(play, step, held=False),
        new_deadline=play.on(step.new_deadline or 0),
        reopen=[nodes[number - 1] for number in step.reopen],
        sites=list(play.task.sites.all()),
        search_for=casework.SearchWanted(scope=step.scope, target=step.target),
    )


def answer_tracing(play: Play, step: timeline.Step) -> None:
    """A unit that checked the site has answered in writing, and the office sets it down; the others have not yet."""
    open_ones = Tracing.objects.filter(rebound__task=play.task, answered_on__isnull=True)
    asked = open_ones.filter(acts__act=AcceptanceAct.SITE_CHECK).earliest("pk")
    casework.answer_tracing(tracing=asked, actor=play.office, missed=step.text, why=step.why)
    play.task.refresh_from_db()


def open_search(play: Play, step: timeline.Step) -> None:
    """A unit that has no part in the task is asked to look at its own: it sees the question alone."""
    unit = play.settled.units[step.unit]
    casework.open_search(
        task=play.task, actor=play.office, unit=unit, scope=step.scope, target=step.target, comment=step.text
    )
    play.task.refresh_from_db()


def record_search(play: Play, step: timeline.Step) -> None:
    search = AnalogousSearch.objects.get(task=play.task, done_on__isnull=True)
    casework.record_search(search=search, actor=play.actor(DutyRole.LEAD), searched=step.text)
    play.task.refresh_from_db()


def _seen(play: Play, step: timeline.Step, *, held: bool) -> dict[str, Any]:
    """What every recheck brings: who came, and each criterion with the picture of the day (the first fails on a rebound)."""
    shown = _picture(play, step, "after" if held else "before")
    criteria = play.task.plan.criteria
    return {
        "task": play.task,
        "actor": play.office,
        "comment": step.text,
        "place": step.place,
        "unannounced": step.unannounced,
        "verifiers": [play.settled.people[person].account for person in step.verifiers],
        "results": [
            casework.Result(criterion=code, passed=held, comment="现场查看。", evidence=[shown])
            for code in (criteria if held else criteria[:1])
        ],
    }


def _picture(play: Play, step: timeline.Step, side: str) -> Evidence:
    """Drawn like the pictures of the file; a note where the task has none."""
    name, scene = f"{step.place}复核", play.told.photos.scene if play.told.photos else ""
    if scene:
        upload = casework.Upload(f"{name}.jpg", pictures.draw(scene, side, clock.today(), seed=play.task.pk + 1))
    else:
        upload = casework.Upload(f"{name}.txt", f"{name}\n{step.text}\n（示例文件，内容为虚构。）\n".encode())
    return casework.add_evidence(
        task=play.task,
        actor=play.office,
        upload=upload,
        kind=EvidenceKind.SITE_CHECK,
        caption=name,
        taken_on=clock.today(),
        place=step.place,
    )


AFTER_CLOSURE: Mapping[str, Callable[[Play, timeline.Step], None]] = {
    "start_recheck": start_recheck,
    "pass_recheck": pass_recheck,
    "find_rebound": find_rebound,
    "answer_tracing": answer_tracing,
    "open_search": open_search,
    "record_search": record_search,
}
