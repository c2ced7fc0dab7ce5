"""What an office has taught is read so, is said so, and stays on the characters of the text."""

import json
from pathlib import Path

import pytest

from bihuan.cli import main
from bihuan.reading import Profile, Reading, UnreadableError, read
from bihuan.reading.profile import FIELDS, MOST
from tests.reading.texts import source_of, table_source

PLAN = """青溪县督察整改任务清单

一、石桥镇污水处理厂长期超标排放
问题描述：石桥镇污水处理厂建成后长期不能达标运行，日均约2000吨超标污水直排青溪河。
整改目标：2027年6月底前完成提标改造。
落实要求：1.新建二级生化池一座；2.更换曝气设备。
整改时限：2027年6月30日前
牵头单位：县建委
责任单位：青溪县人民政府
"""
TAUGHT = Profile({"县建委": "青溪县住房和城乡建设局"}, {"落实要求": "measures"})
TABLE = table_source(
    [
        ["青溪县生态环境保护督察整改任务清单", "", "", "", ""],
        ["序号", "案由栏", "落实要求", "限办日", "落地方"],
        ["1", "石桥镇污水处理厂建成后长期不能达标运行", "新建二级生化池一座", "2027年6月底", "县水利局"],
        ["2", "白石县砂石料场扬尘污染严重群众反映强烈", "建设封闭料棚", "2027年3月底", "县水利局"],
    ]
)
SILENT = table_source(
    [
        ["青溪县生态环境保护督察整改任务清单", "", "", "", ""],
        ["序号", "案由栏", "落实要求", "限办日", "落地方"],
        ["1", "石桥镇二期", "新建二级生化池一座", "2027年6月底", "水利口"],
        ["2", "白石三号堆场", "建设封闭料棚", "2027年3月底", "水利口"],
    ]
)
COLUMNS = Profile(columns={"案由栏": "problem", "限办日": "deadline", "落地方": "duty", "落实要求": "measures"})


def offered(reading: Reading) -> list[tuple[str, str]]:
    return [(one.what, one.text) for one in reading.unrecognised]


def test_a_label_that_nobody_knows_is_offered_where_it_stands() -> None:
    reading = read(source_of(PLAN))
    assert offered(reading) == [("label", "落实要求")]
    one = reading.unrecognised[0]
    assert PLAN[one.start : one.end] == "落实要求"
    assert reading.items[0].measures == ()


def test_the_chapters_of_a_plan_are_no_labels_though_one_of_them_names_the_goals() -> None:
    chapters = "一、总体要求\n坚持问题导向。\n二、工作目标\n形成整改任务一项，年内全部完成。\n三、整改任务\n"
    reading = read(source_of(PLAN.replace("\n", "\n" + chapters, 1) + "四、组织保障\n加强领导，压实责任。\n"))
    assert offered(reading) == [("label", "落实要求")]


def test_a_taught_label_gives_its_field_and_the_item_says_by_which_rule() -> None:
    item = read(source_of(PLAN), profile=TAUGHT).items[0]
    assert [measure.text for measure in item.measures] == ["新建二级生化池一座", "更换曝气设备"]
    assert item.goal
    assert item.goal.text == "2027年6月底前完成提标改造"
    assert [(one.what, one.text, one.means) for one in item.learned] == [
        ("label", "落实要求", "measures"),
        ("unit", "县建委", "青溪县住房和城乡建设局"),
    ]
    for one in item.learned:
        assert PLAN[one.start : one.end] == one.text


def test_a_taught_name_of_a_unit_becomes_its_full_name_on_the_characters_of_the_text() -> None:
    unit = read(source_of(PLAN), profile=TAUGHT).items[0].units[0]
    assert unit.text == "青溪县住房和城乡建设局"
    assert PLAN[unit.start : unit.end] == "县建委"


def test_a_table_whose_cells_tell_nothing_is_read_once_its_columns_are_taught() -> None:
    before = read(SILENT)
    assert before.items == ()
    assert offered(before) == [("column", name) for name in ("案由栏", "落实要求", "限办日", "落地方")]
    after = read(SILENT, profile=COLUMNS)
    assert offered(after) == []
    assert [item.deadline.date for item in after.items if item.deadline] == ["2027-06-30", "2027-03-31"]
    assert {one.text for one in after.items[1].learned} == {"案由栏", "落实要求", "限办日", "落地方"}


