"""Who may open what: every route, for every role, with the answer that it must give.

A new route needs one line in ROUTES, else `test_every_route_has_a_row` names it:

    Row("casework:task", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("casework:approve", "POST", at=TASK, inside=REFUSED, office=OPEN, outside=HIDDEN),

`at` gives the address's arguments from the small world (tests/world.py explains who is who there); `given` may first make
what the route needs. Answers are named by role, the more exact name winning: an account's key ("lead") over a group
("inside", "outside", "administrators") over "everyone"; `anonymous` goes to the sign-in page if nothing else is said
(the API answers 401).
Every role must have an answer: a row that forgets one is an error.

    OPEN     the door opens: a page, a redirect after the deed, or a complaint about what was sent (400, 409, 422)
    LOGIN    sent to the sign-in page; for a form, a page that leads there and shows what was typed
    REFUSED  403, with reasons: you see it, but it is not yours to do
    HIDDEN   404: you may not even know that it exists
    or an exact status
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from bihuan.api.desk import OF_DOCUMENT, OF_ENTRY
from bihuan.api.lists import LISTS
from bihuan.api.steps import DEEDS, Deed
from bihuan.casework.models import AnalogousSearch
from bihuan.casework.services import Upload, add_evidence
from bihuan.core.codes import EvidenceKind, State
from bihuan.intake.fields import from_passage
from bihuan.intake.models import Circulation, Document, Entry
from bihuan.intake.services import circulate
from bihuan.ledger.clocks import start_clock
from bihuan.ledger.jobs import start as start_many
from bihuan.ledger.models import Task
from bihuan.org.models import Grant, Post, Unit
from bihuan.platform import clock
from bihuan.platform.files import path_of
from bihuan.platform.models import Job, StoredFile
from tests.api.asking import LEAST
from tests.flows.walk import picture
from tests.world import EVERYONE, INSIDE, OUTSIDE, World, make_world

OPEN, LOGIN, REFUSED, HIDDEN = "OPEN", "LOGIN", "REFUSED", "HIDDEN"
Answer = str | int
ROLES = ("anonymous", *EVERYONE)
GROUPS: Mapping[str, tuple[str, ...]] = {
    "everyone": EVERYONE,
    "inside": INSIDE,
    "outside": OUTSIDE,
    "administrators": ("system", "security", "audit"),
}


def nothing(world: World) -> dict[str, object]:
    return {}


def TASK(world: World) -> dict[str, object]:
    return {"number": world.task.number}


def INSPECTION(world: World) -> dict[str, object]:
    return {"number": world.inspection.number}


def UNIT(world: World) -> dict[str, object]:
    return {"pk": world.units["town"].pk}


def PERSON(world: World) -> dict[str, object]:
    return {"pk": world.accounts["stranger"].person_id}


def POST(world: World) -> dict[str, object]:
    return {"pk": Post.objects.get(person=world.accounts["stranger"].person).pk}


def ACCOUNT(world: World) -> dict[str, object]:
    return {"pk": world.accounts["stranger"].pk}


def GRANT(world: World) -> dict[str, object]:
    return {"pk": Grant.objects.get(account=world.accounts["stranger"]).pk}


def a_document(world: World) -> Document:
    """One that was read, with one entry, handed in by the office."""
    now = clock.now()
    file = StoredFile.objects.create(sha256="d" * 64, size=4, media="text/plain", stored_at=now)
    place = path_of(file.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes("扬尘污染".encode())
    document = Document.objects.create(
        file=file, name="清单.txt", unit=world.units["office"], uploaded_by=world.accounts["office"], uploaded_at=now,
        state=Document.State.READ, kind="plan", text="扬尘污染",
    )  # fmt: skip
    Entry.objects.create(document=document, order=1, fields=from_passage("扬尘污染", 0, 4))
    return document


def DOCUMENT(world: World) -> dict[str, object]:
    return {"pk": Document.objects.get().pk}


def ENTRY(world: World) -> dict[str, object]:
    return {"pk": Entry.objects.get().pk}


def acting(act: str) -> Callable[[World], dict[str, object]]:
    return lambda world: DOCUMENT(world) | {"act": act}


def entry_acting(act: str) -> Callable[[World], dict[str, object]]:
    return lambda world: ENTRY(world) | {"act": act}


def wording_act(act: str) -> Callable[[World], dict[str, object]]:
    return lambda world: {"act": act}


class Row:
    """A route, how it is asked for, and what each role is answered."""

    def __init__(
        self,
        name: str,
        method: str = "GET",
        *,
        at: Callable[[World], dict[str, object]] = nothing,
        given: Callable[[World], object] = nothing,
        data: Mapping[str, Any] | None = None,
        **answers: Answer,
    ) -> None:
        self.name, self.method, self.at, self.given = name, method, at, given
        self.data, self.answers = data or {}, answers

    def expected(self, role: str) -> Answer:
        if role in self.answers:
            return self.answers[role]
        if role == "anonymous":
            return 401 if self.name.startswith("api:") else LOGIN
        groups = [name for name in ("administrators", "inside", "outside", "everyone") if role in GROUPS[name]]
        return next(self.answers[name] for name in groups if name in self.answers)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def of_act(name: str, at: Callable[[World], dict[str, object]], data: Mapping[str, Any]) -> Row:
    """A step with a document or an entry over the API: the office's alone."""
    return Row(name, "POST", given=a_document, at=at, data=data, everyone=HIDDEN, office=OPEN)


