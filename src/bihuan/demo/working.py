"""The work on a task: papers and pictures handed in, nodes done and verified, reports, and what the public is told."""

from decimal import Decimal
from typing import Any

from bihuan.casework import services as casework
from bihuan.core.codes import DutyRole
from bihuan.demo import pictures, timeline
from bihuan.demo.play import Play
from bihuan.planning.models import Milestone
from bihuan.platform import clock
from bihuan.portal.services import release_plan


def _node(play: Play, place: int) -> Milestone:
    return Milestone.objects.filter(task=play.task, recurring="").order_by("order")[place]


def node_paper(play: Play, place: int) -> None:
    node = _node(play, place)
    text = f"{play.task.title}\n节点：{node.name}\n完成情况：已按方案完成，现场资料齐全。\n（示例文件，内容为虚构。）\n"
    _add(
        play, casework.Upload(f"{node.name}完成情况.txt", text.encode()), "completion_report", node.name, milestone=node
    )


def node_done(play: Play, place: int) -> None:
    casework.report_milestone(task=play.task, actor=play.actor(DutyRole.LEAD), milestone=_node(play, place))


def node_verified(play: Play, place: int) -> None:
    casework.verify_milestone(task=play.task, actor=play.actor(DutyRole.SUPERVISE), milestone=_node(play, place))


def sites(play: Play) -> None:
    for site in play.task.sites.all():
        casework.verify_site(task=play.task, actor=play.actor(DutyRole.SUPERVISE), site=site)


def paper(play: Play, paper: timeline.Evidence) -> None:
    if paper.scene:
        drawn = pictures.draw(paper.scene, paper.side, play.on(paper.day), seed=play.task.pk)
        upload = casework.Upload(f"{paper.caption}.jpg", drawn)
    else:
        text = f"{paper.caption}\n任务：{play.task.title}\n整改目标：{play.task.goal}\n（示例文件，内容为虚构。）\n"
        upload = casework.Upload(f"{paper.caption}.txt", text.encode())
    _add(
        play,
        upload,
        paper.kind,
        paper.caption,
        criterion=paper.criterion,
        side=paper.side,
        pair=play.told.title if paper.scene else "",
        taken_on=play.on(paper.day),
    )


def _add(play: Play, upload: casework.Upload, kind: str, caption: str, **proves: Any) -> None:
    casework.add_evidence(
        task=play.task, actor=play.actor(DutyRole.LEAD), upload=upload, kind=kind, caption=caption, **proves
    )  # fmt: skip


def report(play: Play, report: timeline.Report) -> None:
    casework.report_progress(
        task=play.task,
        actor=play.actor(DutyRole.LEAD),
        period=f"{clock.today():%Y-%m}",
        text=report.text,
        claimed_percent=Decimal(report.percent),
        difficulties=report.difficulties,
        next_steps=report.next,
    )


def release(play: Play) -> None:
    reports = [r.text for r in play.told.reports if r.day <= 0]
    release_plan(
        number=play.task.number,
        actor=play.office,
        summary=play.told.entry.on(play.today).problem,
        progress_text=reports[-1] if reports else "",
    )
