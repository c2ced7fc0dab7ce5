"""What every step's form has: the version that was seen, the day, the opinion, and refusals shown where they belong."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.audit.actions import action_label
from bihuan.audit.queries import events_for
from bihuan.casework.facts import Gathered
from bihuan.core.loop import Step
from bihuan.core.reasons import Refused
from bihuan.ledger.models import Task
from bihuan.ledger.standing import Standing
from bihuan.org.models import Account
from bihuan.platform import clock
from bihuan.platform.typed import DayInput, TypedField

MOST_TOLD = 8
"""How many changes are told to whoever was overtaken; the history has them all."""

FIELD_OF: Mapping[str, str] = {
    "comment_required": "comment",
    "on_in_future": "on",
    "on_before_last_step": "on",
    "on_within_notice": "on",
    "on_before_objection": "on",
    "verified_before_reported": "on",
    "approval_number_given": "approval_no",
    "period_given": "period",
    "period_invalid": "period",
    "period_in_future": "period",
    "report_empty": "text",
    "percent_out_of_range": "claimed_percent",
    "new_deadline_later": "new_deadline",
    "items_listed": "items",
    "sub_deadline_set": "respond_by",
    "filing_number_given": "filing_no",
    "minutes_number_given": "minutes_no",
    "upper_filing_given": "upper_filing_no",
    "closure_reason_given": "reason",
    "transfer_number_given": "transfer_no",
    "notice_in_past": "starts_on",
    "notice_title_missing": "title",
    "picture_unfit": "pictures",
    "conclusion_missing": "conclusion",
    "enough_verifiers": "verifiers",
    "verifiers_independent": "verifiers",
    "verifier_twice": "verifiers",
    "verifier_without_role": "verifiers",
    "milestone_not_reported": "milestone",
    "milestone_without_evidence": "milestone",
    "milestone_verified": "milestone",
    "file_empty": "attachments",
    "evidence_repeated": "attachments",
    "file_type": "attachments",
    "file_too_large": "attachments",
    "picture_unreadable": "attachments",
    "picture_too_large": "attachments",
    "taken_in_future": "taken_on",
    "fund_amounts_disagree": "paid",
    "addressee_missing": "to",
    "answer_missing": "answer",
    "place_missing": "place",
    "enough_recheckers": "verifiers",
    "recheckers_independent": "verifiers",
    "recheckers_beyond_acceptors": "verifiers",
    "nodes_reopened": "reopen",
    "rebound_deadline_set": "new_deadline",
    "tracing_answer_given": "missed",
    "search_described": "target",
    "search_unit_unknown": "unit",
    "unit_closed": "unit",
    "search_told": "searched",
    "hit_unknown": "problems",
    "hit_is_own_problem": "problems",
}
"""At which field a reason is shown; every other reason stands above the form."""


class StepForm(forms.Form):
    """A form for one step of one task. Subclasses add fields and `take` the step through its service."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The last event about the task when the form was opened, so that it can say what came after.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = forms.DateField(label=_("办理日期"), widget=DayInput())
    comment = TypedField(label=_("意见"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    dated: ClassVar[bool] = True
    commented: ClassVar[bool] = True
    comment_label: ClassVar[Any] = None
    multipart: ClassVar[bool] = False
    wide: ClassVar[frozenset[str]] = frozenset({"comment", "text", "items", "conclusion", "summary"})
    intro: ClassVar[Any] = ""

    def __init__(
        self,
        *,
        task: Task,
        step: Step,
        standing: Standing,
        gathered: Gathered,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.task, self.step, self.standing, self.gathered = task, step, standing, gathered
        known = {"version": task.version, "on": clock.today(), **(initial or {})}
        if data is None:
            known["seen"] = events_for([task]).values_list("seq", flat=True).first()
        super().__init__(data, files, initial=known)
        if not self.dated:
            del self.fields["on"]
        else:
            self.fields["on"].widget.attrs["max"] = clock.today().isoformat()
        if not self.commented:
            del self.fields["comment"]
        else:
            self.fields["comment"].required = step.comment_required
            if self.comment_label:
                self.fields["comment"].label = self.comment_label
        self.prepare()
        self.order_fields([name for name in self.fields if name not in {"on", "comment"}] + ["comment", "on"])

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """The rows that may be chosen in a field, as this task has them."""
        field = self.fields[name]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(f"{name} is no choice of rows")
        field.queryset = rows

    def prepare(self) -> None:
        """Narrow the choices to this task; nothing to do for most steps."""

    def take(self, actor: Account) -> None:
        """Take the step. Raises Refused with every reason."""
        raise NotImplementedError

    def common(self, actor: Account) -> dict[str, Any]:
        """What every service takes."""
        data = self.cleaned_data
        given = {"task": self.task, "actor": actor, "version": data["version"]}
        if self.dated:
            given["on"] = data["on"]
        if self.commented:
            given["comment"] = data["comment"]
        return given

    def show(self, refused: Refused) -> None:
        """Put each reason where it belongs. What was typed stays."""
        for reason in refused.reasons:
            field = FIELD_OF.get(reason.code, "")
            self.add_error(field if field in self.fields else None, reason.text(gettext))
            if reason.code == "changed_meanwhile" and isinstance(self.data, QueryDict):
                self._go_on_from_here(self.data)

    def _go_on_from_here(self, data: QueryDict) -> None:
        """Say what happened to the file since the form was opened: the next click is for the file as it now stands."""
        since = list(events_for([self.task]).filter(seq__gt=self.cleaned_data.get("seen") or 0)[:MOST_TOLD])
        for event in reversed(since):
            at = f"{timezone.localtime(event.at):%m-%d %H:%M}"
            self.add_error(None, f"{at} {event.actor_name} {action_label(event.action)}")
        self.add_error(None, gettext("您填的内容还在。看过以上变动，仍要办理的，请再提交一次。"))
        typed = data.copy()
        typed["version"] = str(Task.objects.values_list("version", flat=True).get(pk=self.task.pk))
        typed["seen"] = str(since[0].seq if since else self.cleaned_data.get("seen") or "")
        self.data = typed


def day(value: date | None) -> str:
    return value.isoformat() if value else ""
