"""What people type is kept without what nobody sees, wherever they type it; a document's wording stays as it is."""

import importlib
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import ninja
import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

import bihuan
from bihuan.api import types
from bihuan.casework import services
from bihuan.casework.models import Report
from bihuan.core import typed
from bihuan.core.codes import ProblemLevel, State
from bihuan.ledger.models import Problem
from bihuan.ledger.registering import register_problem
from bihuan.org.models import Person, Unit
from bihuan.platform import clock
from bihuan.platform.typed import Line, Prose, TypedField
from tests.api.asking import Program
from tests.flows.walk import Walk
from tests.world import World

HIDDEN = "\u202e\u200b\ufeff\u2066\xad\u3164\x07"
BY_MACHINES = {"platform", "audit", "supervision", "api"}
"""Rooms whose columns nobody types into."""
NOT_TYPED = {
    "ledger.Inspection.number", "ledger.Problem.number", "ledger.Task.number", "ledger.Task.workflow",
    "ledger.Task.deadline_code", "ledger.TaskText.text", "ledger.Clock.rule", "ledger.Clock.start_event",
    "ledger.Clock.stop_event", "ledger.SavedView.query",
    "planning.Plan.standard_version",
    "org.Unit.path", "org.Unit.level", "org.Unit.credit_code", "org.AccessToken.digest", "org.Account.password",
    "org.Account.username", "org.Account.first_name", "org.Account.last_name", "org.Account.email",
    "casework.Passage.step", "casework.Notice.digest", "casework.Signature.digest", "casework.Objection.receipt",
    "intake.Document.kind",
    "intake.Document.kind_given", "paperwork.LedgerImport.headers", "paperwork.LedgerImport.level",
}  # fmt: skip
"""Codes, digests, numbers of series and patterned names: made or checked by the house itself."""
COPIED = {
    "portal.PublicTask.number", "portal.PublicTask.inspection", "portal.PublicTask.goal", "portal.PublicTask.region",
    "portal.PublicTask.status", "portal.PublicTask.filing_no", "portal.PublicNotice.number", "portal.PublicNotice.title",
    "portal.PublicNotice.text", "portal.PublicNotice.contact", "portal.PublicNotice.digest", "portal.PublicNotice.outcome",
}  # fmt: skip
"""What the portal copies out of rows that hold it tidily."""
WORDING = {"ledger.Problem.wording", "intake.Document.text", "intake.FieldName.wording", "intake.FieldName.meaning"}
"""Words of documents."""


def every_class(kind: Any) -> Iterator[Any]:
    for below in kind.__subclasses__():
        yield below
        yield from every_class(below)


@given(st.text() | st.text(st.sampled_from(HIDDEN + "整改\n\t\r\x0b\u2028葛\U000e0100a ")))
def test_nothing_unseen_is_left_and_the_rest_keeps_its_order(text: str) -> None:
    tidy = typed.prose(text)
    assert not typed.UNSEEN.search(tidy)
    assert typed.prose(tidy) == tidy
    assert "".join(tidy.split()) == "".join(typed.UNSEEN.sub("", text).split())
    assert "\n" not in typed.line(text) and "\t" not in typed.line(text)


def test_lines_tabs_and_selectors_of_variants_stay() -> None:
    assert typed.prose("一\r\n二\x0b三\t四") == "一\n二\n三\t四"
    assert typed.line("一\r\n二\t三") == "一 二 三"
    assert typed.line("葛\U000e0100某 ❤\ufe0f") == "葛\U000e0100某 ❤\ufe0f"


def test_every_column_for_words_that_people_type_is_one_of_ours() -> None:
    open_columns = {
        f"{model._meta.app_label}.{model.__name__}.{column.name}"
        for model in apps.get_models()
        if model.__module__.startswith("bihuan.") and model._meta.app_label not in BY_MACHINES
        for column in model._meta.local_fields
        if isinstance(column, (models.CharField, models.TextField)) and not column.choices
        if not isinstance(column, (Line, Prose))
    }
    assert open_columns == NOT_TYPED | COPIED | WORDING


