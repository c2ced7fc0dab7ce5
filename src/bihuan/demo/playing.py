"""Playing one task of the story through the services: what happens on which day, and who does it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from bihuan.casework import services as casework
from bihuan.casework.models import Evidence as EvidenceRow
from bihuan.casework.models import Objection
from bihuan.core.codes import DutyRole, GrantRole, ProblemCategory, ProblemLevel
from bihuan.demo import pictures, timeline
from bihuan.demo.after_closure import AFTER_CLOSURE
from bihuan.demo.documents.entries import due
from bihuan.demo.settling import Settled
from bihuan.ledger import duties
from bihuan.ledger import services as ledger
from bihuan.ledger.models import Inspection, Site, Task
from bihuan.org.models import Account
from bihuan.planning import services as planning
from bihuan.planning.entries import CauseEntry, FundEntry, IndicatorEntry, MeasureEntry, MilestoneEntry
from bihuan.planning.models import Milestone
from bihuan.platform import clock, rules
from bihuan.portal.services import release_plan

EVERY = {"quarter": "quarterly", "year": "yearly"}
OFFICE = "jingban"
# Within one day: steps of the beginning, papers, nodes reported, nodes verified, reports, steps of the checks.
OPENING, PAPERS, DONE, VERIFIED, TOLD, CHECKS = range(6)
CHECKING = frozenset({"apply_for_closure", "pass_self_check", "pass_review", "pass_site_check", "start_notice"})


@dataclass(frozen=True)
class Happening:
    """Something that is done on a day counted from today; `order` sorts within the day."""

    day: int
    order: int
    do: Callable[[], object]
    what: str


@dataclass
class Play:
    """One task on its way through the loop."""

    settled: Settled
    story: timeline.Story
    told: timeline.TaskStory
    inspection: Inspection
    today: date
    task: Task = field(init=False)

    @property
    def office(self) -> Account:
        return self.settled.accounts[OFFICE]

    @property
    def name(self) -> str:
        return self.told.source

    def on(self, day: int) -> date:
        return self.today + timedelta(days=day)

    def happenings(self) -> Iterator[Happening]:
        """All that happens to this task up to today, in no order."""
        for found in self._all(self.story.steps_of(self.told)):
            if found.day <= 0:
                yield found

    def _all(self, steps: tuple[timeline.Step, ...]) -> Iterator[Happening]:
        first = steps[0].day
        yield Happening(first - 1, OPENING, self._record, "record")
        for step in steps:
            order = CHECKS if step.do in CHECKING else OPENING
            yield Happening(step.day, order, partial(self._step, step), step.do)
        accepted = next((s.day for s in steps if s.do == "accept"), None)
        submitted = next((s.day for s in steps if s.do == "submit_plan"), 0)
        if accepted is not None and self.told.causes:
            yield Happening(max(accepted, submitted - 1), PAPERS, self._write_plan, "plan")
        approved = max((s.day for s in steps if s.do == "approve_plan"), default=None)
        if approved is not None:
            yield Happening(approved + 2, TOLD, self._release, "release")
            yield from self._nodes(approved)
        for paper in self.story.evidence_of(self.told):
            if accepted is not None:
                # A picture may be older than the task; it is handed in when the task is there.
                yield Happening(max(paper.day, accepted), PAPERS, partial(self._paper, paper), paper.kind)
        for report in self.told.reports:
            yield Happening(report.day, TOLD, partial(self._report, report), "report")
        applied = self.told.day_of("apply_for_closure")
        if applied is not None:
            yield Happening(applied, VERIFIED, self._sites, "sites")

    def _nodes(self, approved: int) -> Iterator[Happening]:
        for place, node in enumerate(self.told.milestones):
            if node.verified is None:
                continue
            before = max(approved, node.verified - 2)
            yield Happening(before, PAPERS, partial(self._node_paper, place), "node evidence")
            yield Happening(before, DONE, partial(self._node_done, place), "node reported")
            yield Happening(node.verified, VERIFIED, partial(self._node_verified, place), "node verified")

    # --- who -----------------------------------------------------------------------------------------------------

    def actor(self, role: DutyRole) -> Account:
        """The account of the unit that holds this duty now."""
        duty = self.task.duties.filter(role=role, until__isnull=True).select_related("person__account").first()
        if duty is None or duty.person is None:
            raise LookupError(f"{self.task.number} has nobody as {role}")
        account: Account = duty.person.account
        return account

    # --- beginning -----------------------------------------------------------------------------------------------

    def _record(self) -> None:
        entry, origin = self.told.entry.on(self.today), self.story.inspection_of(self.told)
        limit = due(entry.deadline, self.today)
        lead = self.settled.city.unit_named(entry.responsible[0])
        problem = ledger.record_problem(
            actor=self.office,
            title=self.told.title,
            wording=entry.problem,
            level=ProblemLevel(origin.problem_level),
            inspection=self.inspection,
            source_number=str(entry.number),
            region=self.settled.region_of(lead.id),
            found_on=self.on(origin.feedback),
            categories=[ProblemCategory(entry.category)],
        )
        self.task = ledger.record_task(
            actor=self.office,
            problem=problem,
            title=self.told.title,
            goal=entry.goal,
            deadline=self.told.deadline(self.today),
            deadline_text=limit.text,
            term=entry.term,
            long_term=limit.long_term,
            sites=[self._site(name) for name in entry.sites],
        )
        if self.told.state == "claim":
            self._hand_out()

    def _site(self, name: str) -> Site:
        site = self.settled.city.site(name)
        water = next((w for w in self.settled.city.waters if w.id == site.water), None)
        return ledger.add_site(
            actor=self.office,
            name=site.name,
            region=self.settled.units[site.district],
            enterprise=self.settled.units[site.company] if site.company else None,
            watershed=water.watershed if water else "",
        )

    def _hand_out(self) -> None:
        if self.task.duties.exists():
            return
        entry = self.told.entry
        rows = [(entry.responsible[0], DutyRole.LEAD)]
        rows += [(name, DutyRole.DUTY) for name in entry.responsible[1:]] + [(n, DutyRole.ASSIST) for n in entry.assist]
        rows += [(entry.supervise, DutyRole.SUPERVISE), (entry.accept, DutyRole.ACCEPT)]
        roles = {DutyRole.SUPERVISE: GrantRole.SUPERVISOR, DutyRole.ACCEPT: GrantRole.VERIFIER}
        for name, role in rows:
            unit = self.settled.city.unit_named(name)
            prefer = next((p for p in entry.persons if self.settled.city.person(p).unit == unit.id), "")
            if role is DutyRole.ASSIST and not any(p.unit == unit.id for p in self.settled.city.people):
                person = None
            else:
                _account, person = self.settled.acting(unit.id, roles.get(role, GrantRole.RECTIFYING_UNIT), prefer)
            handover = duties.Handover(self.settled.units[unit.id], role, person)
            duties.assign(actor=self.office, tasks=[self.task], handover=handover, reason="按整改任务清单交办")
        leader = self.settled.people[self.told.leader]
        duties.set_leader(actor=self.office, tasks=[self.task], leader=leader, reason="领导包案")
        self.task.refresh_from_db()
        if self.task.deadline and self.task.deadline <= date(self.today.year, 12, 31):
            duties.mark_must_close(actor=self.office, tasks=[self.task], value=True, reason="年内到期，必须销号")
            self.task.refresh_from_db()

    # --- plan ----------------------------------------------------------------------------------------------------

    def _write_plan(self) -> None:
        entry, told = self.told.entry.on(self.today), self.told
        lead = self.actor(DutyRole.LEAD)
        given: dict[str, Any] = {"task": self.task, "actor": lead}
        causes = planning.save_causes(entries=[CauseEntry(text=c.text, type=c.type) for c in told.causes], **given)
        indicators = [
            IndicatorEntry(name=i.name, baseline=i.baseline, target=i.target, unit=i.unit, criterion=i.criterion)
            for i in told.indicators
        ]
        planning.save_goal(goal=entry.goal, indicators=indicators, **given)
        unit = self.settled.named(entry.responsible[0])
        measures = planning.save_measures(
            entries=[
                MeasureEntry(
                    text=text,
                    unit=unit,
                    due=self.on(m.due),
                    causes=[causes[number - 1].pk for number in m.causes],
                    person=lead.person,
                    budget=m.budget,
                )
                for text, m in zip(entry.measures, told.measures, strict=False)
            ],
            **given,
        )
        funds = [
            FundEntry(
                source=f.source,
                amount=f.amount,
                allocated=f.allocated,
                paid=f.paid,
                document_no=f.document,
                measure=measures[f.measure - 1].pk if f.measure else None,
            )
            for f in told.funds
        ]
        planning.save_funds(entries=funds, no_funds_needed=told.no_funds_needed, **given)
        planning.save_milestones(entries=list(self._milestones()), **given)

    def _milestones(self) -> Iterator[MilestoneEntry]:
        for node in self.told.milestones:
            # Working days to calendar days, roughly: only for the bar that a chart draws.
            start = self.on(node.due - node.days * 7 // 5)
            yield MilestoneEntry(
                name=node.name, weight=Decimal(node.weight), days=node.days, start=start, due=self.on(node.due)
            )
        for again in self.told.recurring:
            yield MilestoneEntry(
                name=again.name, weight=Decimal(0), recurring=EVERY[again.every], due=self.on(again.due)
            )

    # --- work ----------------------------------------------------------------------------------------------------

    def _node(self, place: int) -> Milestone:
        return Milestone.objects.filter(task=self.task, recurring="").order_by("order")[place]

    def _node_paper(self, place: int) -> None:
        node = self._node(place)
        text = f"{self.task.title}\n节点：{node.name}\n完成情况：已按方案完成，现场资料齐全。\n（示例文件，内容为虚构。）\n"
        self._add(
            casework.Upload(f"{node.name}完成情况.txt", text.encode()), "completion_report", node.name, milestone=node
        )

    def _node_done(self, place: int) -> None:
        casework.report_milestone(task=self.task, actor=self.actor(DutyRole.LEAD), milestone=self._node(place))

    def _node_verified(self, place: int) -> None:
        casework.verify_milestone(task=self.task, actor=self.actor(DutyRole.SUPERVISE), milestone=self._node(place))

    def _sites(self) -> None:
        for site in self.task.sites.all():
            casework.verify_site(task=self.task, actor=self.actor(DutyRole.SUPERVISE), site=site)

    def _paper(self, paper: timeline.Evidence) -> None:
        if paper.scene:
            drawn = pictures.draw(paper.scene, paper.side, self.on(paper.day), seed=self.task.pk)
            upload = casework.Upload(f"{paper.caption}.jpg", drawn)
        else:
            text = f"{paper.caption}\n任务：{self.task.title}\n整改目标：{self.task.goal}\n（示例文件，内容为虚构。）\n"
            upload = casework.Upload(f"{paper.caption}.txt", text.encode())
        self._add(
            upload,
            paper.kind,
            paper.caption,
            criterion=paper.criterion,
            side=paper.side,
            pair=paper.scene,
            taken_on=self.on(paper.day),
        )

    def _add(self, upload: casework.Upload, kind: str, caption: str, **proves: Any) -> None:
        casework.add_evidence(
            task=self.task, actor=self.actor(DutyRole.LEAD), upload=upload, kind=kind, caption=caption, **proves
        )  # fmt: skip

    def _report(self, report: timeline.Report) -> None:
        casework.report_progress(
            task=self.task,
            actor=self.actor(DutyRole.LEAD),
            period=f"{clock.today():%Y-%m}",
            text=report.text,
            claimed_percent=Decimal(report.percent),
            difficulties=report.difficulties,
            next_steps=report.next,
        )

    def _release(self) -> None:
        reports = [r.text for r in self.told.reports if r.day <= 0]
        release_plan(
            number=self.task.number,
            actor=self.office,
            summary=self.told.entry.on(self.today).problem,
            progress_text=reports[-1] if reports else "",
        )

    # --- steps ---------------------------------------------------------------------------------------------------

    def _step(self, step: timeline.Step) -> None:
        if step.do in AFTER_CLOSURE:
            AFTER_CLOSURE[step.do](self, step)
        else:
            getattr(self, f"_do_{step.do}")(step)

    def _given(self, step: timeline.Step, role: DutyRole | None = None) -> dict[str, Any]:
        """Task, actor (of the unit with this duty, else the office) and comment of a step."""
        return {"task": self.task, "actor": self.actor(role) if role else self.office, "comment": step.text}

    def _do_assign(self, step: timeline.Step) -> None:
        self._hand_out()

    def _do_accept(self, step: timeline.Step) -> None:
        casework.accept(**self._given(step, DutyRole.LEAD))

    def _do_dispute(self, step: timeline.Step) -> None:
        casework.dispute(**self._given(step, DutyRole.LEAD))

    def _do_rule_on_dispute(self, step: timeline.Step) -> None:
        casework.rule_on_dispute(**self._given(step), upheld=False)

    def _do_submit_plan(self, step: timeline.Step) -> None:
        casework.submit_plan(**self._given(step, DutyRole.LEAD))

    def _do_return_plan(self, step: timeline.Step) -> None:
        casework.return_plan(**self._given(step))

    def _do_approve_plan(self, step: timeline.Step) -> None:
        casework.approve_plan(**self._given(step), approval_no=step.number)

    def _do_start_long_term(self, step: timeline.Step) -> None:
        casework.mark_long_term(**self._given(step))

    def _do_flag_false_rectification(self, step: timeline.Step) -> None:
        casework.flag_false_rectification(**self._given(step))

    def _do_request_extension(self, step: timeline.Step) -> None:
        casework.request_extension(
            task=self.task,
            actor=self.actor(DutyRole.LEAD),
            new_deadline=self.on(step.new_deadline or 0),
            reason=step.text,
            stage_results=step.stage_results,
        )

    def _do_approve_extension(self, step: timeline.Step) -> None:
        casework.decide_extension(**self._given(step), approve=True, approval_no=step.number)

    def _do_apply_for_closure(self, step: timeline.Step) -> None:
        casework.apply_for_closure(**self._given(step, DutyRole.LEAD))

    def _do_pass_self_check(self, step: timeline.Step) -> None:
        casework.pass_self_check(**self._given(step, DutyRole.LEAD))

    def _do_pass_review(self, step: timeline.Step) -> None:
        casework.pass_review(**self._given(step))

    def _do_return(self, step: timeline.Step) -> None:
        casework.return_task(
            **self._given(step, DutyRole.ACCEPT), items=step.items, respond_by=self.on(step.respond_by or 0)
        )

    def _do_pass_site_check(self, step: timeline.Step) -> None:
        present = [self.settled.people[person].account for person in step.verifiers]
        papers = EvidenceRow.objects.filter(task=self.task, withdrawn_at__isnull=True)
        results = [
            casework.Result(
                criterion=c, passed=True, comment="现场核实，符合要求。", evidence=list(papers.filter(criterion=c))
            )
            for c in self.task.plan.criteria
        ]
        casework.record_site_check(
            task=self.task,
            actor=self.actor(DutyRole.ACCEPT),
            place=step.place,
            conclusion=step.text,
            passed=True,
            verifiers=present,
            results=results,
        )

    def _do_start_notice(self, step: timeline.Step) -> None:
        entry = self.told.entry.on(self.today)
        words = {
            "反馈问题": entry.problem,
            "整改时限": due(entry.deadline, self.today).text,
            "整改目标": entry.goal,
            "整改措施": "\n".join(entry.measures),
            "整改完成情况": self.told.reports[-1].text if self.told.reports else "各项措施已全部完成，并通过现场核查。",
            "责任单位": "、".join(entry.responsible),
            "联系电话": "0990-0000000",
        }
        required = rules.pack().get("notice.fields", on=clock.today()).phrases
        casework.start_notice(
            task=self.task,
            actor=self.office,
            title=f"关于“{self.told.title}”整改完成情况的公示",
            fields={name: words[name] for name in required},
            contact="临澜市整改办，电话 0990-0000000",
            carriers="市政府网站、临澜日报",
            pictures=list(EvidenceRow.objects.filter(task=self.task, side__in=["before", "after"])),
            comment=step.text,
        )

    def _do_object_to_notice(self, step: timeline.Step) -> None:
        casework.object_to_notice(task=self.task, text=step.text, name="附近居民")

    def _do_uphold_objection(self, step: timeline.Step) -> None:
        casework.uphold_objection(objection=self._objection(), actor=self.office, reply=step.text)
        self.task.refresh_from_db()

    def _do_dismiss_objection(self, step: timeline.Step) -> None:
        casework.dismiss_objection(objection=self._objection(), actor=self.office, reply=step.text)
        self.task.refresh_from_db()

    def _objection(self) -> Objection:
        return Objection.objects.get(notice__task=self.task, state="open")

    def _do_sign_closure(self, step: timeline.Step) -> None:
        casework.sign_closure(**self._given(step, DutyRole.ACCEPT))

    def _do_close(self, step: timeline.Step) -> None:
        origin = self.story.inspection_of(self.told)
        upper = "" if origin.problem_level == "local" else f"澜督整改备〔{clock.today().year}〕{self.task.pk}号"
        casework.close(
            **self._given(step),
            reason=step.reason,
            filing_no=step.number,
            minutes_no=step.minutes,
            upper_filing_no=upper,
        )
        if upper:
            casework.record_upward_report(
                task=self.task,
                actor=self.office,
                to="澜川省生态环境保护督察办公室",
                document_no=upper,
                summary=step.text,
            )