def of_step(deed: Deed) -> Row:
    """A step over the API with the least that it asks for: in the first state most are not possible (409), whoever asks."""
    answers = BY_STEP.get(deed.path, {"inside": OPEN}) | {"outside": HIDDEN}
    row = Row(f"api:step_{deed.path}", "POST", at=TASK, data=LEAST.get(deed.path))
    row.answers = answers
    return row


def drafting(world: World) -> None:
    Task.objects.filter(pk=world.task.pk).update(state=State.DRAFTING)


def photographed(world: World) -> None:
    drafting(world)
    upload = Upload("photo.jpg", picture())
    add_evidence(task=world.task, actor=world.accounts["lead"], upload=upload, kind=EvidenceKind.PHOTO_BEFORE)


def EVIDENCE(world: World) -> dict[str, object]:
    return {"number": world.task.number, "pk": world.task.evidence.get().pk}


def fed_back(world: World) -> None:
    start_clock(kind="plan", inspection=world.inspection, started_on=date(2026, 1, 5))


def OWED(world: World) -> dict[str, object]:
    return {"number": world.inspection.number, "pk": world.inspection.clocks.first().pk}  # type: ignore[union-attr]  # `given` made it


def a_run(world: World) -> None:
    data = {"year": 2026, "reason": "年内必须销号"}
    start_many(actor=world.accounts["office"], act="must-close", tasks=[world.task], data=data)


def RUN(world: World) -> dict[str, object]:
    return {"pk": Job.objects.get(key__startswith="ledger.bulk.").pk}


def asked(world: World) -> None:
    drafting(world)
    who, today = world.accounts["office"], clock.today()
    AnalogousSearch.objects.create(
        task=world.task,
        scope="site",
        target="料场",
        unit=world.units["town"],
        opened_by=who,
        opened_on=today,
        due_on=today,
    )


def QUESTION(_world: World) -> dict[str, object]:
    return {"kind": "search", "pk": AnalogousSearch.objects.get().pk}


def SEARCH(world: World) -> dict[str, object]:
    return {"pk": QUESTION(world)["pk"]}


OVERSEES: dict[str, Any] = {"office": OPEN, "leader": OPEN, "inspector": OPEN, "town": OPEN, "duty": OPEN}
"""Who sees a question to the town: the town itself, the county above it, and who sees everything."""
WATCH: dict[str, Any] = {"leader": REFUSED, "inspector": REFUSED}


def NONE_SUCH(_world: World) -> dict[str, object]:
    return {"pk": 10**9}


HANDED_IN = {"on": "2026-01-06", "document_no": "云政函〔2026〕8号"}


def task_and(**more: str) -> Callable[[World], dict[str, object]]:
    return lambda world: {"number": world.task.number, **more}


def PROBLEM_OF(world: World) -> dict[str, object]:
    return {"number": world.problem.number}


def first_unit(world: World) -> None:
    """The unit that API bodies of this table name by the id 1."""
    Unit.objects.get_or_create(pk=1, defaults={"name": "云陂市林业局", "path": "1."})


def sent_on(world: World) -> None:
    office, housing = world.accounts["office"], world.units["housing"]
    circulate(actor=office, inspection=world.inspection, units=[housing])


def SENT(_world: World) -> dict[str, Any]:
    return {"pk": Circulation.objects.get().pk}


def SENT_TO(world: World) -> dict[str, Any]:
    return SENT(world) | {"unit": world.units["housing"].pk}


