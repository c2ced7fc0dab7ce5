"""Registration: where the entries go, which units are meant, what will be made, and what was made."""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.core.codes import ProblemLevel
from bihuan.core.reasons import Reason, Refused
from bihuan.intake import prefill, queries, services
from bihuan.intake.access import document_for
from bihuan.intake.drafts import Choices, Draft, drafts
from bihuan.intake.forms import NamesForm, RegisterForm
from bihuan.intake.models import Document, Entry
from bihuan.intake.services import Target
from bihuan.intake.services.registering import standing_in_the_way
from bihuan.ledger.forms import InspectionForm
from bihuan.ledger.models import Inspection
from bihuan.ledger.services import InspectionFacts
from bihuan.ledger.terms import Terms
from bihuan.org.access import Viewer, viewer_for
from bihuan.org.models import Account, Unit
from bihuan.platform import clock, rules
from bihuan.platform.web import whole_number

WITHOUT_INSPECTION = ("petition_table", "inspection_list")


class Sheet:
    """The forms of one registration, and what follows from them. `given` is what was sent; None when it is opened."""

    def __init__(self, viewer: Viewer, document: Document, given: QueryDict | None) -> None:
        self.document, self.given = document, given
        found = document.entries.filter(state=Entry.State.CONFIRMED).select_related("same_as", "document")
        self.entries = list(found)
        self.facts = prefill.facts_of(document)
        inspections = queries.inspections(viewer)
        self.known = prefill.inspection_of(document, inspections)
        self.form = RegisterForm(given, initial=self._initial(), inspections=inspections, prefix="to")
        about = {field.name: getattr(self.facts, field.name) for field in fields(self.facts)}
        self.about = InspectionForm(given, initial=about, prefix="inspection")

    def _initial(self) -> dict[str, Any]:
        into = "none" if self.document.kind in WITHOUT_INSPECTION else "new"
        return {
            "into": "existing" if self.known else into,
            "inspection": self.known,
            "level": ProblemLevel.LOCAL,
            "anchor": prefill.anchor_of(self.document, self.known, clock.today()),
            "first_leads": True,
            "tasks": True,
        }

    @cached_property
    def valid(self) -> bool:
        """Whether the forms, those for names apart, can be worked with; as opened they can."""
        if self.given is None:
            return True
        return self.form.is_valid() and (self.form.cleaned_data["into"] != "new" or self.about.is_valid())

    @cached_property
    def into(self) -> Inspection | InspectionFacts | None:
        """The inspection as chosen, or as proposed while nothing valid was sent."""
        if self.given is None or not self.valid:
            return self.known or self.facts
        chosen = self.form.cleaned_data
        if chosen["into"] == "new":
            return InspectionFacts(**self.about.cleaned_data)
        inspection: Inspection | None = chosen["inspection"] if chosen["into"] == "existing" else None
        return inspection

    @cached_property
    def choices(self) -> Choices:
        """The terms and units as chosen, apart from names that are still open."""
        data = self.form.cleaned_data if self.given is not None and self.valid else self.form.initial
        return Choices(data["anchor"], self._within(), {}, data["first_leads"], data["tasks"])

    def _within(self) -> Unit | None:
        """The region that the document speaks of: it decides between bureaus of one name."""
        return (self.into.object if self.into else None) or prefill.region_of(self.document.unit)

    @cached_property
    def names(self) -> NamesForm:
        planned = self._drafts(self.choices)
        open_names = dict.fromkeys(name for draft in planned for name in draft.unresolved)
        form = NamesForm(open_names, self.given, prefix="name")
        form.is_valid()
        return form

    @cached_property
    def decided(self) -> Choices:
        return replace(self.choices, units=self.names.chosen)

    @cached_property
    def planned(self) -> list[Draft]:
        return self._drafts(self.decided)

    def _drafts(self, choices: Choices) -> list[Draft]:
        return drafts(self.entries, choices, Terms(rules.calendar(), rules.pack()), self.document.kind)

    @property
    def target(self) -> Target:
        return Target(self.decided, self.into, self.form.cleaned_data["level"], self.names.aliases)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_for(request.user)
    sheet = Sheet(viewer, document_for(viewer, pk), request.POST if request.method == "POST" else None)
    tried = request.method == "POST" and "register" in request.POST
    reasons: Sequence[Reason] = standing_in_the_way(sheet.planned)
    if tried and sheet.valid and not sheet.names.errors:
        try:
            _carry_out(cast(Account, viewer.account), sheet, request.POST)
        except Refused as refused:
            reasons = refused.reasons
        else:
            return redirect("intake:registered", pk=pk)
    context = {
        "document": sheet.document,
        "form": sheet.form,
        "about": sheet.about,
        "names": sheet.names,
        "planned": sheet.planned,
        # On opening, the names have their own table; they are no fault yet.
        "reasons": reasons if tried else [reason for reason in reasons if reason.code != "unit_open"],
        "tried": tried,
        "summary": queries.summary(sheet.document, sheet.document.entries.all()),
        "known": sum(1 for draft in sheet.planned if draft.entry.same_as_id),
    }
    return render(request, "intake/register.html", context, status=422 if tried else 200)


def _carry_out(actor: Account, sheet: Sheet, given: QueryDict) -> None:
    """Register what the person saw: an entry confirmed since is left for later, one changed meanwhile is refused."""
    pairs = [text.partition(":") for text in given.getlist("entry")]
    numbers = ((whole_number(pk), whole_number(version)) for pk, _colon, version in pairs)
    seen = {pk: version for pk, version in numbers if pk is not None and version is not None}
    entries = list(sheet.document.entries.filter(pk__in=seen))
    services.register(actor=actor, document=sheet.document, target=sheet.target, entries=entries, versions=seen)


@login_required
@require_safe
def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """What a document has become."""
    document = document_for(viewer_for(request.user), pk)
    done = document.entries.filter(state=Entry.State.REGISTERED).select_related("problem", "task", "same_as")
    context = {
        "document": document,
        "entries": list(done),
        "summary": queries.summary(document, document.entries.all()),
        "rejected": document.entries.filter(state=Entry.State.REJECTED),
    }
    return render(request, "intake/registered.html", context)