def test_what_the_cells_of_unknown_columns_do_not_tell_is_read_once_they_are_taught() -> None:
    before, after = read(TABLE), read(TABLE, profile=COLUMNS)
    assert offered(before) == [("column", name) for name in ("案由栏", "落实要求", "限办日", "落地方")]
    assert [item.measures for item in before.items] == [(), ()]
    assert [[one.text for one in item.measures] for item in after.items] == [["新建二级生化池一座"], ["建设封闭料棚"]]
    assert offered(after) == []


def test_a_word_taught_as_a_label_means_the_same_at_the_head_of_a_column_but_not_the_reverse() -> None:
    as_labels = Profile(labels=COLUMNS.columns)
    assert len(read(TABLE, profile=as_labels).items) == 2
    assert read(source_of(PLAN), profile=Profile(columns={"落实要求": "measures"})).items[0].measures == ()


def test_what_the_office_taught_goes_before_what_everybody_means() -> None:
    item = read(source_of(PLAN), profile=Profile(labels={"整改目标": "measures"})).items[0]
    assert item.goal is None
    assert item.measures


def test_without_a_profile_no_item_claims_one() -> None:
    assert all(item.learned == () for item in read(source_of(PLAN)).items)
    other = Profile({"市建委": "临澜市住房和城乡建设局"}, {"别的": "goal"})
    assert read(source_of(PLAN), profile=other).items == read(source_of(PLAN)).items


def test_marks_width_and_spaces_make_no_other_wording() -> None:
    assert Profile(labels={"落实 要求（ 市级 ）：": "measures"}).label("落实要求(市级)") == "measures"


def test_a_profile_comes_back_from_its_file_as_json_and_as_toml() -> None:
    written = json.dumps(TAUGHT.as_json("青溪县整改办"), ensure_ascii=False).encode()
    assert Profile.from_bytes(written) == TAUGHT
    toml = 'format = "bihuan-profile"\nversion = 1\n[labels]\n"落实要求" = "measures"\n'
    assert Profile.from_bytes(b"\xef\xbb\xbf" + toml.encode()) == Profile(labels={"落实要求": "measures"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a": ' * 50_000,
        b"{}",
        b'{"format": "bihuan-profile", "version": 9}',
        b'{"format": "bihuan-profile", "version": 1, "labels": ["x"]}',
        '{"format": "bihuan-profile", "version": 1, "labels": {"落实要求": "nothing"}}'.encode(),
        '{"format": "bihuan-profile", "version": 1, "labels": {"落\\n实": "goal"}}'.encode(),
        '{"format": "bihuan-profile", "version": 1, "units": {"县": "青溪县"}}'.encode(),
        b" " * 2_000_000,
    ],
)
def test_a_file_that_is_no_profile_is_refused_with_what_would_help(content: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        Profile.from_bytes(content)
    assert refused.value.remedy


def test_a_profile_is_bounded_and_knows_only_fields_of_an_item() -> None:
    with pytest.raises(UnreadableError):
        Profile(labels={f"标签{n}": "goal" for n in range(MOST + 1)})
    with pytest.raises(UnreadableError):
        Profile(labels={"一" * 41: "goal"})
    assert set(FIELDS) >= {"problem", "goal", "measures", "deadline", "lead", "duty"}


def test_the_command_reads_with_the_profile_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, profile = tmp_path / "清单.txt", tmp_path / "用语.json"
    plan.write_text(PLAN, encoding="utf-8")
    profile.write_text(json.dumps(TAUGHT.as_json()), encoding="utf-8")
    assert main(["read", "--json", "--profile", str(profile), str(plan)]) == 0
    item = json.loads(capsys.readouterr().out)["items"][0]
    assert len(item["measures"]) == 2
    assert [one["text"] for one in item["learned"]] == ["落实要求", "县建委"]


def test_the_command_says_what_is_wrong_with_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, profile = tmp_path / "清单.txt", tmp_path / "用语.json"
    plan.write_text(PLAN, encoding="utf-8")
    profile.write_text("不是", encoding="utf-8")
    assert main(["read", "--json", "--profile", str(profile), str(plan)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "用语.json" in told.err
    assert main(["read", "--profile", str(tmp_path / "没有"), str(plan)]) == 1
