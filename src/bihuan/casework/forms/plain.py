"""Forms of the steps that ask for a number, a date or a choice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.casework import dispatching, services
from bihuan.casework.forms.base import StepForm
from bihuan.casework.models import Objection, UpwardReport
from bihuan.core.codes import ClosureReason, FundStatus
from bihuan.ledger.models import Site
from bihuan.org.models import Account
from bihuan.planning import services as planning
from bihuan.planning.models import FundLine, Milestone
from bihuan.platform import clock
from bihuan.platform.typed import DayInput, TypedField


def plain(service: str) -> type[StepForm]:
    """A form that asks for nothing but the day and the opinion."""

    class Plain(StepForm):
        def take(self, actor: Account) -> None:
            getattr(services, service)(**self.common(actor))

    return Plain


def _number(label: Any, *, required: bool = True) -> TypedField:
    return TypedField(label=label, max_length=60, required=required)


class RulingForm(StepForm):
    upheld = forms.TypedChoiceField(
        label=_("裁定"),
        choices=[("yes", _("异议成立，另行交办")), ("no", _("异议不成立，应当认领"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def take(self, actor: Account) -> None:
        services.rule_on_dispute(upheld=self.cleaned_data["upheld"], **self.common(actor))


class ApproveForm(StepForm):
    approval_no = _number(_("批准文号"), required=False)

    def take(self, actor: Account) -> None:
        services.approve_plan(approval_no=self.cleaned_data["approval_no"], **self.common(actor))


class FundsForm(StepForm):
    dated = commented = False
    line = forms.ModelChoiceField(FundLine.objects.none(), label=_("资金"))
    allocated = forms.DecimalField(label=_("到位（万元）"), max_digits=14, decimal_places=2, min_value=0)
    paid = forms.DecimalField(label=_("支出（万元）"), max_digits=14, decimal_places=2, min_value=0)
    status = forms.ChoiceField(label=_("状态"), choices=[("", "—"), *FundStatus.choices(_)], required=False)
    document_no = _number(_("依据文号"), required=False)

    def prepare(self) -> None:
        self.offer("line", self.task.funds.all())

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        planning.record_funds(
            line=data["line"],
            actor=actor,
            allocated=data["allocated"],
            paid=data["paid"],
            status=data["status"],
            document_no=data["document_no"],
        )


class ReportForm(StepForm):
    commented = False
    period = TypedField(label=_("报告期"), max_length=10, required=False)
    claimed_percent = forms.DecimalField(label=_("自报进度（%）"), max_digits=5, decimal_places=2)
    text = TypedField(label=_("进展情况"), widget=forms.Textarea(attrs={"rows": 4}))
    difficulties = TypedField(label=_("存在困难"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_steps = TypedField(label=_("下一步安排"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    wide = frozenset({"text", "difficulties", "next_steps"})

    def prepare(self) -> None:
        self.fields["period"].initial = dispatching.period_on(clock.today())

    def take(self, actor: Account) -> None:
        asked = ("period", "claimed_percent", "text", "difficulties", "next_steps", "on")
        services.report_progress(task=self.task, actor=actor, **{name: self.cleaned_data[name] for name in asked})


class MilestoneReportForm(StepForm):
    milestone = forms.ModelChoiceField(Milestone.objects.none(), label=_("节点"))

    def prepare(self) -> None:
        nodes = self.task.milestones.filter(verified_on=None)
        self.offer("milestone", nodes)

    def take(self, actor: Account) -> None:
        services.report_milestone(milestone=self.cleaned_data["milestone"], **self.common(actor))


class MilestoneVerifyForm(MilestoneReportForm):
    def take(self, actor: Account) -> None:
        services.verify_milestone(milestone=self.cleaned_data["milestone"], **self.common(actor))


class SiteForm(StepForm):
    site = forms.ModelChoiceField(Site.objects.none(), label=_("点位"))

    def prepare(self) -> None:
        done = self.task.site_results.filter(withdrawn_at=None).values("site")
        self.offer("site", self.task.sites.exclude(pk__in=done))

    def take(self, actor: Account) -> None:
        services.verify_site(site=self.cleaned_data["site"], **self.common(actor))


class SiteWithdrawForm(SiteForm):
    comment_label = _("撤回理由")
    intro = _("撤回之后，这个点位要重新核实；原来的核实记录留在档案里。")

    def prepare(self) -> None:
        done = self.task.site_results.filter(withdrawn_at=None).values("site")
        self.offer("site", self.task.sites.filter(pk__in=done))

    def take(self, actor: Account) -> None:
        services.withdraw_site(site=self.cleaned_data["site"], **self.common(actor))


class RequestExtensionForm(StepForm):
    comment_label = _("延期理由")
    new_deadline = forms.DateField(label=_("申请延至"), widget=DayInput())
    stage_results = TypedField(label=_("阶段成效"), widget=forms.Textarea(attrs={"rows": 3}))
    wide = frozenset({"comment", "stage_results"})

    def take(self, actor: Account) -> None:
        given = self.common(actor)
        services.request_extension(
            reason=given.pop("comment"),
            new_deadline=self.cleaned_data["new_deadline"],
            stage_results=self.cleaned_data["stage_results"],
            **given,
        )


class ApproveExtensionForm(StepForm):
    approval_no = _number(_("批准文号"), required=False)

    def take(self, actor: Account) -> None:
        number = self.cleaned_data["approval_no"]
        services.decide_extension(approve=True, approval_no=number, **self.common(actor))


class RefuseExtensionForm(StepForm):
    def take(self, actor: Account) -> None:
        services.decide_extension(approve=False, **self.common(actor))


class ReturnForm(StepForm):
    comment_label = _("退回理由")
    items = TypedField(
        label=_("需补充的事项"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("一行一项")
    )
    respond_by = forms.DateField(label=_("补正期限"), widget=DayInput(), required=False)
    reopen = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label=_("重新核实的节点"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选后，这些节点不再算已核实。"),
    )

    def prepare(self) -> None:
        nodes = self.task.milestones.filter(verified_on__isnull=False)
        self.offer("reopen", nodes)

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.return_task(
            items=data["items"].splitlines(),
            respond_by=data["respond_by"],
            reopen=list(data["reopen"]),
            **self.common(actor),
        )


class ObjectionForm(StepForm):
    dated = False
    comment_label = _("异议内容")
    name = TypedField(label=_("称呼"), max_length=60, required=False)
    contact = TypedField(label=_("联系方式"), max_length=120, required=False)
    intro = _("登记收到的来信、来电异议。称呼和联系方式不公开，也不进入日志。")

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.object_to_notice(
            task=self.task, actor=actor, text=data["comment"], name=data["name"], contact=data["contact"]
        )


class UpholdForm(StepForm):
    comment_label = _("处理意见")
    objection = forms.ModelChoiceField(Objection.objects.none(), label=_("异议"))

    def prepare(self) -> None:
        rows = Objection.objects.filter(notice__task=self.task, state="open")
        self.offer("objection", rows)

    def decision(self, actor: Account) -> dict[str, Any]:
        given = self.common(actor)
        return {
            "objection": self.cleaned_data["objection"],
            "reply": given["comment"],
            "actor": actor,
            "version": given["version"],
            "on": given["on"],
        }

    def take(self, actor: Account) -> None:
        services.uphold_objection(**self.decision(actor))


class DismissForm(UpholdForm):
    def take(self, actor: Account) -> None:
        services.dismiss_objection(**self.decision(actor))


class SignForm(StepForm):
    confirm = forms.BooleanField(label=_("我已查看全部材料和核查结果，对验收结论负责"))
    intro = _("谁验收，谁负责。签字之后材料、方案或者核查有变化的，签字失效，应当重新查看后再签。")

    def take(self, actor: Account) -> None:
        services.sign_closure(**self.common(actor))


class CloseForm(StepForm):
    reason = forms.ChoiceField(label=_("销号依据"), choices=[("", "—"), *ClosureReason.choices(_)], required=False)
    filing_no = _number(_("备案号"), required=False)
    minutes_no = _number(_("集体研究纪要"), required=False)
    upper_filing_no = _number(_("上级备案或验收文号"), required=False)

    def take(self, actor: Account) -> None:
        asked = ("reason", "filing_no", "minutes_no", "upper_filing_no")
        services.close(**{name: self.cleaned_data[name] for name in asked}, **self.common(actor))


class SettleForm(StepForm):
    transfer_no = _number(_("移交文号"), required=False)

    def take(self, actor: Account) -> None:
        services.settle_false_rectification(transfer_no=self.cleaned_data["transfer_no"], **self.common(actor))


class UpwardForm(StepForm):
    comment_label = _("内容摘要")
    to = TypedField(label=_("报送单位"), max_length=120)
    document_no = _number(_("文号"), required=False)

    def prepare(self) -> None:
        self.fields["comment"].required = True

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.record_upward_report(
            task=self.task,
            actor=actor,
            to=data["to"],
            document_no=data["document_no"],
            summary=data["comment"],
            on=data["on"],
        )


class UpwardAnswerForm(StepForm):
    commented = False
    report = forms.ModelChoiceField(UpwardReport.objects.none(), label=_("对上汇报"))
    answer = TypedField(label=_("上级答复"), widget=forms.Textarea(attrs={"rows": 4}))
    wide = frozenset({"answer"})

    def prepare(self) -> None:
        waiting = self.task.upward_reports.filter(answer="").select_related("task")
        self.offer("report", waiting)
        self.fields["report"].initial = waiting.first()

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.record_upward_answer(report=data["report"], actor=actor, answer=data["answer"], on=data["on"])
