"""The command `bihuan` as people and scripts use it: a process, its output, its exit code."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from bihuan.reading.progress import ProgressLine
from tests.migrated import copy_migrated
from tests.reading.documents import Entry, entries, pdf_plan, xlsx_ledger
from tests.reading.scans import LINES, as_file, needs_recognition, slip

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
STAND_IN = """import os
def __getattr__(name):
    return os.abort if name[0].islower() else type(name, (Exception,), {})
"""  # a library of native code, each of whose functions crashes
COMMANDS = ["read", "serve", "sweep", "demo", "audit verify", "check", "rebuild", "export", "createadmin", "manage"]


@pytest.fixture
def bihuan(tmp_path: Path) -> Run:
    def run(
        *words: str, stdout: IO[str] | int = subprocess.PIPE, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
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
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return run


def interrupted(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """What a process says after Ctrl-C; one that comes between its opening and its reading of a file that never ends is
    heard only with the next, as by a person who presses again."""
    for _press in range(12):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=10)
    process.kill()
    raise AssertionError("it does not hear Ctrl-C")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(bihuan: Run, command: str) -> None:
    shown = bihuan(*command.split(), "--help")
    assert shown.returncode == 0
    assert len(shown.stdout) > 60


def test_a_reading_is_printed_in_the_language_of_the_terminal(bihuan: Run, tmp_path: Path) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text(NOTICE)
    english, chinese = (bihuan("read", str(notice), BIHUAN_LANG=language).stdout for language in ("en", "zh"))
    assert chinese.startswith("notice.txt：销号公示，共 1 条")
    assert english.startswith("notice.txt: Closure notice, entries: 1")
    assert {sign for sign in english if "\u3400" < sign < "\u9fff"} <= {*NOTICE}, "only the document's own words"


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


def test_a_dash_reads_standard_input() -> None:
    command = [sys.executable, "-m", "bihuan.cli", "read", "--json", "-"]
    given = os.environ | {"PYTHONPATH": str(SOURCES)}
    shown = subprocess.run(command, input=NOTICE.encode("gb18030"), capture_output=True, check=False, env=given)
    assert shown.returncode == 0
    (item,) = json.loads(shown.stdout)["items"]
    assert item["problem"]["text"] == "东溪排口污水直排"
    empty = subprocess.run(command, input=b"", capture_output=True, check=False, env=given)
    assert empty.returncode == 1


def test_messages_follow_the_language(bihuan: Run, tmp_path: Path) -> None:
    assert "没有这个文件" in bihuan("read", str(tmp_path / "x")).stderr
    assert "There is no such file. Check the path" in bihuan("read", str(tmp_path / "x"), BIHUAN_LANG="en").stderr


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        (["read", "--help"], "用法：bihuan read", "usage: bihuan read"),
        (["read"], "还要写明：FILE", "the following arguments are required: FILE"),
        (["nonsense"], "没有 'nonsense'，可以是", "invalid choice: 'nonsense'"),
        (["read", "--json", "--text", "x"], "--text：不能与 --json 同时用", "--text: not allowed with argument --json"),
        (["read", "x", "--nonsense"], "不认识：--nonsense", "unrecognized arguments: --nonsense"),
        (["export", "x.xlsx", "--account"], "--account：后面要写一个值", "--account: expected one argument"),
        (["serve", "nowhere"], "HOST:PORT：应写作", "HOST:PORT: "),
    ],
)
def test_what_stands_around_our_words_is_in_the_same_language(
    bihuan: Run, words: list[str], chinese: str, english: str
) -> None:
    for wanted, language in ((chinese, "zh"), (english, "en")):
        shown = bihuan(*words, BIHUAN_LANG=language)
        assert wanted in shown.stdout + shown.stderr


@pytest.mark.parametrize("words", [[], ["nonsense"], ["read"], ["serve", "nowhere"], ["serve", "h:²"], ["createadmin"]])
def test_words_that_are_off_exit_with_2(bihuan: Run, words: list[str]) -> None:
    assert bihuan(*words).returncode == 2


def test_the_first_administrators_are_made_once_and_the_log_verifies(bihuan: Run, tmp_path: Path) -> None:
    copy_migrated(tmp_path / "db.sqlite3")
    made = bihuan("createadmin", "--unit", "云陂市整改办")
    assert made.returncode == 0
    assert len(made.stdout.splitlines()) == 3
    again = bihuan("createadmin", "--unit", "云陂市整改办")
    assert again.returncode == 1
    assert "已经有了" in again.stderr
    assert bihuan("audit", "verify").returncode == 0
    assert bihuan("sweep").returncode == 0


@pytest.mark.parametrize("count", ["0", "-3", "many", "9999"])
def test_threads_are_a_whole_number_within_reason(bihuan: Run, count: str) -> None:
    refused = bihuan("serve", "127.0.0.1:1", f"--threads={count}")
    assert refused.returncode == 2
    assert "1 到 256" in refused.stderr


def test_an_address_of_another_machine_is_not_called_taken(bihuan: Run) -> None:
    refused = bihuan("serve", "192.0.2.1:8000")
    assert refused.returncode == 1
    assert "请写本机的地址" in refused.stderr
    assert "占用" not in refused.stderr


@pytest.mark.parametrize("words", [["sweep"], ["audit", "verify"], ["export", "new.xlsx", "--account", "nobody"]])
def test_without_a_database_every_command_says_what_would_help(bihuan: Run, tmp_path: Path, words: list[str]) -> None:
    missing = bihuan(*words)
    assert missing.returncode == 1
    assert "请运行 bihuan manage migrate" in missing.stderr
    (tmp_path / "junk").write_bytes(b"not a database" * 400)
    broken = bihuan(*words, DATABASE_URL=f"sqlite:///{tmp_path / 'junk'}")
    assert broken.returncode == 1
    assert "连不上数据库" in broken.stderr
    assert "Traceback" not in missing.stderr + broken.stderr


@pytest.mark.parametrize("words", [["demo"], ["createadmin", "--unit", "云陂市整改办"], ["serve", "127.0.0.1:1234"]])
def test_a_file_that_is_no_database_is_left_alone(bihuan: Run, tmp_path: Path, words: list[str]) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(content := b"not a database" * 400)
    refused = bihuan(*words, DATABASE_URL=f"sqlite:///{junk}")
    assert refused.returncode == 1
    assert "数据库用不了" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert junk.read_bytes() == content


@pytest.mark.parametrize("day", ["1990-01-01", "2200-01-01"])
def test_a_demo_of_a_day_that_no_calendar_reaches_is_refused_and_leaves_nothing(
    bihuan: Run, tmp_path: Path, day: str
) -> None:
    copy_migrated(tmp_path / "db.sqlite3")
    refused = bihuan("demo", "--today", day)
    assert refused.returncode == 1
    assert "不在日历范围内（2000—2099 年）" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert bihuan("createadmin", "--unit", "云陂市整改办").returncode == 0


def test_rules_of_the_office_that_are_badly_written_are_told(bihuan: Run, tmp_path: Path) -> None:
    copy_migrated(tmp_path / "db.sqlite3")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "rules.toml").write_text("notice = [", encoding="utf-8")
    refused = bihuan("demo")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "rules.toml" in refused.stderr or "office" in refused.stderr


def test_settings_that_cannot_be_understood_are_named(bihuan: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for environment in (
        {"DATABASE_URL": "nonsense://x"},
        {"BIHUAN_PROXIES": "two"},
        {"BIHUAN_HOME": f"{tmp_path}/file"},
    ):
        refused = bihuan("check", **environment)
        assert refused.returncode == 1
        assert "BIHUAN_" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_terminal_without_chinese_gets_escapes(bihuan: Run, tmp_path: Path) -> None:
    notice = tmp_path / "公示.txt"
    notice.write_text(NOTICE, encoding="utf-8")
    shown = bihuan("read", str(notice), PYTHONIOENCODING="ascii")
    assert shown.returncode == 0
    assert "\\u4e1c" in shown.stdout
    line = bihuan("read", "--json", str(notice), PYTHONIOENCODING="ascii")
    assert json.loads(line.stdout)["source"]["name"] == "公示.txt"
    assert bihuan("--help", PYTHONIOENCODING="ascii").returncode == 0


def test_a_file_name_in_another_encoding_is_read(bihuan: Run, tmp_path: Path) -> None:
    name = os.fsdecode("公示.txt".encode("gbk"))
    (tmp_path / name).write_text(NOTICE, encoding="gbk")
    for form in ([], ["--json"], ["--text"]):
        shown = bihuan("read", *form, str(tmp_path / name), PYTHONIOENCODING="utf-8:strict")
        assert shown.returncode == 0
        assert "临澜市住建局" in (
            json.dumps(json.loads(shown.stdout), ensure_ascii=False) if "--json" in form else shown.stdout
        )


def test_words_in_another_encoding_are_refused_before_anything_is_stored(bihuan: Run) -> None:
    refused = bihuan("createadmin", "--unit", os.fsdecode("云陂市整改办".encode("gbk")))
    assert refused.returncode == 2
    assert "UTF-8" in refused.stderr


def test_a_full_disk_under_the_output_is_told(bihuan: Run, tmp_path: Path) -> None:
    notice = tmp_path / "公示.txt"
    notice.write_text(NOTICE, encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        told = bihuan("read", str(notice), stdout=full)
    assert told.returncode == 1
    assert "剩余空间" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_source_without_end_is_refused_at_the_limit(bihuan: Run) -> None:
    refused = bihuan("read", "/dev/zero")
    assert refused.returncode == 1
    assert "上限" in refused.stderr


@pytest.mark.parametrize(
    ("library", "name", "make"), [("pypdfium2", "a.pdf", pdf_plan), ("python_calamine", "a.xlsx", xlsx_ledger)]
)
def test_a_file_that_ends_the_process_it_is_opened_in_leaves_the_others_to_be_read(
    bihuan: Run, tmp_path: Path, library: str, name: str, make: Callable[[list[Entry]], bytes]
) -> None:
    """Native code that fails takes its process along, as this stand-in for it does."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / f"{library}.py").write_text(STAND_IN)
    harmful, notice = tmp_path / name, tmp_path / "a.txt"
    harmful.write_bytes(make(entries(2)))
    notice.write_text(NOTICE)
    shown = bihuan("read", str(harmful), str(notice), PYTHONPATH=f"{broken}{os.pathsep}{SOURCES}")
    assert shown.returncode == 1
    assert "东溪排口污水直排" in shown.stdout
    assert f"{harmful}: 读取这个文件耗用的时间或内存过多，已经停止。" in shown.stderr
    assert "1 个文件未能读取，共 2 个" in shown.stderr
    assert len(shown.stderr.splitlines()) == 2, "and nothing of how it failed inside"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_that_is_read_is_named(bihuan: Run, language: str) -> None:
    shown = bihuan("read", "--help", BIHUAN_LANG=language).stdout
    for name in ("txt", "html", "docx", "pdf", "ofd", "xlsx", "xls", "csv", "doc", "wps", "rtf", "LibreOffice"):
        assert re.search(rf"\b{name}\b", shown), name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_stop_keeps_what_is_read_and_says_how_far_it_came(tmp_path: Path) -> None:
    notice, endless = tmp_path / "a.txt", tmp_path / "b.txt"
    notice.write_text(NOTICE)
    os.mkfifo(endless)
    command = [sys.executable, "-m", "bihuan.cli", "read", "--json", str(notice), str(endless)]
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "BIHUAN_LANG": "zh"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        with endless.open("wb"):  # waits until the second file is opened
            rest, told = interrupted(process)
    assert (len(first["items"]), rest, process.returncode) == (1, "", 130)
    assert "读完 1 个文件，共 2 个" in told


