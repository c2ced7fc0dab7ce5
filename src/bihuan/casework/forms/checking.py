"""Forms that hand in files or many findings at once: evidence, the site check, the notice."""

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bihuan.casework import completion, services, visiting
from bihuan.casework.forms.base import StepForm, day
from bihuan.casework.media import PICTURES
from bihuan.casework.models import Evidence
from bihuan.casework.queries import withdrawable
from bihuan.casework.services import Result, Upload, take_in
from bihuan.core.codes import Criterion, DutyRole, EvidenceKind
from bihuan.ledger import versions
from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.planning.models import Milestone
from bihuan.platform import clock, rules
from bihuan.platform.typed import DayInput, TypedField


class FileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"])
        # An empty file is refused by the service, which says which one.
        self.allow_empty_file = True
        return [super(FilesField, self).clean(item, initial) for item in given]


def uploads(given: "list[UploadedFile[Any]]") -> list[Upload]:
    return [take_in(item) for item in given]


def live_evidence(task: Task) -> list[Evidence]:
    return list(task.evidence.filter(withdrawn_at=None).select_related("file"))


class EvidenceForm(StepForm):
    dated = commented = False
    multipart = True
    wide = frozenset({"attachments", "caption"})
    attachments = FilesField(
        label=_("文件"), widget=FileInput(), help_text=_("可一次选多个；照片、PDF、Word、Excel、文本、MP4")
    )
    kind = forms.ChoiceField(label=_("材料类型"), choices=EvidenceKind.choices(_))
    caption = TypedField(label=_("说明"), max_length=200, required=False)
    milestone = forms.ModelChoiceField(Milestone.objects.none(), label=_("证明的节点"), required=False)
    criterion = forms.ChoiceField(label=_("证明的标准"), choices=[("", "—"), *Criterion.choices(_)], required=False)
    side = forms.ChoiceField(
        label=_("前后对比"),
        choices=[("", "—"), ("before", _("整改前")), ("after", _("整改后"))],
        required=False,
    )
    pair = TypedField(
        label=_("对比组"), max_length=40, required=False, help_text=_("同一处的前后照片填同一个名称，如“1号排口”")
    )
    taken_on = forms.DateField(
        label=_("拍摄或形成日期"), widget=DayInput(), required=False, help_text=_("照片留空时取相机记录的日期")
    )
    place = TypedField(label=_("地点"), max_length=120, required=False)

    def prepare(self) -> None:
        self.offer("milestone", self.task.milestones.all())

    @transaction.atomic
    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        asked = ("kind", "caption", "milestone", "criterion", "side", "pair", "taken_on", "place")
        for upload in uploads(data["attachments"]):
            services.add_evidence(task=self.task, actor=actor, upload=upload, **{name: data[name] for name in asked})


class WithdrawForm(StepForm):
    dated = False
    comment_label = _("撤回理由")
    evidence = forms.ModelChoiceField(Evidence.objects.none(), label=_("材料"))

    def prepare(self) -> None:
        self.offer("evidence", withdrawable(self.task, self.standing))

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.withdraw_evidence(evidence=data["evidence"], actor=actor, comment=data["comment"])


