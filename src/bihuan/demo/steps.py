"""The steps of the loop as the story tells them, from assignment to closure."""

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.casework import services as casework
from bihuan.casework.models import Evidence, Objection
from bihuan.core.codes import DutyRole
from bihuan.demo import timeline
from bihuan.demo.after_closure import AFTER_CLOSURE
from bihuan.demo.beginning import hand_out
from bihuan.demo.documents.entries import due
from bihuan.demo.play import Play
from bihuan.platform import clock, rules


def _given(play: Play, step: timeline.Step, role: DutyRole | None = None) -> dict[str, Any]:
    """Task, actor (of the unit with this duty, else the office) and comment of a step."""
    return {"task": play.task, "actor": play.actor(role) if role else play.office, "comment": step.text}


def assign(play: Play, step: timeline.Step) -> None:
    hand_out(play)


def accept(play: Play, step: timeline.Step) -> None:
    casework.accept(**_given(play, step, DutyRole.LEAD))


def dispute(play: Play, step: timeline.Step) -> None:
    casework.dispute(**_given(play, step, DutyRole.LEAD))


def rule_on_dispute(play: Play, step: timeline.Step) -> None:
    casework.rule_on_dispute(**_given(play, step), upheld=False)


def submit_plan(play: Play, step: timeline.Step) -> None:
    casework.submit_plan(**_given(play, step, DutyRole.LEAD))


def return_plan(play: Play, step: timeline.Step) -> None:
    casework.return_plan(**_given(play, step))


def approve_plan(play: Play, step: timeline.Step) -> None:
    casework.approve_plan(**_given(play, step), approval_no=step.number)


def start_long_term(play: Play, step: timeline.Step) -> None:
    casework.mark_long_term(**_given(play, step))


def flag_false_rectification(play: Play, step: timeline.Step) -> None:
    casework.flag_false_rectification(**_given(play, step))


def request_extension(play: Play, step: timeline.Step) -> None:
    casework.request_extension(
        task=play.task,
        actor=play.actor(DutyRole.LEAD),
        new_deadline=play.on(step.new_deadline or 0),
        reason=step.text,
        stage_results=step.stage_results,
    )


def approve_extension(play: Play, step: timeline.Step) -> None:
    casework.decide_extension(**_given(play, step), approve=True, approval_no=step.number)


def apply_for_closure(play: Play, step: timeline.Step) -> None:
    casework.apply_for_closure(**_given(play, step, DutyRole.LEAD))


def pass_self_check(play: Play, step: timeline.Step) -> None:
    casework.pass_self_check(**_given(play, step, DutyRole.LEAD))


def pass_review(play: Play, step: timeline.Step) -> None:
    casework.pass_review(**_given(play, step))


def return_task(play: Play, step: timeline.Step) -> None:
    casework.return_task(
        **_given(play, step, DutyRole.ACCEPT), items=step.items, respond_by=play.on(step.respond_by or 0)
    )


def pass_site_check(play: Play, step: timeline.Step) -> None:
    present = [play.settled.people[person].account for person in step.verifiers]
    papers = Evidence.objects.filter(task=play.task, withdrawn_at__isnull=True)
    results = [
        casework.Result(
            criterion=c, passed=True, comment="现场核实，符合要求。", evidence=list(papers.filter(criterion=c))
        )
        for c in play.task.plan.criteria
    ]
    casework.record_site_check(
        task=play.task,
        actor=play.actor(DutyRole.ACCEPT),
        place=step.place,
        conclusion=step.text,
        passed=True,
        verifiers=present,
        results=results,
    )


def start_notice(play: Play, step: timeline.Step) -> None:
    entry = play.told.entry.on(play.today)
    words = {
        "反馈问题": entry.problem,
        "整改时限": due(entry.deadline, play.today).text,
        "整改目标": entry.goal,
        "整改措施": "\n".join(entry.measures),
        "整改完成情况": play.told.reports[-1].text if play.told.reports else "各项措施已全部完成，并通过现场核查。",
        "责任单位": "、".join(entry.responsible),
        "联系电话": "0990-0000000",
    }
    required = rules.pack().get("notice.fields", on=clock.today()).phrases
    casework.start_notice(
        task=play.task,
        actor=play.office,
        title=f"关于“{play.told.title}”整改完成情况的公示",
        fields={name: words[name] for name in required},
        contact="临澜市整改办，电话 0990-0000000",
        carriers="市政府网站、临澜日报",
        pictures=list(Evidence.objects.filter(task=play.task, side__in=["before", "after"])),
        comment=step.text,
    )


def object_to_notice(play: Play, step: timeline.Step) -> None:
    casework.object_to_notice(task=play.task, text=step.text, name="附近居民")


def uphold_objection(play: Play, step: timeline.Step) -> None:
    casework.uphold_objection(objection=_objection(play), actor=play.office, reply=step.text)
    play.task.refresh_from_db()


def dismiss_objection(play: Play, step: timeline.Step) -> None:
    casework.dismiss_objection(objection=_objection(play), actor=play.office, reply=step.text)
    play.task.refresh_from_db()


def _objection(play: Play) -> Objection:
    return Objection.objects.get(notice__task=play.task, state="open")


def sign_closure(play: Play, step: timeline.Step) -> None:
    casework.sign_closure(**_given(play, step, DutyRole.ACCEPT))


def close(play: Play, step: timeline.Step) -> None:
    origin = play.story.inspection_of(play.told)
    upper = "" if origin.problem_level == "local" else f"澜督整改备〔{clock.today().year}〕{play.task.pk}号"
    casework.close(
        **_given(play, step),
        reason=step.reason,
        filing_no=step.number,
        minutes_no=step.minutes,
        upper_filing_no=upper,
    )
    if upper:
        casework.record_upward_report(
            task=play.task,
            actor=play.office,
            to="澜川省生态环境保护督察办公室",
            document_no=upper,
            summary=step.text,
        )


STEPS: Mapping[str, Callable[[Play, timeline.Step], None]] = {
    "assign": assign,
    "accept": accept,
    "dispute": dispute,
    "rule_on_dispute": rule_on_dispute,
    "submit_plan": submit_plan,
    "return_plan": return_plan,
    "approve_plan": approve_plan,
    "start_long_term": start_long_term,
    "flag_false_rectification": flag_false_rectification,
    "request_extension": request_extension,
    "approve_extension": approve_extension,
    "apply_for_closure": apply_for_closure,
    "pass_self_check": pass_self_check,
    "pass_review": pass_review,
    "return": return_task,
    "pass_site_check": pass_site_check,
    "start_notice": start_notice,
    "object_to_notice": object_to_notice,
    "uphold_objection": uphold_objection,
    "dismiss_objection": dismiss_objection,
    "sign_closure": sign_closure,
    "close": close,
    **AFTER_CLOSURE,
}
