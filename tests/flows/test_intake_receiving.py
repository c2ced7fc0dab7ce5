"""Documents in: what is kept, what is recognised, how reading is told, stopped, repeated and refused."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import override_settings

from bihuan import settings as house
from bihuan.audit.models import Event
from bihuan.core.reasons import Refused
from bihuan.intake import jobs as reading
from bihuan.intake.access import document_for
from bihuan.intake.models import Document, Entry
from bihuan.intake.services import finish, receive, reread, stop_reading
from bihuan.intake.services.receiving import clean_name
from bihuan.ledger.access import NotVisible
from bihuan.org.access import viewer_for
from bihuan.platform import clock, files, jobs
from bihuan.platform.models import Job, StoredFile
from bihuan.reading.isolation import open_isolated
from tests.intaking import NOTICE, chunks, entries_of, hand_in, store
from tests.world import OUTSIDE, World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def test_a_document_is_read_into_entries_that_prove_themselves(world: World) -> None:
    document = hand_in(world)
    assert (document.state, document.kind) == ("read", "plan")
    for entry in entries_of(document):
        problem = entry.fields["problem"]
        assert document.text[problem["start"] : problem["end"]] == problem["text"]
    assert Event.objects.filter(action="intake.receive", subject_id=document.pk).count() == 1


def test_the_same_file_again_leads_to_the_document_that_is_there(world: World) -> None:
    document = hand_in(world)
    again = receive(actor=world.accounts["office"], name="另一个名字.txt", chunks=chunks(NOTICE.encode(), 7))
    assert again.known
    assert again.document == document
    assert Document.objects.count() == 1
    assert jobs.find(reading.key_of(document), live=True) is None


@pytest.mark.parametrize("name", ["lead", "duty", "leader", "inspector", *OUTSIDE])
def test_only_the_rectification_office_hands_in(world: World, name: str) -> None:
    with pytest.raises(Refused) as refused:
        receive(actor=world.accounts[name], name="a.txt", chunks=[b"x"], unit=world.units["office"])
    assert refused.value.reasons[0].code == "role_missing"
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["lead", "leader", "inspector", *OUTSIDE])
def test_others_may_not_know_that_a_document_exists(world: World, name: str) -> None:
    document = hand_in(world)
    with pytest.raises(NotVisible):
        document_for(viewer_for(world.accounts[name]), document.pk)


@override_settings(UPLOAD_MAX_BYTES=1000)
def test_too_large_a_file_is_refused_and_leaves_nothing(world: World, store: Path) -> None:
    with pytest.raises(Refused) as refused:
        receive(actor=world.accounts["office"], name="a.txt", chunks=chunks(b"x" * 1001, 100))
    assert refused.value.reasons[0].code == "too_large"
    assert not [place for place in store.rglob("*") if place.is_file()]


def test_an_upload_that_breaks_off_leaves_nothing(world: World, store: Path) -> None:
    def breaking() -> object:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(actor=world.accounts["office"], name="a.txt", chunks=breaking())  # type: ignore[arg-type]  # a generator
    assert not [place for place in store.rglob("*") if place.is_file()]
    assert not Document.objects.exists()


def test_what_a_killed_server_left_aside_is_swept_and_a_running_upload_is_not(store: Path) -> None:
    store.mkdir(parents=True)
    program = (
        "import os, signal, django; django.setup()\n"
        "from bihuan.platform.files import store\n"
        "def chunks():\n"
        "    yield b'half'\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "store(chunks(), 'text/plain')"
    )
    environment = os.environ | {"BIHUAN_HOME": str(store.parent), "DJANGO_SETTINGS_MODULE": "bihuan.settings"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == -signal.SIGKILL
    (left,) = store.iterdir()
    assert files.sweep() == 0
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert files.sweep() == 1
    assert not left.exists()


def test_pages_of_a_reading_that_was_stopped_are_kept_a_day_and_gone_when_it_is_read(world: World, store: Path) -> None:
    document = receive(actor=world.accounts["office"], name="a.txt", chunks=[NOTICE.encode()]).document
    folder = store / f".pieces-{document.file.sha256}"
    with pytest.raises(jobs.Stop), files.aside(document.file) as kept:
        (kept / "1.json").write_text("{}")
        raise jobs.Stop
    assert files.sweep() == 0 and (folder / "1.json").exists()
    jobs.work_off()
    document.refresh_from_db()
    assert document.state == "read" and not folder.exists()
    folder.mkdir()
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert files.sweep() == 1
    assert not folder.exists()


def test_half_an_upload_of_a_killed_server_lies_where_the_sweep_finds_it(store: Path) -> None:
    assert house.FILE_UPLOAD_TEMP_DIR == house.MEDIA_ROOT
    store.mkdir(parents=True)
    with override_settings(FILE_UPLOAD_TEMP_DIR=store):
        coming = TemporaryUploadedFile("反馈.pdf", "application/pdf", 4, None)
    left = Path(coming.temporary_file_path())
    assert left.parent == store
    assert files.sweep() == 0
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert files.sweep() == 1
    assert not left.exists()
    left.touch()  # for the object that closes it


def test_an_empty_file_is_refused_at_once(world: World) -> None:
    with pytest.raises(Refused) as refused:
        receive(actor=world.accounts["office"], name="a.txt", chunks=[])
    assert refused.value.reasons[0].code == "empty_file"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C:\\文件\\方案.docx", "方案.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\u202excod.exe", "axcod.exe"),
        ("", "未命名文件"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(name: str, expected: str) -> None:
    assert clean_name(name) == expected


def _book() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("表").write(0, 0, "=1+1")
    book.close()
    return out.getvalue()


def _word() -> bytes:
    out = io.BytesIO()
    document: Any = docx.Document()
    document.add_paragraph(NOTICE)
    document.save(out)
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * 40_000_000)
    return out.getvalue()


ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
BROKEN: dict[str, Callable[[], bytes]] = {
    "half.docx": lambda: _word()[:-400],
    "half.xlsx": lambda: _book()[:900],
    "half.pdf": lambda: b"%PDF-1.7\n1 0 obj <<" + bytes(range(256)),
    "bomb.docx": _bomb,
    "old.doc": lambda: ENCRYPTED,
    "zeros.txt": lambda: bytes(5000),
    "spaces.txt": lambda: b" \n" * 50,
    "picture.png": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_says_why_and_what_would_help(world: World, name: str) -> None:
    document = hand_in(world, name, BROKEN[name]())
    assert document.state == "failed"
    assert document.failure
    assert document.failure["why"]
    assert document.failure["remedy"]
    assert not document.entries.exists()


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read(world: World, encoding: str) -> None:
    document = hand_in(world, "a.txt", NOTICE.encode(encoding))
    assert document.state == "read"
    assert len(entries_of(document)) == 2


def test_a_worker_killed_after_writing_doubles_nothing(world: World) -> None:
    document = hand_in(world)
    Job.objects.update(state=Job.State.WAITING)
    for job in Job.objects.all():
        jobs.run_job.enqueue(job.pk)
    jobs.work_off()
    assert document.entries.count() == 2


def test_a_worker_killed_while_reading_is_followed_by_another(world: World) -> None:
    document = receive(actor=world.accounts["office"], name="a.txt", chunks=[NOTICE.encode()]).document
    with patch.object(reading, "read_bounded", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        jobs.run_job.call(jobs.find(reading.key_of(document)).pk)  # type: ignore[union-attr]  # it was started
    Job.objects.update(worker=":0", beat_at=None)
    document.refresh_from_db()
    assert document.state == "reading"
    assert jobs.sweep() == 1
    jobs.work_off()
    document.refresh_from_db()
    assert document.state == "read"
    assert document.entries.count() == 2


def test_a_document_over_which_every_worker_dies_is_told_as_failed(world: World) -> None:
    document = receive(actor=world.accounts["office"], name="a.txt", chunks=[NOTICE.encode()]).document
    Document.objects.update(state=Document.State.READING)
    Job.objects.update(state=Job.State.FAILED, error="worker lost")
    assert reading.sweep() == 1
    document.refresh_from_db()
    assert document.state == "failed"
    reread(actor=world.accounts["office"], document=document)
    jobs.work_off()
    assert Entry.objects.count() == 2


def test_reading_can_be_stopped_and_begun_again(world: World) -> None:
    office = world.accounts["office"]
    document = receive(actor=office, name="a.txt", chunks=[NOTICE.encode()]).document
    stop_reading(actor=office, document=document)
    jobs.work_off()
    document.refresh_from_db()
    assert document.state == "stopped"
    reread(actor=office, document=document)
    jobs.work_off()
    document.refresh_from_db()
    assert document.state == "read"


def test_reading_stops_in_the_middle_of_its_pages(world: World) -> None:
    office = world.accounts["office"]
    document = receive(actor=office, name="a.txt", chunks=[NOTICE.encode()]).document

    def asked_to_stop(*given: object, **named: object) -> object:
        jobs.stop(reading.key_of(document))
        return open_isolated(*given, **named)  # type: ignore[arg-type]  # as the job gave them

    with patch.object(reading, "open_isolated", asked_to_stop):
        jobs.work_off()
    document.refresh_from_db()
    assert document.state == "stopped"
    assert not document.entries.exists()


def test_what_is_of_another_domain_gives_no_entry_and_can_be_put_aside(world: World) -> None:
    document = hand_in(world, "a.txt", "今日菜谱：红烧鱼，清炒时蔬，米饭管够。欢迎大家光临品尝。")
    assert (document.state, document.entries.count()) == ("read", 0)
    finish(actor=world.accounts["office"], document=document)
    document.refresh_from_db()
    assert document.state == "registered"