class VisitForm(StepForm):
    """Filled in on site, on a phone: big choices, and a camera at each criterion."""

    multipart = True
    photo_name: ClassVar[str] = gettext_noop("现场核查")
    before: ClassVar[tuple[str, ...]] = ("on", "place", "verifiers")
    place = TypedField(label=_("核查地点"), max_length=120)
    verifiers = forms.ModelMultipleChoiceField(
        Account.objects.none(), label=_("核查人"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def prepare(self) -> None:
        self.offer("verifiers", self.people())
        if self.standing.account:
            self.fields["verifiers"].initial = [self.standing.account.pk]
        shown = [(str(item.pk), item.caption) for item in self.material()]
        plan = self.gathered.plan
        self.criteria = [Criterion(code) for code in (plan.criteria if plan else ())]
        for code in self.criteria:
            self._add_criterion(code, shown)

    def material(self) -> list[Evidence]:
        """What is there already and may be shown for a criterion."""
        return live_evidence(self.task)

    def _add_criterion(self, code: Criterion, shown: list[tuple[str, str]]) -> None:
        self.fields[f"result__{code}"] = forms.ChoiceField(
            label=_("结果"),
            choices=[("pass", _("达到")), ("fail", _("未达到")), ("", _("这次没有查"))],
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields[f"comment__{code}"] = TypedField(label=_("情况"), max_length=300, required=False)
        self.fields[f"photos__{code}"] = FilesField(
            label=_("拍照"),
            required=False,
            widget=FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        )
        self.fields[f"shown__{code}"] = forms.MultipleChoiceField(
            label=_("已有材料"), choices=shown, required=False, widget=forms.CheckboxSelectMultiple
        )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each criterion under its name."""
        kinds = ("result", "comment", "photos", "shown")
        return [
            (translated(code.label), [self[f"{kind}__{code}"] for kind in kinds if f"{kind}__{code}" in self.fields])
            for code in self.criteria
        ]

    def fields_before(self) -> list[forms.BoundField]:
        return [self[name] for name in self.before if name in self.fields]

    def fields_after(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if "__" not in name and name not in {"version", *self.before}]

    def people(self) -> QuerySet[Account]:
        return visiting.checkers(self.standing)

    def findings(self, actor: Account) -> dict[str, Any]:
        """What every service that records a visit takes; pictures that came with the form are kept first."""
        data = self.cleaned_data
        versions.hold(self.task, version=data["version"])
        return {
            "task": self.task,
            "actor": actor,
            "on": data["on"],
            "place": data["place"],
            "verifiers": list(data["verifiers"]),
            "results": [self._result(code, actor) for code in self.criteria if data[f"result__{code}"]],
        }

    def _result(self, code: Criterion, actor: Account) -> Result:
        data = self.cleaned_data
        shown = list(self.task.evidence.filter(pk__in=data[f"shown__{code}"]))
        shown += [self._photo(upload, code, actor) for upload in uploads(data[f"photos__{code}"])]
        return Result(
            criterion=code,
            passed=data[f"result__{code}"] == "pass",
            comment=data[f"comment__{code}"],
            evidence=shown,
        )

    def _photo(self, upload: Upload, code: Criterion, actor: Account) -> Evidence:
        return services.add_evidence(
            task=self.task,
            actor=actor,
            upload=upload,
            kind=EvidenceKind.SITE_CHECK,
            caption=f"{translated(self.photo_name)} {translated(code.label)}",
            criterion=code,
            taken_on=self.cleaned_data["on"],
            place=self.cleaned_data["place"],
        )


class SiteCheckForm(VisitForm):
    commented = False
    conclusion = TypedField(label=_("核查结论"), widget=forms.Textarea(attrs={"rows": 4}))
    passed = forms.TypedChoiceField(
        label=_("是否通过"),
        choices=[("yes", _("通过")), ("no", _("不通过，或者还要再查"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    @transaction.atomic
    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.record_site_check(conclusion=data["conclusion"], passed=data["passed"], **self.findings(actor))


class NoticeForm(StepForm):
    """The fields that the rule pack asks for, filled in from the file as far as it goes."""

    dated = False
    commented = False
    title = TypedField(label=_("标题"), max_length=160)
    starts_on = forms.DateField(label=_("公示开始"), widget=DayInput())
    contact = TypedField(label=_("意见反馈方式"), max_length=160)
    carriers = TypedField(label=_("公示载体"), max_length=200, required=False)
    pictures = forms.ModelMultipleChoiceField(
        Evidence.objects.none(), label=_("公示照片"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        today = clock.today()
        self.fields["title"].initial = translated("%(title)s销号公示") % {"title": self.task.title}
        self.fields["starts_on"].initial = today
        self.fields["starts_on"].widget.attrs["min"] = today.isoformat()
        pack = rules.pack()
        self.fields["carriers"].initial = "、".join(pack.get("publication.carriers", on=today).phrases)
        pictures = self.task.evidence.filter(withdrawn_at=None, file__media__in=PICTURES)
        self.offer("pictures", pictures)
        self.asked = pack.get("notice.fields", on=today).phrases
        known = self._known()
        for place, name in enumerate(self.asked):
            self.fields[f"field{place}"] = TypedField(
                label=name, widget=forms.Textarea(attrs={"rows": 3}), initial=known.get(name, "")
            )
        names = ["title", *[f"field{place}" for place in range(len(self.asked))], "contact", "starts_on"]
        self.order_fields(names)
        self.wide = frozenset({"title", *[f"field{place}" for place in range(len(self.asked))]})  # type: ignore[misc]  # per form

    def _known(self) -> dict[str, str]:
        """What the file already says about the fields that rule packs name."""
        units = [d.unit.name for d in self.standing.duties if d.role in {DutyRole.LEAD, DutyRole.DUTY}]
        measures = list(self.task.measures.values_list("text", flat=True))
        return {
            "反馈问题": self.task.problem.wording,
            "整改时限": day(self.task.deadline),
            "整改目标": self.task.goal,
            "整改措施": "\n".join(f"{place}. {text}" for place, text in enumerate(measures, 1)),
            "整改完成情况": completion.told(self.task, self.gathered.course),
            "责任单位": "、".join(units),
        }

    def take(self, actor: Account) -> None:
        data = self.cleaned_data
        services.start_notice(
            task=self.task,
            actor=actor,
            version=data["version"],
            title=data["title"],
            fields={name: data[f"field{place}"] for place, name in enumerate(self.asked)},
            contact=data["contact"],
            carriers=data["carriers"],
            pictures=list(data["pictures"]),
            starts_on=data["starts_on"],
        )
