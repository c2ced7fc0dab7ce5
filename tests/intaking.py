"""Handing in documents in tests: the office of the small world, and the worker run at once."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.intake.models import Document, Entry
from bihuan.intake.services import receive
from bihuan.platform import clock, files, jobs
from tests.laying import BEGINNING
from tests.world import World

NOTICE = """云陂市督察整改任务清单

一、石桥镇污水处理厂长期超标排放
问题描述：石桥镇污水处理厂建成后长期不能达标运行，日均约2000吨超标污水直排青溪河，群众反映强烈。
整改目标：2027年6月底前完成提标改造，出水稳定达到一级A标准。
整改措施：1.新建二级生化池一座；2.更换曝气设备。
整改时限：2027年6月30日前
牵头单位：市住建局
责任单位：青溪县人民政府
督导单位：市水利局
验收单位：市生态环境局

二、白石县砂石料场扬尘污染
问题描述：白石县下坪砂石料场未落实湿法作业，堆场3.2万平方米裸露，扬尘污染周边村庄。
整改目标：全部堆场覆盖，厂界颗粒物达标。
整改措施：1.堆场建设封闭料棚；2.安装喷淋设施。
整改时限：30个工作日内
牵头单位：白石县人民政府
责任单位：白石县自然资源局
验收单位：市生态环境局
"""


@pytest.fixture
def store(tmp_path: Path, settings: object) -> Path:
    """A file store of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name
    return tmp_path / "files"


def chunks(data: bytes, size: int = 4096) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def hand_in(world: World, name: str = "清单.txt", data: bytes | str = NOTICE) -> Document:
    """A document handed in by the office, and read; laid down if another test began with the same."""
    content = data.encode() if isinstance(data, str) else data
    laid = world.laid if world.laid and world.laid.at == BEGINNING else None
    state = f"{name} {hashlib.sha256(content).hexdigest()}"
    if laid and state in laid.states:
        laid.go_to(state)
        files.store(chunks(content), "")  # into this test's own place; its row is there
        return Document.objects.get()
    document = receive(actor=world.accounts["office"], name=name, chunks=chunks(content)).document
    jobs.work_off()
    document.refresh_from_db()
    if laid:
        laid.keep(state, clock.now())
    return document


def entries_of(document: Document) -> list[Entry]:
    return list(document.entries.order_by("order"))