NEW_INSPECTION = {"name": "专项督察", "level": "city", "type": "special"}
OF_ALL = {"filter": "sort=number", "dry_run": True, "reason": "x"}
NEW_PROBLEM = {"title": "扬尘", "wording": "工地扬尘。", "level": "local"}
ACTS: Mapping[str, dict[str, Any]] = {
    "merge": {"entries": []},
    "add": {"start": 0, "end": 1},
    "split": {"pieces": []},
    "link": {"problem": None},
}
"""What acts on documents and entries ask for, the version apart."""
BY_STEP: Mapping[str, dict[str, Answer]] = {
    "accept": {"inside": REFUSED, "lead": OPEN, "assigned": OPEN},
    "dispute": {"inside": REFUSED, "lead": OPEN, "assigned": OPEN},
    "rule_on_dispute": {"inside": REFUSED, "office": OPEN},
    "report_upward": {"inside": REFUSED, "office": OPEN, "supervisor": OPEN},
    "record_upward_answer": {"inside": REFUSED, "office": OPEN, "supervisor": OPEN},
}
"""Steps that can be taken from the first state."""

SEES_SENT: dict[str, Any] = dict.fromkeys(("office", "leader", "inspector", "lead", "assigned"), OPEN)
NOT_MINE: dict[str, Any] = dict.fromkeys(("leader", "inspector", "lead", "assigned"), REFUSED)
SIGNS: dict[str, Any] = dict.fromkeys(("office", "leader", "inspector"), REFUSED)
"""What was sent on to the housing bureau, not yet late."""