def test_every_field_of_a_form_is_one_of_ours_or_holds_a_documents_words() -> None:
    for module in pkgutil.walk_packages(bihuan.__path__, "bihuan."):
        if module.name.rpartition(".")[2].endswith(("forms", "views")) or ".forms." in module.name:
            importlib.import_module(module.name)
    plain = {
        f"{form.__name__}.{name}"
        for form in every_class(forms.BaseForm)
        if form.__module__.startswith("bihuan.") and form.__module__ != "bihuan.org.signin_forms"  # codes
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not isinstance(field, TypedField)
        if type(field).__module__.startswith("bihuan.") or type(field) is forms.CharField
    }
    words = (
        "number",
        "problem",
        "goal",
        "measures",
        "wording",
        "lead",
        "duty",
        "assist",
        "supervise",
        "accept",
        "sites",
    )
    sent_back = {"UnitForm.aliases_shown"}  # not typed: what the page showed
    assert plain == {f"EntryForm.{name}" for name in words} | {"ProblemForm.wording"} | sent_back


def test_every_body_of_the_api_goes_through_one_door() -> None:
    shapes = [s for s in every_class(ninja.Schema) if s.__module__.startswith("bihuan.api")]
    assert shapes and all(issubclass(shape, types.In | types.Out) for shape in shapes)


@pytest.mark.django_db
def test_a_row_holds_it_whoever_writes_and_however(world: World) -> None:
    unit = world.units["town"]
    unit.name = f"石桥镇{HIDDEN}"
    unit.save()
    assert unit.name == "石桥镇"
    Unit.objects.filter(pk=unit.pk).update(short_name=f"石{HIDDEN}桥")
    [person] = Person.objects.bulk_create([Person(name=f"甲{HIDDEN}\n乙")])
    unit.refresh_from_db()
    assert unit.short_name == "石桥" and Person.objects.get(pk=person.pk).name == "甲 乙"
    assert Unit.objects.filter(name=f"{HIDDEN}石桥镇").exists()


@pytest.mark.django_db
def test_a_service_a_page_and_a_program_keep_the_same(world: World, client: Client) -> None:
    Walk(world).to(State.RECTIFYING)
    world.task.refresh_from_db()
    lead = world.accounts["lead"]
    services.report_progress(
        task=world.task, actor=lead, text=f"设备{HIDDEN}进场", period="2026-11", claimed_percent=Decimal(1)
    )
    said = {"period": "2026-11", "claimed_percent": "1"}
    client.force_login(lead)
    page = reverse("casework:step", args=[world.task.number, "report_progress"])
    sent = {**said, "version": world.task.version, "text": f"管网{HIDDEN}\r\n开工", "on": clock.today().isoformat()}
    assert client.post(page, sent).status_code == 302
    body = {**said, "text": f"厂房{HIDDEN}封顶"}
    assert Program(world, "lead").post(f"tasks/{world.task.number}/steps/report_progress", body).status_code == 201
    kept = set(Report.objects.values_list("text", flat=True))
    assert kept == {"设备进场", "管网\n开工", "厂房封顶"}


@pytest.mark.django_db
def test_what_shows_nothing_says_nothing(world: World, client: Client) -> None:
    client.force_login(world.accounts["system"])
    answer = client.post(reverse("org:unit_add"), {"name": HIDDEN, "kind": "bureau", "level": "city"})
    assert answer.status_code == 422 and not Unit.objects.filter(name="").exists()


@pytest.mark.django_db
def test_a_documents_wording_stays_as_it_was(world: World) -> None:
    wording = f"某厂{HIDDEN}偷排".replace("\x07", "")
    made, _task = register_problem(
        actor=world.accounts["office"], title=f"偷{HIDDEN}排", wording=wording, level=ProblemLevel.LOCAL
    )
    kept = Problem.objects.get(pk=made.pk)
    assert (kept.wording, kept.title) == (wording, "偷排")
