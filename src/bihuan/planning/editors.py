"""The editors of the five lists: rows in a formset, which work without scripts; a script only adds empty rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import DutyRole, GrantRole
from bihuan.core.reasons import Refused
from bihuan.ledger.duties import RECTIFYING
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing
from bihuan.org.models import Account, Person
from bihuan.planning import services
from bihuan.planning.entries import CauseEntry, FundEntry, IndicatorEntry, MeasureEntry, MilestoneEntry
from bihuan.planning.forms import (
    CauseForm,
    Choices,
    FundForm,
    FundsHead,
    GoalHead,
    IndicatorForm,
    MeasureForm,
    MilestoneForm,
    RowForm,
)
from bihuan.planning.models import Plan
from bihuan.platform.typed import DayInput

NOWHERE = -1
"""The place of a row that is not kept; the service refuses it by name."""


class Editor:
    """One list in the editor: a head of single fields, a formset of rows, and the service that saves them."""

    key: ClassVar[str]
    label: ClassVar[Any]
    row_form: ClassVar[type[RowForm] | None] = None
    head_form: ClassVar[type[forms.Form]] = forms.Form
    note: ClassVar[Any] = ""

    def __init__(self, task: Task, standing: Standing, data: Mapping[str, Any] | None = None) -> None:
        self.task, self.standing = task, standing
        self.plan: Plan | None = getattr(task, "plan", None)
        self.plan_version = self.plan.version if self.plan else 0
        self.head = self.head_form(data, initial=self.head_initial())
        self.rows: Any = None
        if self.row_form:
            factory = forms.formset_factory(self.row_form, extra=1, can_delete=True)
            choices = Choices(task, standing)
            self.rows = factory(data, initial=self.initial(), prefix="rows", form_kwargs={"choices": choices})

    def head_initial(self) -> dict[str, Any]:
        return {}

    def initial(self) -> list[dict[str, Any]]:
        return []

    def is_valid(self) -> bool:
        return self.head.is_valid() and (self.rows is None or self.rows.is_valid())

    def kept(self) -> list[dict[str, Any]]:
        """The rows to keep, in their order: filled in and not struck out."""
        return [self.rows.forms[place].cleaned_data for place in self.kept_places()]

    def kept_places(self) -> list[int]:
        """Where the rows to keep stand on the page, from 0: struck out and empty rows are counted there."""
        found = enumerate(form.cleaned_data for form in self.rows.forms)
        return [
            place for place, row in found if not row.get("DELETE") and any(v for k, v in row.items() if k != "DELETE")
        ]

    def save(self, actor: Account, plan_version: int | None) -> None:
        raise NotImplementedError


class Causes(Editor):
    key, label, row_form = "causes", _("问题原因"), CauseForm

    def initial(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.task.causes.values("id", "type", "text")]

    def save(self, actor: Account, plan_version: int | None) -> None:
        entries = [CauseEntry(id=row["id"], type=row["type"], text=row["text"]) for row in self.kept()]
        services.save_causes(task=self.task, actor=actor, entries=entries, plan_version=plan_version)


class Goal(Editor):
    key, label, row_form, head_form = "goal", _("目标任务"), IndicatorForm, GoalHead
    note = _("每个目标应当可以衡量：有目标值和单位，或者有判定标准。")

    def head_initial(self) -> dict[str, Any]:
        return {"goal": self.task.goal}

    def initial(self) -> list[dict[str, Any]]:
        asked = ("id", "name", "baseline", "target", "unit", "criterion")
        return [dict(row) for row in self.task.indicators.values(*asked)]

    def save(self, actor: Account, plan_version: int | None) -> None:
        asked = ("id", "name", "baseline", "target", "unit", "criterion")
        indicators = [IndicatorEntry(**{name: row[name] for name in asked}) for row in self.kept()]
        services.save_goal(
            task=self.task,
            actor=actor,
            goal=self.head.cleaned_data["goal"],
            indicators=indicators,
            plan_version=plan_version,
        )


class Measures(Editor):
    key, label, row_form = "measures", _("项目措施"), MeasureForm
    note = _("每条原因至少有一条措施，每条措施至少对应一条原因，并有责任单位和完成时间。")

    def initial(self) -> list[dict[str, Any]]:
        kept = [
            {
                "id": row.pk,
                "origin": row.origin,
                "text": row.text,
                "causes": [cause.pk for cause in row.causes.all()],
                "unit": row.unit_id,
                "person": row.person_id,
                "due": row.due,
                "budget": row.budget,
                "tag": row.tag,
            }
            for row in self.task.measures.prefetch_related("causes")
        ]
        return kept + self._proposed()

    def _proposed(self) -> list[dict[str, Any]]:
        """What documents told, as rows not saved yet: with the lead unit, and the task's day where none was named."""
        lead = next((duty.unit_id for duty in self.standing.duties if duty.role == DutyRole.LEAD), None)
        return [
            {
                "proposal": row.pk,
                "origin": row.origin,
                "text": row.text,
                "unit": lead,
                "due": row.due or self.task.deadline,
                "budget": Decimal(0),
            }
            for row in self.task.proposed_measures.all()
        ]

    def save(self, actor: Account, plan_version: int | None) -> None:
        entries = [
            MeasureEntry(
                id=row["id"],
                text=row["text"],
                causes=[cause.pk for cause in row["causes"]],
                unit=row["unit"],
                person=row["person"],
                due=row["due"],
                budget=row["budget"] or Decimal(0),
                tag=row["tag"],
                proposal=row["proposal"],
            )
            for row in self.kept()
        ]
        struck = [form.cleaned_data for form in self.rows.deleted_forms]
        left_out = [row["proposal"] for row in struck if row.get("proposal")]
        services.save_measures(
            task=self.task, actor=actor, entries=entries, left_out=left_out, plan_version=plan_version
        )