ROUTES = [
    # casework
    Row("casework:task", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("casework:file", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("casework:section", at=task_and(key="history"), inside=OPEN, outside=HIDDEN),
    Row(
        "casework:step", at=task_and(name="accept"),
        inside=REFUSED, lead=OPEN, assigned=OPEN, outside=HIDDEN,
    ),
    Row(
        "casework:step", "POST", at=task_and(name="accept"), data={"version": "1", "on": "2026-01-05"},
        inside=REFUSED, lead=OPEN, assigned=OPEN, outside=HIDDEN,
    ),
    Row("casework:evidence_file", at=EVIDENCE, given=photographed, inside=OPEN, outside=HIDDEN),
    Row("casework:evidence_preview", at=EVIDENCE, given=photographed, inside=OPEN, outside=HIDDEN),
    Row("casework:asked", everyone=OPEN, administrators=REFUSED, bare=REFUSED),
    Row("casework:question", at=QUESTION, given=asked, everyone=HIDDEN, **OVERSEES),
    Row("casework:question", at=lambda w: {"kind": "else", "pk": 1}, everyone=HIDDEN),
    Row("casework:question", "POST", at=QUESTION, given=asked, everyone=HIDDEN, **(OVERSEES | WATCH)),
    # planning
    Row("planning:plan", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("planning:list", at=task_and(key="funds"), inside=OPEN, outside=HIDDEN),
    Row(
        "planning:list", "POST", at=task_and(key="funds"), given=drafting,
        inside=REFUSED, lead=OPEN, assigned=OPEN, duty=OPEN, office=OPEN, outside=HIDDEN,
    ),
    Row("planning:schedule", at=TASK, inside=OPEN, outside=HIDDEN),
    Row(
        "planning:schedule", "POST", at=TASK, given=drafting,
        inside=REFUSED, lead=OPEN, assigned=OPEN, duty=OPEN, office=OPEN, outside=HIDDEN,
    ),
    Row("planning:calendar", everyone=REFUSED, office=OPEN, system=OPEN),
    Row("planning:calendar", "POST", everyone=REFUSED, office=OPEN, system=OPEN),
    # web
    Row("home", anonymous=OPEN, everyone=OPEN),
    Row("queue", at=lambda w: {"key": "plans_to_review"}, office=OPEN, everyone=HIDDEN),
    Row(
        "queue", at=lambda w: {"key": "overdue"},
        inside=OPEN, verifier=HIDDEN, second=HIDDEN, outside=HIDDEN, town=OPEN, stranger=OPEN,
    ),
    Row("clocks", inside=OPEN, outside=HIDDEN, town=OPEN, stranger=OPEN),
    Row("wall", inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("set_language", "POST", data={"language": "en"}, anonymous=OPEN, everyone=OPEN),
    # sign-in
    Row("account_login", anonymous=OPEN, everyone=OPEN),
    Row("account_logout", anonymous=302, everyone=OPEN),
    Row("account_reauthenticate", everyone=OPEN),
    Row("account_change_password", everyone=OPEN),
    Row("mfa_index", everyone=OPEN),
    Row("mfa_authenticate", everyone=302),
    Row("mfa_reauthenticate", everyone=OPEN),
    Row("mfa_activate_totp", everyone=302),
    Row("mfa_deactivate_totp", everyone=HIDDEN),
    Row("mfa_view_recovery_codes", everyone=HIDDEN),
    Row("mfa_generate_recovery_codes", everyone=302),
    Row("mfa_download_recovery_codes", everyone=HIDDEN),
    # org
    Row("org:me", everyone=OPEN),
    Row("org:units", everyone=REFUSED, system=OPEN, security=OPEN),
    Row("org:unit_names", everyone=OPEN),
    Row("org:unit_add", everyone=REFUSED, system=OPEN),
    Row("org:unit_add", "POST", everyone=REFUSED, system=OPEN),
    Row("org:unit", at=UNIT, everyone=REFUSED, system=OPEN, security=OPEN),
    Row("org:unit", "POST", at=UNIT, everyone=REFUSED, system=OPEN),
    Row("org:unit_move", "POST", at=UNIT, everyone=REFUSED, system=OPEN),
    Row("org:unit_close", "POST", at=UNIT, everyone=REFUSED, system=OPEN),
    Row("org:people", everyone=REFUSED, system=OPEN),
    Row("org:person_add", everyone=REFUSED, system=OPEN),
    Row("org:person_add", "POST", everyone=REFUSED, system=OPEN),
    Row("org:person", at=PERSON, everyone=REFUSED, system=OPEN),
    Row("org:person", "POST", at=PERSON, everyone=REFUSED, system=OPEN),
    Row("org:person_change", "POST", at=PERSON, everyone=REFUSED, system=OPEN),
    Row("org:post_end", "POST", at=POST, everyone=REFUSED, system=OPEN),
    Row("org:accounts", everyone=REFUSED, system=OPEN, security=OPEN),
    Row("org:account_add", "POST", data={"username": "new"}, everyone=REFUSED, system=OPEN),
    Row("org:account", at=ACCOUNT, everyone=REFUSED, system=OPEN, security=OPEN),
    Row("org:account_reset", "POST", at=ACCOUNT, everyone=REFUSED, system=OPEN),
    Row("org:account_active", "POST", at=ACCOUNT, data={"active": "0", "why": "x"}, everyone=REFUSED, system=OPEN),
    Row("org:grant_give", "POST", at=ACCOUNT, everyone=REFUSED, security=OPEN),
    Row("org:account_unlock", "POST", at=ACCOUNT, everyone=REFUSED, security=OPEN),
    Row("org:account_second_factor", "POST", at=ACCOUNT, everyone=REFUSED, security=OPEN),
    Row("org:grant_revoke", "POST", at=GRANT, everyone=REFUSED, security=OPEN),
    Row("org:tokens", everyone=OPEN),
    Row("org:tokens", "POST", data={"token_name": "统计", "token_lifetime": "30"}, everyone=OPEN),
    Row("org:token_revoke", "POST", at=lambda w: {"pk": 1}, everyone=HIDDEN),
    # audit
    Row("audit:events", everyone=REFUSED, audit=OPEN),
    Row("audit:verify", "POST", everyone=REFUSED, audit=OPEN),
    Row("audit:progress", everyone=REFUSED, audit=OPEN),
    Row("intake:circulations", at=INSPECTION, inside=OPEN, outside=HIDDEN),
    Row("intake:circulate", at=INSPECTION, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("intake:circulate", "POST", at=INSPECTION, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("intake:circulation", given=sent_on, at=SENT, everyone=HIDDEN, **SEES_SENT),
    Row("intake:circulated_file", given=sent_on, at=SENT, everyone=HIDDEN),
    Row("intake:remind", "POST", given=sent_on, at=SENT, everyone=HIDDEN, **(SEES_SENT | NOT_MINE)),
    Row("intake:sign", "POST", given=sent_on, at=SENT_TO, everyone=HIDDEN, **(SEES_SENT | SIGNS)),
    Row("intake:arrangement", "POST", given=sent_on, at=SENT_TO, everyone=HIDDEN, **SEES_SENT),
    # ledger
    Row("ledger:tasks", inside=OPEN, outside=OPEN),
    Row("ledger:filter", everyone=OPEN),
    Row("ledger:columns", "POST", everyone=OPEN),
    Row("ledger:save_view", "POST", data={"name": "x"}, everyone=OPEN),
    Row("ledger:save_view", "POST", data={"name": "x", "shared": "on"}, everyone=REFUSED, office=OPEN),
    Row("ledger:drop_view", "POST", at=lambda w: {"pk": 1}, everyone=OPEN),
    Row("ledger:bulk", "POST", at=lambda w: {"act": "assign"}, everyone=REFUSED, office=OPEN),
    Row("ledger:bulk", "POST", at=lambda w: {"act": "leader"}, everyone=REFUSED, office=OPEN),
    Row("ledger:bulk", "POST", at=lambda w: {"act": "must-close"}, everyone=REFUSED, office=OPEN),
    Row("ledger:bulk", "POST", at=lambda w: {"act": "else"}, everyone=HIDDEN),
    Row("ledger:bulk_run", at=RUN, given=a_run, everyone=REFUSED, office=OPEN),
    Row("ledger:bulk_run", at=lambda w: {"pk": 10**9}, everyone=REFUSED, office=HIDDEN),
    Row("ledger:bulk_run", "POST", at=RUN, data={"stop": "1"}, given=a_run, everyone=REFUSED, office=OPEN),
    Row("ledger:bulk_run_progress", at=RUN, given=a_run, everyone=REFUSED, office=OPEN),
    Row("ledger:inspections", everyone=OPEN),
    Row("ledger:inspection", at=INSPECTION, inside=OPEN, outside=HIDDEN),
    Row("ledger:inspection_new", everyone=REFUSED, office=OPEN),
    Row("ledger:inspection_new", "POST", everyone=REFUSED, office=OPEN),
    Row("ledger:inspection_edit", at=INSPECTION, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("ledger:inspection_edit", "POST", at=INSPECTION, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("ledger:hand_in", "POST", at=OWED, given=fed_back, data=HANDED_IN, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("ledger:problem_new", everyone=REFUSED, office=OPEN),
    Row("ledger:problem_new", "POST", everyone=REFUSED, office=OPEN),
    Row("ledger:retitle", at=TASK, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("ledger:retitle", "POST", at=TASK, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("ledger:sites", everyone=OPEN),
    Row("ledger:sites", "POST", everyone=REFUSED, office=OPEN),
    # supervision
    Row("supervision:ten_duties", inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("supervision:records", at=lambda w: {"number": 2}, inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("supervision:of_task", at=TASK, inside=OPEN, outside=HIDDEN),
    # paperwork
    Row("paperwork:export", everyone=OPEN, administrators=REFUSED, bare=REFUSED),
    Row("paperwork:ten_duties", inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("paperwork:ten_duties_records", at=lambda w: {"number": 2}, inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("paperwork:imports", everyone=REFUSED, office=OPEN),
    Row("paperwork:imports", "POST", everyone=REFUSED, office=OPEN),
    *(
        Row(f"paperwork:{name}", method, at=lambda w: {"pk": 1}, everyone=REFUSED, office=HIDDEN)
        for name in ("mapping", "check", "progress", "rejected")
        for method in (("GET", "POST") if name in ("mapping", "check") else ("GET",))
    ),
    # intake: a document is its office's own; nobody else may know that it exists
    Row("intake:documents", everyone=REFUSED, office=OPEN),
    Row("intake:documents", "POST", everyone=REFUSED, office=OPEN),
    *(Row(f"intake:{name}", at=DOCUMENT, given=a_document, everyone=HIDDEN, office=OPEN)
      for name in ("document", "row", "progress", "file", "register", "registered")),
    Row("intake:register", "POST", at=DOCUMENT, given=a_document, everyone=HIDDEN, office=OPEN),
    *(Row("intake:document_act", "POST", at=acting(act), given=a_document, everyone=HIDDEN, office=OPEN)
      for act in ("stop", "reread", "finish", "merge", "confirm-sure")),
    Row("intake:document_act", "POST", at=acting("add"), data={"start": "0", "end": "4"}, given=a_document,
        everyone=HIDDEN, office=OPEN),
    Row("intake:document_act", "POST", at=acting("else"), given=a_document, everyone=HIDDEN),
    *(Row(f"intake:{name}", at=ENTRY, given=a_document, everyone=HIDDEN, office=OPEN) for name in ("entry", "edit")),
    Row("intake:edit", "POST", at=ENTRY, given=a_document, everyone=HIDDEN, office=OPEN),
    *(Row("intake:entry_act", "POST", at=entry_acting(act), given=a_document, everyone=HIDDEN, office=OPEN)
      for act in ("confirm", "reconsider", "reject", "restore", "split", "unmerge", "link")),
    Row("intake:entry_act", "POST", at=entry_acting("else"), given=a_document, everyone=HIDDEN),
    Row("intake:document_act", "POST", at=acting("teach"), data={"what": "label", "wording": "落实要求", "field": "goal"},
        given=a_document, everyone=HIDDEN, office=OPEN),
    Row("intake:wording", everyone=REFUSED, office=OPEN),
    Row("intake:wording_export", everyone=REFUSED, office=OPEN),
    *(Row("intake:wording_act", "POST", at=wording_act(act), data=data, everyone=REFUSED, office=OPEN)
      for act, data in (("teach", {"what": "label", "wording": "落实要求", "field": "goal"}),
                        ("name", {"alias": "市城乡建设委", "unit": "市住建局"}), ("import", {}))),
    *(Row("intake:wording_act", "POST", at=wording_act(act), everyone=REFUSED, office=HIDDEN)
      for act in ("reteach", "forget", "rename", "unname", "else")),
    # portal: what is public is open to all, what is not is hidden from all
    Row("portal:home", anonymous=OPEN, everyone=OPEN),
    Row("portal:task", at=TASK, anonymous=HIDDEN, everyone=HIDDEN),
    Row("portal:notices", anonymous=OPEN, everyone=OPEN),
    Row("portal:notice", at=lambda w: {"pk": 1}, anonymous=HIDDEN, everyone=HIDDEN),
    Row(
        "portal:picture", at=lambda w: {"pk": 1, "sha256": "0" * 64}, anonymous=HIDDEN, everyone=HIDDEN
    ),
    Row("portal:answer", anonymous=OPEN, everyone=OPEN),
    Row("portal:received", at=lambda w: {"receipt": "YY-2026-ABCDEFGH"}, anonymous=OPEN, everyone=OPEN),
    Row("portal:release", at=TASK, inside=REFUSED, office=OPEN, outside=HIDDEN),
    # api: the same rights as the pages; tests/api has the cases
    Row("api:openapi-json", anonymous=OPEN, everyone=OPEN),
    Row("api:api-root", anonymous=HIDDEN, everyone=HIDDEN),
    Row("api:me", everyone=OPEN),
    Row("api:units", inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("api:unit_people", at=lambda w: {"unit": w.units["town"].pk}, inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("api:tasks", everyone=OPEN),
    Row("api:clocks", everyone=OPEN),
    Row("api:wall", inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("api:ten_duties", inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row("api:ten_duty_records", at=lambda w: {"number": 2}, inside=OPEN, outside=REFUSED, town=OPEN, stranger=OPEN),
    Row(
        "api:bulk_assign", "POST", data=OF_ALL | {"unit": 1, "role": "assist"}, given=first_unit,
        everyone=REFUSED, office=OPEN,
    ),
    Row("api:bulk_leader", "POST", data=OF_ALL | {"person": None}, everyone=REFUSED, office=OPEN),
    Row("api:bulk_must_close", "POST", data=OF_ALL | {"year": 2026}, everyone=REFUSED, office=OPEN),
    Row("api:views", everyone=OPEN),
    Row("api:views", "POST", data={"name": "我的"}, everyone=OPEN),
    Row("api:drop_view", "POST", at=lambda w: {"pk": 1}, everyone=HIDDEN),
    Row("api:ledger_export", everyone=OPEN, administrators=REFUSED, bare=REFUSED),
    Row("api:imports", "POST", everyone=OPEN),  # without a file a 422 for all
    Row("api:import", at=lambda w: {"pk": 1}, everyone=REFUSED, office=HIDDEN),
    Row("api:mapping", "PUT", at=lambda w: {"pk": 1}, everyone=REFUSED, office=HIDDEN, data={"sheet": 1, "header_row": 1}),
    Row("api:import_check", at=lambda w: {"pk": 1}, everyone=REFUSED, office=HIDDEN),
    Row("api:import_apply", "POST", at=lambda w: {"pk": 1}, everyone=REFUSED, office=HIDDEN),
    Row("api:import_rejected", at=lambda w: {"pk": 1}, everyone=REFUSED, office=HIDDEN),
    Row("api:release", "POST", at=TASK, data={"summary": "x"}, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("api:task", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("api:history", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("api:steps", at=TASK, inside=OPEN, outside=HIDDEN),
    *map(of_step, DEEDS),
    *(
        Row(f"api:list_{name}", "PUT", at=TASK, inside=OPEN, outside=OPEN)  # an empty body is a 422 for all
        for name in LISTS
    ),
    Row("api:list_causes", "PUT", at=TASK, data={"plan_version": 0, "entries": []}, inside=OPEN, outside=HIDDEN),
    Row("api:schedule", at=TASK, inside=OPEN, outside=HIDDEN),
    Row("api:schedule", "POST", at=TASK, data={"plan_version": 0}, inside=OPEN, outside=HIDDEN),
    Row(
        "api:record_funds", "PUT", at=lambda w: TASK(w) | {"line": 1},
        data={"allocated": "1", "paid": "1", "document_no": "1"}, inside=OPEN, outside=HIDDEN,
    ),
    Row("api:add_evidence", "POST", at=TASK, everyone=OPEN),  # without a file a 422 for all
    Row("api:evidence_file", at=lambda w: TASK(w) | {"pk": 1}, everyone=HIDDEN),
    Row("api:inspections", everyone=OPEN),
    Row("api:inspections", "POST", data=NEW_INSPECTION, everyone=REFUSED, office=OPEN),
    Row("api:inspection", at=INSPECTION, inside=OPEN, outside=HIDDEN),
    Row("api:inspection", "PUT", at=INSPECTION, data=NEW_INSPECTION, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("api:problems", everyone=OPEN),
    Row("api:problems", "POST", data=NEW_PROBLEM, everyone=REFUSED, office=OPEN),
    Row("api:problem", at=PROBLEM_OF, inside=OPEN, outside=HIDDEN),
    Row("api:problem_task", "POST", at=PROBLEM_OF, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row(
        "api:assign", "POST", at=TASK, data={"unit": 1, "role": "assist", "reason": "x"},
        given=first_unit, inside=REFUSED, office=OPEN, outside=HIDDEN,
    ),
    Row(
        "api:end_duty", "POST", at=TASK, data={"unit": 1, "role": "assist", "reason": "x"},
        given=first_unit, inside=REFUSED, office=OPEN, outside=HIDDEN,
    ),
    Row("api:leader", "PUT", at=TASK, data={"leader": None, "reason": "x"}, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("api:sites", "POST", data={"name": "x", "region": 1}, given=first_unit, everyone=REFUSED, office=OPEN),
    Row("api:documents", everyone=OPEN),
    Row("api:documents", "POST", everyone=OPEN),  # without a file a 422 for all
    *(
        Row(f"api:{name}", given=a_document, at=DOCUMENT, everyone=HIDDEN, office=OPEN)
        for name in ("document", "reading", "document_file", "entries")
    ),
    Row("api:register", "POST", given=a_document, at=DOCUMENT, everyone=HIDDEN, office=OPEN),
    *(of_act(f"api:documents_{act.name}", DOCUMENT, ACTS.get(act.name, {})) for act in OF_DOCUMENT),
    *(of_act(f"api:entries_{act.name}", ENTRY, {"version": 1} | ACTS.get(act.name, {})) for act in OF_ENTRY),
    Row("api:coverage", given=a_document, at=DOCUMENT, everyone=HIDDEN, office=OPEN),
    Row("api:asked", everyone=OPEN),
    Row("api:asked_tracing", "POST", at=lambda w: {"pk": 10**9}, everyone=HIDDEN),
    Row("api:asked_search", "POST", at=SEARCH, given=asked, everyone=HIDDEN, **(OVERSEES | WATCH)),
    Row("api:wording", everyone=REFUSED, office=OPEN),
    Row("api:wording_profile", everyone=REFUSED, office=OPEN),
    Row("api:import_wording", "POST", everyone=REFUSED, office=OPEN),
    Row("api:teach", "POST", data={"what": "label", "wording": "落实要求", "meaning": "goal"}, everyone=REFUSED, office=OPEN),
    Row("api:name_unit", "POST", data={"unit": 1, "name": "市建委"}, everyone=REFUSED, office=OPEN),
    Row("api:reteach", "POST", at=NONE_SUCH, data={"meaning": "goal"}, everyone=REFUSED, office=HIDDEN),
    Row("api:forget", "POST", at=NONE_SUCH, everyone=REFUSED, office=HIDDEN),
    Row("api:rename_unit", "POST", at=NONE_SUCH, data={"unit": 1}, everyone=REFUSED, office=HIDDEN),
    Row("api:unname_unit", "POST", at=NONE_SUCH, everyone=REFUSED, office=HIDDEN),
    Row("api:circulations", everyone=OPEN),
    Row("api:circulate", "POST", at=INSPECTION, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row(
        "api:sign_circulation", "POST", given=sent_on, at=SENT, data={"unit": 0},
        everyone=OPEN,
    ),  # a unit that cannot be is a 422 for all
    Row("api:remind_circulation", "POST", given=sent_on, at=SENT, everyone=HIDDEN, **(SEES_SENT | NOT_MINE)),
    Row("api:title", "PUT", at=TASK, data={"title": "x", "reason": "x"}, inside=REFUSED, office=OPEN, outside=HIDDEN),
    Row("api:public_tasks", anonymous=OPEN, everyone=OPEN),
    Row("api:public_task", at=TASK, anonymous=HIDDEN, everyone=HIDDEN),
    Row("api:public_notices", anonymous=OPEN, everyone=OPEN),
    Row("api:public_notice", at=lambda w: {"notice": 1}, anonymous=HIDDEN, everyone=HIDDEN),
    Row(
        "api:public_objection", "POST", at=lambda w: {"notice": 1}, data={"text": "不同意销号"},
        anonymous=HIDDEN, everyone=HIDDEN,
    ),
    Row("api:public_outcome", at=lambda w: {"receipt": "X"}, anonymous=HIDDEN, everyone=HIDDEN),
    Row("api:audit_events", everyone=REFUSED, audit=OPEN),
    Row("api:audit_verify", everyone=REFUSED, audit=OPEN),
    Row("api:audit_verify", "POST", everyone=REFUSED, audit=OPEN),
]  # fmt: skip


def named(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The full name of every route, however deep; a route without a name is told by its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from named(pattern.url_patterns, inner)
        else:
            yield ":".join((*spaces, pattern.name)) if pattern.name else f"without a name: {pattern.pattern}"


def told(response: HttpResponse) -> Answer:
    """What an answer means in the words of the table."""
    code = response.status_code
    if code in (301, 302) and response.headers["Location"].startswith("/accounts/login/"):
        return LOGIN
    if code == 401 and "/accounts/login/?next=" in response.content.decode():
        return LOGIN  # a form, whose page cannot be gone back to after a redirect
    return {403: REFUSED, 404: HIDDEN}.get(code, OPEN if code < 500 and code not in (401, 405, 429) else code)


def test_every_route_has_a_row() -> None:
    routes = set(named(get_resolver().url_patterns))
    rows = {row.name for row in ROUTES}
    assert routes - rows == set(), "give each of these a row in ROUTES"
    assert rows - routes == set(), "these rows lead nowhere"


@pytest.mark.parametrize("row", ROUTES, ids=str)
def test_every_row_has_an_answer_for_every_role(row: Row) -> None:
    known = {*ROLES, *GROUPS}
    assert set(row.answers) <= known, f"unknown: {set(row.answers) - known}"
    for role in ROLES:
        row.expected(role)


@pytest.fixture(scope="module")
def everybody(ground: None) -> "Everybody":
    """One world and one signed-in client for each role, for all rows."""
    return Everybody(make_world())


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROUTES, ids=str)
def test_each_role_gets_its_answer(everybody: "Everybody", row: Row) -> None:
    row.given(everybody.world)
    address = reverse(row.name, kwargs=row.at(everybody.world))
    wrong = {}
    for role in ROLES:
        expected = row.expected(role)
        with transaction.atomic():
            response = everybody.ask(role, row.method, address, row.data)
            transaction.set_rollback(True)
        got = response.status_code if isinstance(expected, int) else told(response)
        if got != expected:
            wrong[role] = f"{got} ({response.status_code}), not {expected}"
    assert wrong == {}


class Everybody:
    """The roles, each with a client; a client keeps its session whatever the last answer said."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {role: Client(raise_request_exception=False) for role in ROLES}
        for role, client in self.clients.items():
            if role != "anonymous":
                client.force_login(world.accounts[role])
        self.cookies = {role: client.cookies.output(header="") for role, client in self.clients.items()}

    def ask(self, role: str, method: str, address: str, data: Mapping[str, Any]) -> HttpResponse:
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role])
        if address.startswith("/api/") and method != "GET":
            call = client.put if method == "PUT" else client.post
            return call(address, data, content_type="application/json")  # type: ignore[return-value]  # the stubs' response is of a type of their own
        return client.post(address, data) if method == "POST" else client.get(address, data)  # type: ignore[return-value]  # the stubs' response is of a type of their own


def test_a_route_that_nobody_wrote_down_is_noticed() -> None:
    """The table's own test: a route in a namespace, and one without a name."""
    from django.urls import include, path

    from bihuan.web.views import home

    patterns: list[URLPattern | URLResolver] = [
        path("x/", include(([path("y/", home, name="y"), path("z/", home)], "x")))
    ]
    assert list(named(patterns)) == ["x:y", "without a name: z/"]
    with pytest.raises(NoReverseMatch):
        reverse("x:y")
