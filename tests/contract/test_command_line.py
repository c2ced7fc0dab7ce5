"""The command `bihuan` as people and scripts use it: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"
Run = Callable[..., "subprocess.CompletedProcess[str]"]
NOTICE = """突出问题整改销号公示
一、整改问题
东溪排口污水直排。
二、整改目标
完成截污。
三、责任单位
临澜市住建局
四、完成时限
2025年6月底前
"""
COMMANDS = ["read", "serve", "sweep", "demo", "audit verify", "check", "export", "createadmin", "manage"]


@pytest.fixture
def bihuan(tmp_path: Path) -> Run:
    def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        home = {
            "PYTHONPATH": str(SOURCES),
            "BIHUAN_HOME": str(tmp_path / "home"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        }
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("BIHUAN_", "DATABASE_URL", "L"))
        }
        return subprocess.run(
            [sys.executable, "-m", "bihuan.cli", *words],
            env=clean | home | environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(bihuan: Run, command: str) -> None:
    shown = bihuan(*command.split(), "--help")
    assert shown.returncode == 0
    assert len(shown.stdout) > 60


def test_json_comes_one_line_a_file_in_order_and_a_bad_file_loses_nothing(bihuan: Run, tmp_path: Path) -> None:
    good, empty = tmp_path / "公示.txt", tmp_path / "空.txt"
    good.write_text(NOTICE, encoding="gb18030")
    empty.touch()
    shown = bihuan("read", "--json", str(good), str(empty), str(tmp_path / "没有.docx"), str(good))
    lines = [json.loads(line) for line in shown.stdout.splitlines()]
    assert shown.returncode == 1
    assert [line["source"]["name"] for line in lines] == ["公示.txt", "空.txt", "没有.docx", "公示.txt"]
    assert lines[0]["items"][0]["deadline"]["date"] == "2025-06-30"
    assert "error" in lines[1] and "error" in lines[2]
    assert "2 个文件未能读取" in shown.stderr


def test_the_text_is_what_the_offsets_count(bihuan: Run, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text(NOTICE, encoding="utf-8")
    text = bihuan("read", "--text", str(place)).stdout
    item = json.loads(bihuan("read", "--json", str(place)).stdout)["items"][0]
    assert text[item["problem"]["start"] : item["problem"]["end"]] == item["problem"]["text"]


def test_without_json_a_person_reads_a_table(bihuan: Run, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text(NOTICE, encoding="utf-8")
    shown = bihuan("read", str(place))
    assert shown.returncode == 0
    assert "东溪排口污水直排" in shown.stdout and "2025-06-30" in shown.stdout


def test_messages_follow_the_language(bihuan: Run, tmp_path: Path) -> None:
    assert "没有这个文件" in bihuan("read", str(tmp_path / "x")).stderr
    assert "There is no such file" in bihuan("read", str(tmp_path / "x"), BIHUAN_LANG="en").stderr


@pytest.mark.parametrize("words", [[], ["nonsense"], ["read"], ["serve", "nowhere"], ["createadmin"]])
def test_words_that_are_off_exit_with_2(bihuan: Run, words: list[str]) -> None:
    assert bihuan(*words).returncode == 2


def test_the_first_administrators_are_made_once_and_the_log_verifies(bihuan: Run) -> None:
    made = bihuan("createadmin", "--unit", "云陂市整改办")
    assert made.returncode == 0
    assert len(made.stdout.splitlines()) == 3
    again = bihuan("createadmin", "--unit", "云陂市整改办")
    assert again.returncode == 1
    assert "已经有了" in again.stderr
    assert bihuan("audit", "verify").returncode == 0
    assert bihuan("sweep").returncode == 0