class Funds(Editor):
    key, label, row_form, head_form = "funds", _("资金来源"), FundForm, FundsHead
    note = _("单位：万元。资金合计不少于各项措施的预算；确实不需要资金的，勾选“无需资金”。")

    def head_initial(self) -> dict[str, Any]:
        return {"no_funds_needed": bool(self.plan and self.plan.no_funds_needed)}

    def initial(self) -> list[dict[str, Any]]:
        asked = ("id", "source", "amount", "allocated", "paid", "status", "document_no", "measure")
        return list(self.task.funds.values(*asked))

    def save(self, actor: Account, plan_version: int | None) -> None:
        entries = [
            FundEntry(
                id=row["id"],
                source=row["source"],
                amount=row["amount"],
                allocated=row["allocated"] or Decimal(0),
                paid=row["paid"] or Decimal(0),
                status=row["status"],
                document_no=row["document_no"],
                measure=row["measure"].pk if row["measure"] else None,
            )
            for row in self.kept()
        ]
        needed = self.head.cleaned_data["no_funds_needed"]
        services.save_funds(
            task=self.task, actor=actor, entries=entries, no_funds_needed=needed, plan_version=plan_version
        )


class Responsibility(Editor):
    key, label = "responsibility", _("责任时限")
    note = _("责任单位由整改办交办；这里明确整改单位的责任人和开工日期。督导、验收单位的责任人由整改办明确。")

    def __init__(self, task: Task, standing: Standing, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(task, standing, data)
        units = {duty.unit_id: duty.unit.path for duty in standing.duties}
        serving = list(
            Person.objects.filter(active=True, posts__unit__in=units).values_list("pk", "name", "posts__unit")
        )
        as_office = GrantRole.RECTIFICATION_OFFICE in standing.roles
        for duty in standing.duties:
            people = {(str(pk), name) for pk, name, unit in serving if unit == duty.unit_id}
            people |= {(str(duty.person_id), duty.person.name)} if duty.person else set()
            self.head.fields[f"duty{duty.pk}"] = forms.ChoiceField(
                label=f"{duty.get_role_display()} {duty.unit}",
                choices=[("", "—"), *sorted(people)],
                required=False,
                initial=str(duty.person_id or ""),
                disabled=duty.role not in RECTIFYING and not as_office,
            )
        begun = self.plan.start_on if self.plan else None
        self.head.fields["start_on"] = forms.DateField(
            label=_("开工日期"), widget=DayInput(), required=False, initial=begun
        )

    def save(self, actor: Account, plan_version: int | None) -> None:
        data = self.head.cleaned_data
        if any(name.startswith("duty") and name not in self.head.fields for name in self.head.data):
            raise Refused([services.DUTY_GONE])  # who was named for it is not dropped without a word
        named = {duty.pk: data[f"duty{duty.pk}"] for duty in self.standing.duties if data[f"duty{duty.pk}"]}
        people = Person.objects.in_bulk([int(pk) for pk in named.values()])
        persons = {duty: people[int(pk)] for duty, pk in named.items()}
        services.save_responsibility(
            task=self.task, actor=actor, persons=persons, start_on=data["start_on"], plan_version=plan_version
        )


class Milestones(Editor):
    key, label, row_form = "milestones", _("节点"), MilestoneForm
    note = _(
        "权重合计100%。可以并行的节点，接续方式选“可与其同时开始”或者“不等其他节点”。保存后到“倒排工期”里排出每个节点的起止日期；定期节点自己填写完成时限。"
    )

    def initial(self) -> list[dict[str, Any]]:
        nodes = list(self.task.milestones.all())
        places = {node.pk: place for place, node in enumerate(nodes, 1)}
        asked = ("id", "name", "weight", "days", "lag", "recurring", "due", "begins", "not_before")
        return [
            {name: getattr(node, name) for name in asked}
            | {"measure": node.measure_id, "after": places.get(node.after_id or 0)}
            for node in nodes
        ]

    def save(self, actor: Account, plan_version: int | None) -> None:
        starts = dict(self.task.milestones.values_list("pk", "start"))
        # A person counts the rows on the page; who waits for a row that goes is told so at the row.
        places = {place: at for at, place in enumerate(self.kept_places())}
        entries = [
            MilestoneEntry(
                id=row["id"],
                name=row["name"],
                weight=row["weight"],
                days=row["days"],
                lag=row["lag"] or 0,
                after=places.get(row["after"] - 1, NOWHERE) if row["after"] else None,
                measure=row["measure"].pk if row["measure"] else None,
                start=starts.get(row["id"]),
                due=row["due"],
                recurring=row["recurring"],
                begins=row["begins"],
                not_before=row["not_before"],
            )
            for row in self.kept()
        ]
        services.save_milestones(task=self.task, actor=actor, entries=entries, plan_version=plan_version)


EDITORS: Mapping[str, type[Editor]] = {
    editor.key: editor for editor in (Causes, Goal, Measures, Funds, Responsibility, Milestones)
}
