"""Forms after closure: the recheck on site, the rebound, what each unit answers, and the search for the same elsewhere."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bihuan.casework import services, visiting
from bihuan.casework.facts import answers_for
from bihuan.casework.forms.base import StepForm
from bihuan.casework.forms.checking import VisitForm, live_evidence
from bihuan.casework.models import AnalogousSearch, Evidence, Tracing
from bihuan.core.codes import DutyRole, SearchScope
from bihuan.ledger.models import Site
from bihuan.org.forms import UnitField
from bihuan.org.models import Account
from bihuan.planning.models import Milestone
from bihuan.platform import clock, rules
from bihuan.platform.typed import DayInput, TypedField


class RecheckForm(VisitForm):
    photo_name = gettext_noop("复核")
    comment_label = _("复核结论")
    before = ("on", "place", "unannounced", "verifiers")
    intro = _("每条验收标准都要重新查看，并附本次复核形成的证据；原验收人员不得独自复核。")
    unannounced = forms.BooleanField(
        label=_("四不两直"),
        required=False,
        help_text=_("不发通知、不打招呼、不听汇报、不用陪同接待，直奔基层、直插现场。"),
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["place"].label = _("复核地点")
        self.fields["verifiers"].label = _("复核人")

    def people(self) -> QuerySet[Account]:
        return visiting.recheckers(self.standing)

    def material(self) -> list[Evidence]:
        """Only what came in since this recheck began."""
        since = self.task.passages.filter(step="start_recheck").order_by("-pk").values_list("at", flat=True).first()
        return [item for item in live_evidence(self.task) if since and item.added_at >= since]

    def findings(self, actor: Account) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().findings(actor), "comment": data["comment"], "unannounced": data["unannounced"]}

    @transaction.atomic
    def take(self, actor: Account) -> None:
        services.pass_recheck(**self.findings(actor))


class ReboundForm(RecheckForm):
    comment_label = _("反弹情况")
    intro = _("任务编号不变，原销号记录保留；参与验收销号的单位逐一倒查，同时开展举一反三排查。")
    reopen = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label=_("重新整改的节点"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选后，这些节点不再算已核实；新的日期由责任单位在“调整节点时间”中重排。"),
    )
    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(), label=_("重新整改的点位"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_deadline = forms.DateField(label=_("重新整改时限"), widget=DayInput(), required=False)
    scope = forms.ChoiceField(label=_("举一反三排查范围"), choices=SearchScope.choices(_))
    target = TypedField(label=_("具体范围"), max_length=200, required=False)
    search_due = forms.DateField(label=_("排查期限"), widget=DayInput(), required=False)

    def prepare(self) -> None:
        super().prepare()
        nodes = self.task.milestones.filter(verified_on__isnull=False, recurring="")
        self.offer("reopen", nodes)
        self.offer("sites", self.task.sites.all())
        if not self.task.sites.exists():
            del self.fields["sites"]
        self.fields["new_deadline"].initial = _days_from_today("rebound.due")
        self.fields["search_due"].initial = _days_from_today("search.due")
        self.fields["scope"].initial = SearchScope.UNIT.value
        lead = next((duty.unit.name for duty in self.standing.duties if duty.role == DutyRole.LEAD), "")
        self.fields["target"].initial = lead

    @transaction.atomic
    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        wanted = services.SearchWanted(scope=data["scope"], target=data["target"], due_on=data["search_due"])
        services.find_rebound(
            new_deadline=data["new_deadline"],
            reopen=list(data["reopen"]),
            sites=list(data.get("sites", ())),
            search_for=wanted,
            **self.findings(actor),
        )


class TracingForm(StepForm):
    commented = False
    intro = _("问题反弹，请如实说明当时漏查了什么、为什么没有查出来。")
    tracing = forms.ModelChoiceField(Tracing.objects.none(), label=_("被倒查单位"))
    missed = TypedField(label=_("漏查了什么"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    why = TypedField(label=_("为什么没有查出"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    wide = frozenset({"missed", "why"})

    def prepare(self) -> None:
        rows = Tracing.objects.filter(answers_for(self.standing), rebound__task=self.task, answered_on__isnull=True)
        choices = rows.select_related("unit", "rebound__task")
        self.offer("tracing", choices)
        self.fields["tracing"].initial = choices.first()

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.answer_tracing(
            tracing=data["tracing"], actor=actor, missed=data["missed"], why=data["why"], on=data["on"]
        )


class SearchForm(StepForm):
    scope = forms.ChoiceField(label=_("排查范围"), choices=SearchScope.choices(_))
    target = TypedField(
        label=_("具体范围"), max_length=200, required=False, help_text=_("企业、园区、行业、流域的名称")
    )
    unit = UnitField(label=_("排查单位"), help_text=_("不是本任务的单位也可以：只看到问题本身和要排查什么。"))
    due_on = forms.DateField(label=_("排查期限"), widget=DayInput(), required=False)

    def prepare(self) -> None:
        self.fields["unit"].initial = next(
            (duty.unit.name for duty in self.standing.duties if duty.role == DutyRole.LEAD), ""
        )
        self.fields["due_on"].initial = _days_from_today("search.due")

    def take(self, actor: Account) -> None:
        asked = ("scope", "target", "unit", "due_on", "comment", "on")
        services.open_search(task=self.task, actor=actor, **{name: self.cleaned_data[name] for name in asked})


class SearchResultForm(StepForm):
    commented = False
    search = forms.ModelChoiceField(AnalogousSearch.objects.none(), label=_("排查"))
    searched = TypedField(
        label=_("排查情况"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("查了哪些地方、怎么查的；没有发现同类问题也要写明。"),
    )
    problems = TypedField(
        label=_("发现的同类问题"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("先在台账登记，再填问题编号，一行一个；没有发现则留空。"),
    )
    wide = frozenset({"searched", "problems"})

    def prepare(self) -> None:
        rows = AnalogousSearch.objects.filter(answers_for(self.standing), task=self.task, done_on__isnull=True)
        self.offer("search", rows.select_related("task"))
        self.fields["search"].initial = rows.first()

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.record_search(
            search=data["search"],
            actor=actor,
            searched=data["searched"],
            problems=data["problems"].split(),
            on=data["on"],
        )


def _days_from_today(rule: str) -> str:
    days = rules.pack().get(rule, on=clock.today()).whole
    return (clock.today() + timedelta(days=days)).isoformat()
