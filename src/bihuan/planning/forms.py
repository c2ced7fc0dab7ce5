"""The forms of the five lists, one for a row and one for what stands above the rows, and those of schedule and calendar."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import CauseType, DutyRole, FundSource, FundStatus, MeasureTag
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing
from bihuan.org.models import Person, Unit
from bihuan.planning.models import Cause, Measure
from bihuan.platform.typed import DayInput, TypedField


def _money(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0, required=required)


class Choices:
    """What the rows of a task may point to, loaded once for all of them."""

    def __init__(self, task: Task, standing: Standing) -> None:
        units = [duty.unit for duty in standing.duties if duty.role != DutyRole.ACCEPT]
        self.units = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.persons = Person.objects.filter(active=True, posts__unit__in=[u.pk for u in units]).distinct()
        self.causes = Cause.objects.filter(task=task)
        self.measures = Measure.objects.filter(task=task)


class RowForm(forms.Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        known: dict[str, QuerySet[Any]] = {
            "unit": choices.units,
            "person": choices.persons,
            "causes": choices.causes,
            "measure": choices.measures,
        }
        for name, rows in known.items():
            if isinstance(field := self.fields.get(name), forms.ModelChoiceField):
                field.queryset = rows
                field.empty_label = "—" if field.empty_label else None


class CauseForm(RowForm):
    # A row nobody touched is no row: its choice must be the one it starts with.
    type = forms.ChoiceField(label=_("原因类型"), choices=CauseType.choices(_), initial=CauseType.AWARENESS.value)
    text = TypedField(label=_("问题原因"), widget=forms.Textarea(attrs={"rows": 2}))


class IndicatorForm(RowForm):
    name = TypedField(label=_("指标"), max_length=80)
    baseline = forms.DecimalField(label=_("基线"), max_digits=16, decimal_places=4, required=False)
    target = forms.DecimalField(label=_("目标值"), max_digits=16, decimal_places=4, required=False)
    unit = TypedField(label=_("单位"), max_length=20, required=False)
    criterion = TypedField(label=_("判定标准"), max_length=200, required=False)


class MeasureForm(RowForm):
    proposal = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = TypedField(label=_("整改措施"), widget=forms.Textarea(attrs={"rows": 2}))
    causes = forms.ModelMultipleChoiceField(
        Cause.objects.none(), label=_("针对原因"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("责任单位"))
    person = forms.ModelChoiceField(Person.objects.none(), label=_("责任人"), required=False)
    due = forms.DateField(label=_("完成时间"), widget=DayInput())
    budget = _money(_("预算（万元）"))
    tag = forms.ChoiceField(label=_("标签"), choices=[("", "—"), *MeasureTag.choices(_)], required=False)


class FundForm(RowForm):
    source = forms.ChoiceField(label=_("资金来源"), choices=FundSource.choices(_), initial=FundSource.CENTRAL.value)
    amount = _money(_("金额（万元）"), required=True)
    allocated = _money(_("到位（万元）"))
    paid = _money(_("支出（万元）"))
    status = forms.ChoiceField(label=_("状态"), choices=[("", "—"), *FundStatus.choices(_)], required=False)
    document_no = TypedField(label=_("依据文号"), max_length=60, required=False)
    measure = forms.ModelChoiceField(Measure.objects.none(), label=_("用于措施"), required=False)


class MilestoneForm(RowForm):
    name = TypedField(label=_("节点"), max_length=120)
    weight = forms.DecimalField(label=_("权重（%）"), max_digits=5, decimal_places=2, min_value=0, max_value=100)
    days = forms.IntegerField(label=_("工期（工作日）"), min_value=1, max_value=5000)
    begins = forms.ChoiceField(
        label=_("接续方式"),
        choices=[("", _("前一节点完成后")), ("with", _("可与其同时开始")), ("free", _("不等其他节点"))],
        required=False,
    )
    after = forms.IntegerField(label=_("接第几行"), min_value=1, required=False, help_text=_("空着就是上一行"))
    lag = forms.IntegerField(label=_("间隔（工作日）"), min_value=0, max_value=1000, required=False)
    not_before = forms.DateField(label=_("最早开工"), widget=DayInput(), required=False)
    measure = forms.ModelChoiceField(Measure.objects.none(), label=_("对应措施"), required=False)
    recurring = forms.ChoiceField(
        label=_("定期"), choices=[("", "—"), ("quarterly", _("每季")), ("yearly", _("每年"))], required=False
    )
    due = forms.DateField(label=_("完成时限"), widget=DayInput(), required=False)


class GoalHead(forms.Form):
    goal = TypedField(label=_("整改目标"), widget=forms.Textarea(attrs={"rows": 3}))


class FundsHead(forms.Form):
    no_funds_needed = forms.BooleanField(label=_("无需资金"), required=False)


class ScheduleForm(forms.Form):
    """What may be tried before dates are saved."""

    deadline = forms.DateField(label=_("试算时限"), widget=DayInput(), required=False)
    parallel_review = forms.BooleanField(label=_("初审与现场核查并行"), required=False)
    short_notice = forms.BooleanField(label=_("公示期取最短"), required=False)
    reason = TypedField(max_length=400, required=False)


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2099)
    source = TypedField(label=_("依据"), max_length=160, help_text=_("例如国务院办公厅放假通知的名称和文号"))
    days = TypedField(
        label=_("放假和调休上班的日子"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("一行一天，如“2027-02-06 休 春节”“2027-02-14 班”"),
    )
