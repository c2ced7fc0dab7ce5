"""`bihuan export`: a whole workbook or none, whatever breaks it off, and a log that tells who did it for the account."""

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from bihuan.audit.models import Event
from bihuan.cli import office
from bihuan.core.reasons import Refused
from bihuan.paperwork import exports
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def export(file: Path, account: str = "office") -> int:
    return office.export(argparse.Namespace(file=file, account=account, query=""))


def test_the_log_tells_that_it_was_done_for_the_account_at_the_command_line(world: World, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    assert export(file) == 0
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes())).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    event = Event.objects.get(action="paperwork.export_tasks")
    assert (event.actor, json.loads(event.body)["by"]) == (world.accounts["office"].pk, "command line")


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), RuntimeError("the database went away")])
def test_an_export_that_breaks_off_leaves_nothing_and_can_be_tried_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    class Broken(io.BytesIO):
        def read(self, *size: Any) -> bytes:
            if self.tell():
                raise fault
            return super().read(10)

    with monkeypatch.context() as patch:
        patch.setattr(exports, "export_tasks", lambda **_given: Broken(b"a part" * 20))
        with pytest.raises(type(fault)):
            export(tmp_path / "台账.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert export(tmp_path / "台账.xlsx") == 0


def test_a_full_disk_is_told_and_a_file_that_is_there_is_left_alone(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "台账.xlsx").write_text("原有的")
    assert export(tmp_path / "台账.xlsx") == 1
    assert (tmp_path / "台账.xlsx").read_text() == "原有的"

    def full(**_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports, "export_tasks", full)
    assert export(tmp_path / "新的.xlsx") == 1
    assert "No space left on device" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["台账.xlsx"]


@pytest.mark.parametrize("account", ["system", "security", "audit", "bare"])
def test_an_account_that_may_see_no_case_gets_no_empty_workbook_but_is_told_why(
    world: World, tmp_path: Path, account: str
) -> None:
    with pytest.raises(Refused) as refused:
        export(tmp_path / "台账.xlsx", account)
    (reason,) = refused.value.reasons
    assert reason.code == "role_missing"
    assert f"账号{account}没有查看任务的职责" in office.reasons_of(refused.value)
    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(action="paperwork.export_tasks").exists()


def test_an_account_with_cases_to_see_gets_its_list_though_none_is_there(world: World, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    assert export(file, "stranger") == 0
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes())).get_sheet_by_index(0).to_python()) == 1