@needs_recognition
def test_a_scan_that_was_stopped_is_read_on_behind_its_pages(bihuan: Run, tmp_path: Path) -> None:
    scan, cache = tmp_path / "a.tif", tmp_path / "cache"
    scan.write_bytes(as_file([slip(LINES[:1]), *[slip(LINES)] * 4], "TIFF"))
    command = [sys.executable, "-m", "bihuan.cli", "read", "--text", str(scan)]
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "BIHUAN_LANG": "zh", "XDG_CACHE_HOME": str(cache)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        while process.poll() is None and not [*cache.rglob("1.json")]:
            time.sleep(0.02)
        _rest, told = interrupted(process)
    assert "读完 0 个文件，共 1 个" in told
    (first,) = cache.rglob("1.json")
    first.write_text(first.read_text().replace(json.dumps(LINES[0][0]), json.dumps("改")))
    again = bihuan("read", "--text", str(scan), XDG_CACHE_HOME=str(cache))
    assert again.stdout.startswith("改" + LINES[0][1:])
    assert [*cache.rglob("*.json")] == []


def test_progress_tells_pages_and_time_left_and_leaves_a_clean_line() -> None:
    screen, now = io.StringIO(), iter([0.0, 2.0, 2.01, 10.0, 20.0])
    line = ProgressLine(screen, "扫描.pdf", ("%(done)s/%(total)s", " %(left)ss", " %(left)smin"), lambda: next(now))
    line(1, 5)
    line(2, 5)  # too soon to be drawn
    line(3, 5)
    line(5, 5)
    line.clear()
    first, second, third, *rest = screen.getvalue().strip("\r").split("\r")
    assert (first, second.rstrip()) == (
        f"{'█' * 4}{'░' * 20} 1/5 8s  扫描.pdf",
        f"{'█' * 14}{'░' * 10} 3/5 7s  扫描.pdf",
    )
    assert third.rstrip() == f"{'█' * 24} 5/5  扫描.pdf"
    assert not "".join(rest).strip()
